package gradus.engine;

import static org.assertj.core.api.Assertions.assertThat;

import gradus.testkit.Catalogue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// What a real PyTorch makes of every operation of the catalogue, and of its gradients, from the
/// file that `fixtures/catalogue.py` writes. Where an operation is exact or correctly rounded, the
/// results are the same; elsewhere they differ by no more than [Roundings] derives.
class PyTorchOperationsTest {
  /// The operations that PyTorch doesn't have.
  private static final Map<Object, String> WITHOUT_FIXTURE =
      Map.of(
          Transfer.class, "a copy on another of Gradus' backends",
          Custom.class, "whatever its author makes of it");

  private static final int LEAST_CASES = 2;

  private static Object kind(Op op) {
    return op instanceof Enum<?> constant ? constant : op.getClass();
  }

  @Test
  void everyOperationHasFixtures() {
    Map<Object, Integer> cases = new HashMap<>();
    PyTorchCase.all().forEach(c -> cases.merge(kind(c.op()), 1, Integer::sum));
    Set<Object> operations = new HashSet<>();
    Catalogue.examples().forEach(example -> operations.add(kind(example.op())));
    operations.removeAll(WITHOUT_FIXTURE.keySet());
    assertThat(operations)
        .allSatisfy(
            op -> assertThat(cases.getOrDefault(op, 0)).isGreaterThanOrEqualTo(LEAST_CASES));
    assertThat(cases.keySet()).doesNotContainAnyElementsOf(WITHOUT_FIXTURE.keySet());
  }

  @TestFactory
  Stream<DynamicTest> agreesWithPyTorch() {
    List<DynamicTest> tests = new ArrayList<>();
    for (PyTorchCase c : PyTorchCase.all()) {
      for (String backend : Backends.usable()) {
        for (DType dtype : List.of(DType.F32, DType.F64)) {
          String name = String.format(Locale.ROOT, "%s in %s on %s", c, dtype, backend);
          tests.add(DynamicTest.dynamicTest(name, () -> check(c, dtype, Backends.named(backend))));
        }
      }
    }
    return tests.stream();
  }

  private static void check(PyTorchCase c, DType dtype, Backend backend) {
    Op op = c.op();
    Tensor[] inputs =
        c.inputs().stream()
            .map(x -> x.dtype().isFloating() ? x.to(dtype) : x)
            .map(x -> x.to(backend).detach())
            .map(x -> x.requiresGrad(x.dtype().isFloating()))
            .toArray(Tensor[]::new);
    Tensor output = op.apply(inputs);
    String suffix = dtype == DType.F32 ? ".f32" : ".f64";
    Tensor expected = c.get("output" + suffix);
    double u = dtype == DType.F32 ? 0x1p-24 : 0x1p-53;
    close("output", output, expected, Roundings.of(op, dtype, c.inputs(), expected), u);
    Tensor weight = c.get("weight");
    if (weight == null) {
      return;
    }
    if (!output.requiresGrad()) {
      throw new AssertionError(
          String.format(Locale.ROOT, "the output of %s leaves no node behind", op.label()));
    }
    output.mul(weight.to(output.dtype()).to(backend)).sum().backward();
    for (int i = 0; i < inputs.length; i++) {
      Tensor gradient = c.get("gradient" + i + suffix);
      if (gradient != null) {
        Roundings roundings = Roundings.ofGradient(op, i, c.inputs(), expected, weight);
        close("gradient of input " + i, inputs[i].grad(), gradient, roundings, u);
      }
    }
  }

  private static void close(
      String what, Tensor actual, Tensor expected, Roundings roundings, double u) {
    assertThat(actual.shape()).as(what).isEqualTo(expected.shape());
    double[] got = actual.toDoubles();
    double[] wanted = expected.toDoubles();
    double[] scale = roundings.scale().toDoubles();
    assertThat(scale).as("scale of " + what).hasSameSizeAs(wanted);
    // Of numbers below the normal ones the last place no longer shrinks.
    double least = u == 0x1p-24 ? Float.MIN_VALUE : Double.MIN_VALUE;
    for (int i = 0; i < wanted.length; i++) {
      double allowed = 2 * roundings.count() * (u * scale[i] + least);
      if (got[i] != wanted[i]
          && !(Double.isNaN(got[i]) && Double.isNaN(wanted[i]))
          && !(Math.abs(got[i] - wanted[i]) <= allowed)) {
        throw new AssertionError(
            String.format(
                Locale.ROOT,
                "%s, element %d: %s, PyTorch has %s; apart by %s, at most %s for %s roundings",
                what,
                i,
                got[i],
                wanted[i],
                Math.abs(got[i] - wanted[i]),
                allowed,
                roundings.count()));
      }
    }
  }
}
