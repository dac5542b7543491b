package gradus.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import gradus.testkit.Fixture;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/// The comparison of functions with the cases of a file that a script in `fixtures` has written: a
/// name, inputs, the output, and with a weight the gradients of Σ weight · output.
final class Parity {
  private Parity() {}

  static List<Fixture> read(String file) {
    return Fixture.read(Parity.class.getResourceAsStream("fixtures/" + file));
  }

  static Set<String> names(String file) {
    Set<String> names = new TreeSet<>();
    read(file).forEach(c -> names.add(c.name()));
    return names;
  }

  static Stream<Tensor> inputs(Fixture c) {
    return c.tensors().entrySet().stream()
        .filter(entry -> entry.getKey().startsWith("input"))
        .map(Map.Entry::getValue);
  }

  /// Compares functions and their gradients with a file's cases, on every backend and in both
  /// types.
  static Stream<DynamicTest> tests(String file, Map<String, Function<Tensor[], Tensor>> functions) {
    List<Fixture> cases = read(file);
    return Backends.usable().stream()
        .flatMap(
            backend ->
                Stream.of(DType.F64, DType.F32)
                    .flatMap(
                        dtype ->
                            cases.stream()
                                .map(
                                    c ->
                                        test(
                                            c,
                                            functions.get(c.name()),
                                            dtype,
                                            Backends.named(backend)))));
  }

  private static DynamicTest test(
      Fixture c, Function<Tensor[], Tensor> function, DType dtype, Backend backend) {
    String inputs = String.join(", ", c.tensors().keySet().stream().map(k -> spec(c, k)).toList());
    return DynamicTest.dynamicTest(
        String.format(Locale.ROOT, "%s %s(%s) on %s", dtype, c.name(), inputs, backend.name()),
        () ->
            Backends.using(
                backend,
                () -> {
                  check(c, function, dtype);
                  return null;
                }));
  }

  private static String spec(Fixture c, String key) {
    return c.tensors().get(key).spec().toString();
  }

  /// On the current backend, in the given type.
  private static Tensor convert(Tensor tensor, DType dtype) {
    Tensor here = tensor.to(Backends.current());
    return here.dtype().isFloating() ? here.to(dtype).detach() : here;
  }

  private static void check(Fixture c, Function<Tensor[], Tensor> function, DType dtype) {
    Tensor[] inputs =
        inputs(c)
            .map(x -> convert(x, dtype))
            .map(x -> x.requiresGrad(x.dtype().isFloating()))
            .toArray(Tensor[]::new);
    Tensor output = function.apply(inputs);
    close("output", output, c.get("output"), dtype);
    Tensor weight = c.tensors().get("weight");
    assertThat(output.dtype()).isEqualTo(c.get("output").dtype().isFloating() ? dtype : DType.I32);
    assertThat(output.requiresGrad()).isEqualTo(weight != null);
    if (weight == null) {
      return;
    }
    output.mul(convert(weight, dtype)).sum().backward();
    for (int i = 0; i < inputs.length; i++) {
      Tensor expected = c.tensors().get("gradient" + i);
      if (expected != null) {
        close("gradient of input " + i, inputs[i].grad(), expected, dtype);
      }
    }
  }

  private static void close(String what, Tensor actual, Tensor expected, DType dtype) {
    assertThat(actual).as(what).isNotNull();
    assertThat(actual.shape()).as(what).isEqualTo(expected.shape());
    double[] got = actual.toDoubles();
    double[] wanted = expected.toDoubles();
    double relative = dtype == DType.F64 ? 1e-12 : 2e-6;
    for (int i = 0; i < wanted.length; i++) {
      if (!Double.isFinite(wanted[i])) {
        assertThat(got[i]).as("%s, element %d", what, i).isEqualTo(Double.valueOf(wanted[i]));
        continue;
      }
      // A sum's rounding goes with its terms, which here are about 1 and may cancel out.
      double allowed = relative * Math.max(1, Math.abs(wanted[i]));
      assertThat(got[i]).as("%s, element %d", what, i).isCloseTo(wanted[i], within(allowed));
    }
  }
}
