package gradus.engine.simd;

import static org.assertj.core.api.Assertions.assertThat;

import gradus.engine.DType;
import gradus.engine.HostStorage;
import gradus.engine.Kernel;
import gradus.engine.Operand;
import gradus.engine.TensorSpec;
import gradus.engine.reference.ReferenceBackend;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.IntToDoubleFunction;

/// Holds the kernels of this package to what the reference backend makes of the same operands.
final class AgainstReference {
  private static final SimdBackend SIMD = new SimdBackend();
  private static final ReferenceBackend REFERENCE = new ReferenceBackend();

  /// Small whole numbers: sums of them are exact in any order.
  static final IntToDoubleFunction WHOLE = i -> (i * 0x9E3779B1 >>> 28) - 8;

  private AgainstReference() {}

  /// Whole numbers, in an order of their own for each seed.
  static IntToDoubleFunction whole(int seed) {
    return i -> WHOLE.applyAsDouble(i + 1009 * seed);
  }

  /// The same bits, wherever the output lies, and nothing changed around it or in the inputs.
  static void same(Kernel kernel, Lying output, Operand... inputs) {
    near(0, kernel, output, inputs);
  }

  /// The same but for a difference.
  ///
  /// @param tolerance how large it may be
  static void near(double tolerance, Kernel kernel, Lying output, Operand... inputs) {
    TensorSpec[] specs =
        Arrays.stream(inputs)
            .map(input -> new TensorSpec(input.shape(), input.dtype()))
            .toArray(TensorSpec[]::new);
    TensorSpec result = kernel.infer(specs);
    int[] dims = result.shape().dims();
    Operand expected = output.operand(result.dtype(), i -> 77 + i % 5, dims);
    Operand actual = output.operand(result.dtype(), i -> 77 + i % 5, dims);
    List<HostStorage> before = Arrays.stream(inputs).map(AgainstReference::copy).toList();
    REFERENCE.run(kernel, List.of(inputs), expected);
    SIMD.run(kernel, List.of(inputs), actual);
    String what =
        String.format(
            Locale.ROOT, "%s of %s to %s", kernel.label(), Arrays.toString(specs), output);
    check(what, tolerance, (HostStorage) actual.storage(), (HostStorage) expected.storage());
    for (int i = 0; i < inputs.length; i++) {
      check(what + ", input " + i, 0, (HostStorage) inputs[i].storage(), before.get(i));
    }
  }

  private static HostStorage copy(Operand operand) {
    HostStorage storage = (HostStorage) operand.storage();
    return storage.range(0, storage.length());
  }

  /// Compares two storages as a whole.
  static void check(String what, double tolerance, HostStorage actual, HostStorage expected) {
    assertThat(actual.length()).isEqualTo(expected.length());
    for (int i = 0; i < actual.length(); i++) {
      double x = actual.get(i);
      double y = expected.get(i);
      boolean same = Double.compare(x, y) == 0 || tolerance > 0 && Math.abs(x - y) <= tolerance;
      if (!same) {
        assertThat(x).as("%s, at %d", what, i).isEqualTo(y);
      }
    }
  }

  /// Whole numbers that lie so.
  static Operand drawn(int seed, DType dtype, Lying lying, int... dims) {
    return lying.operand(dtype, whole(seed), dims);
  }
}
