package gradus.testkit;

import gradus.engine.Backend;
import gradus.engine.HostStorage;
import gradus.engine.Kernel;
import gradus.engine.Layout;
import gradus.engine.Operand;
import gradus.engine.TensorSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// One run of a kernel on a backend, after which everything is checked: the result, the whole
/// storage of the inputs, and that of the output, which was filled with poison before.
///
/// ```java
/// HostTensor x = HostTensor.of(DType.F32, Shape.of(3), 1, 2, 4);
/// KernelRun.of(new MyBackend(), Unary.LOG, List.of(x), Arrangement.CONTIGUOUS).check();
/// ```
public final class KernelRun {
  private static final float POISON_FLOAT = Float.intBitsToFloat(0x7fedcba9);
  private static final double POISON_DOUBLE = Double.longBitsToDouble(0x7ffdcba987654321L);
  private static final int POISON_INT = 0x80dead01;

  private final Kernel kernel;
  private final List<HostTensor> inputs;
  private final Layout layout;
  private final HostStorage before;
  private final HostStorage after;

  private KernelRun(
      Kernel kernel,
      List<HostTensor> inputs,
      Layout layout,
      HostStorage before,
      HostStorage after) {
    this.kernel = kernel;
    this.inputs = inputs;
    this.layout = layout;
    this.before = before;
    this.after = after;
  }

  /// Runs a kernel into a new output.
  ///
  /// @param backend the backend
  /// @param kernel the kernel
  /// @param inputs its inputs, before broadcasting
  /// @param arrangement the arrangement of the output; expanded axes are ignored
  /// @return the run, to check
  /// @throws AssertionError if an input changed
  public static KernelRun of(
      Backend backend, Kernel kernel, List<HostTensor> inputs, Arrangement arrangement) {
    TensorSpec spec =
        kernel.infer(inputs.stream().map(HostTensor::spec).toArray(TensorSpec[]::new));
    Arrangement written = arrangement.unexpanded();
    HostStorage poison = HostStorage.allocate(spec.dtype(), written.length(spec.shape()));
    switch (poison) {
      case HostStorage.Floats(float[] array) -> Arrays.fill(array, POISON_FLOAT);
      case HostStorage.Doubles(double[] array) -> Arrays.fill(array, POISON_DOUBLE);
      case HostStorage.Ints(int[] array) -> Arrays.fill(array, POISON_INT);
    }
    HostTensor output = new HostTensor(poison, written.layout(spec.shape()));
    return run(backend, kernel, inputs, output, output.on(backend), -1);
  }

  /// Runs an element-wise kernel into one of its inputs.
  static KernelRun inPlace(Backend backend, Kernel kernel, List<HostTensor> inputs, int into) {
    HostTensor output = inputs.get(into);
    return run(backend, kernel, inputs, output, output.on(backend), into);
  }

  private static KernelRun run(
      Backend backend,
      Kernel kernel,
      List<HostTensor> inputs,
      HostTensor output,
      Operand target,
      int into) {
    List<Operand> operands = new ArrayList<>();
    for (int i = 0; i < inputs.size(); i++) {
      HostTensor aligned = inputs.get(i).aligned(kernel, i, output.shape());
      operands.add(i == into ? target : aligned.on(backend));
    }
    backend.run(kernel, operands, target);
    for (int i = 0; i < inputs.size(); i++) {
      if (i != into) {
        same(kernel, i, inputs.get(i), backend.toHost(operands.get(i).storage()));
      }
    }
    HostStorage after = HostTensor.copy(backend.toHost(target.storage()));
    return new KernelRun(kernel, inputs, output.layout(), output.storage(), after);
  }

  private static void same(Kernel kernel, int input, HostTensor x, HostStorage after) {
    int place = HostTensor.mismatch(x.storage(), after);
    if (place >= 0) {
      throw new AssertionError(
          String.format(
              Locale.ROOT,
              "%s changed input %d at place %d of its storage, from %s to %s; input %s",
              kernel.label(),
              input,
              place,
              x.storage().get(place),
              after.get(place),
              x));
    }
  }

  /// Returns the whole storage of the output, for comparisons bit by bit.
  HostStorage storage() {
    return after;
  }

  /// Checks the result against its bound, and that the rest of the output's storage is unchanged.
  ///
  /// @throws AssertionError with the kernel, the element, both values, and the inputs
  public void check() {
    check(Bound.of(kernel, inputs));
  }

  /// Checks the result against a known bound, such as that of the same values in another layout.
  ///
  /// @param bound the bound
  /// @throws AssertionError with the kernel, the element, both values, and the inputs
  public void check(Bound bound) {
    boolean[] shown = new boolean[after.length()];
    int[] places = HostTensor.places(layout);
    if (places.length != bound.size()) {
      throw new AssertionError(
          String.format(
              Locale.ROOT,
              "%s: the output shows %d elements, expected %d",
              kernel.label(),
              places.length,
              bound.size()));
    }
    boolean input = isInput();
    for (int i = 0; i < places.length; i++) {
      int place = places[i];
      shown[place] = true;
      double value = after.get(place);
      boolean poison =
          !input
              && Double.isNaN(value)
              && HostTensor.bits(after, place) == HostTensor.bits(before, place);
      if (poison || !bound.allows(i, value)) {
        throw new AssertionError(
            String.format(
                Locale.ROOT,
                "%s: element %d is %s, expected %s; output %s; inputs%s",
                kernel.label(),
                i,
                poison ? "not written" : value,
                bound.describe(i),
                layout,
                lines()));
      }
    }
    for (int place = 0; place < shown.length; place++) {
      if (!shown[place] && HostTensor.bits(after, place) != HostTensor.bits(before, place)) {
        throw new AssertionError(
            String.format(
                Locale.ROOT,
                "%s wrote %s at place %d of the storage, outside the output %s; inputs%s",
                kernel.label(),
                after.get(place),
                place,
                layout,
                lines()));
      }
    }
  }

  private boolean isInput() {
    return inputs.stream().anyMatch(x -> x.storage() == before);
  }

  private String lines() {
    StringBuilder lines = new StringBuilder();
    inputs.forEach(x -> lines.append("\n  ").append(x));
    return lines.toString();
  }
}
