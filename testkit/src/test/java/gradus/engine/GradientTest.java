package gradus.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import gradus.testkit.Catalogue;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every operation's gradient against finite differences, in F64; and the gradient of the gradient.
class GradientTest {
  private static final double STEP = 1e-6;

  static Stream<Catalogue.Example> differentiable() {
    return Catalogue.examples().stream()
        .filter(example -> !(example.op() instanceof Comparison))
        .filter(example -> !(example.op() instanceof Reduction.ArgMax))
        .filter(
            example -> !(example.op() instanceof Elementwise.Copy(DType to)) || to == DType.F64);
  }

  /// A scalar that weighs every element of the result differently.
  private static Tensor weighted(Tensor result) {
    Tensor weights = Tensor.linspace(0.5, 1.5, result.size()).to(result.dtype());
    return result.mul(weights.to(result.backend()).reshape(result.shape().dims())).sum();
  }

  private static Tensor[] inputs(Catalogue.Example example) {
    return example.draw(DType.F64, 5).toArray(Tensor[]::new);
  }

  private interface Function {
    Tensor of(Tensor... inputs);
  }

  private static void check(Function f, Tensor[] inputs, Tensor[] gradients, double tolerance) {
    for (int i = 0; i < inputs.length; i++) {
      if (gradients[i] == null) {
        continue;
      }
      double[] x = inputs[i].toDoubles();
      double[] expected = new double[x.length];
      for (int j = 0; j < x.length; j++) {
        expected[j] = (moved(f, inputs, i, j, STEP) - moved(f, inputs, i, j, -STEP)) / (2 * STEP);
      }
      assertThat(gradients[i].shape()).isEqualTo(inputs[i].shape());
      double[] actual = gradients[i].toDoubles();
      for (int j = 0; j < x.length; j++) {
        assertThat(actual[j])
            .as("input %d, element %d", i, j)
            .isCloseTo(expected[j], offset(tolerance * (1 + Math.abs(expected[j]))));
      }
    }
  }

  private static double moved(Function f, Tensor[] inputs, int i, int j, double by) {
    Tensor[] changed = inputs.clone();
    double[] values = inputs[i].toDoubles();
    values[j] += by;
    changed[i] = Tensor.fromArray(values, inputs[i].shape().dims());
    return f.of(changed).item();
  }

  private static Tensor[] leaves(Tensor... inputs) {
    return Stream.of(inputs)
        .map(x -> x.dtype().isFloating() ? x.detach().requiresGrad(true) : x)
        .toArray(Tensor[]::new);
  }

  private static Tensor[] floating(Tensor... inputs) {
    return Stream.of(inputs).filter(x -> x.dtype().isFloating()).toArray(Tensor[]::new);
  }

  /// One gradient an input, null for an integer one.
  private static Tensor[] spread(List<Tensor> gradients, Tensor... inputs) {
    Tensor[] all = new Tensor[inputs.length];
    int next = 0;
    for (int i = 0; i < inputs.length; i++) {
      all[i] = inputs[i].dtype().isFloating() ? gradients.get(next++) : null;
    }
    return all;
  }

  @ParameterizedTest
  @MethodSource("differentiable")
  void agreesWithFiniteDifferences(Catalogue.Example example) {
    Tensor[] inputs = inputs(example);
    Function f = in -> weighted(Eager.apply(example.op(), in));
    Tensor[] leaves = leaves(inputs);
    List<Tensor> gradients = Gradients.of(f.of(leaves), floating(leaves));
    check(f, inputs, spread(gradients, inputs), 1e-6);
  }

  @ParameterizedTest
  @MethodSource("differentiable")
  void isItselfDifferentiable(Catalogue.Example example) {
    Tensor[] inputs = inputs(example);
    Function slope =
        in -> {
          Tensor[] leaves =
              IntStream.range(0, in.length)
                  .mapToObj(i -> in[i].requiresGrad() ? in[i] : leaves(in[i])[0])
                  .toArray(Tensor[]::new);
          // Squared first, so that a linear operation has a second derivative, too.
          Tensor loss = weighted(Eager.apply(example.op(), leaves).square());
          return Gradients.recorded(loss, floating(leaves)).stream()
              .map(g -> weighted(g.to(Backends.current())))
              .reduce(Tensor::add)
              .orElseThrow();
        };
    Tensor[] leaves = leaves(inputs);
    Tensor value = slope.of(leaves);
    // The slope of a step is 0 everywhere, and depends on nothing.
    List<Tensor> second =
        value.requiresGrad()
            ? Gradients.of(value, floating(leaves))
            : Stream.of(floating(leaves)).map(Tensor::zeros).toList();
    check(slope, inputs, spread(second, inputs), 1e-4);
  }
}
