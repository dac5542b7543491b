package gradus.engine;

import static org.assertj.core.api.Assertions.assertThat;

import gradus.testkit.GradientCheck;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/// The rules of differentiation for random functions: graphs whose values are used several times,
/// meet again, or not at all.
class RandomGraphProperties {
  /// All from (2, 3) to (2, 3), and with slopes of no more than about 2 where values are of 1.
  private static final List<UnaryOperator<Tensor>> OF_ONE =
      List.of(
          Tensor::sin,
          Tensor::tanh,
          Tensor::sigmoid,
          Tensor::relu,
          Tensor::abs,
          Tensor::erf,
          x -> x.clamp(-0.5, 0.75),
          x -> x.square().add(1).log(),
          x -> x.square().add(0.5).sqrt(),
          x -> x.softmax(1),
          x -> x.logSoftmax(0).tanh(),
          x -> x.flip(0, 1),
          x -> x.t().reshape(2, 3),
          // Half of it: x less its mean sums to 0 but for rounding, and such a sum is at the kinks
          // of
          // relu and abs wherever x is.
          x -> x.sub(x.mean(0).mul(0.5)),
          x -> x.sum(1, true).expand(2, 3).mul(0.5),
          x -> x.max(0).expand(2, 3),
          x -> x.indexSelect(0, Tensor.of(1, 1)),
          x -> x.gather(1, Tensor.of(new int[][] {{0, 0, 2}, {1, 2, 1}})),
          x -> Tensor.concat(1, x.slice(1, 1, 3), x.slice(1, 0, 1)),
          x -> x.slice(1, 0, 3, 2).pad(1, 1, 0, 0.25));

  private static final List<BinaryOperator<Tensor>> OF_TWO =
      List.of(
          Tensor::add,
          Tensor::sub,
          Tensor::mul,
          Tensor::maximum,
          Tensor::minimum,
          (a, b) -> a.div(b.square().add(1)),
          (a, b) -> b.square().add(0.5).pow(a.tanh()),
          (a, b) -> a.matmul(b.t()).matmul(b).mul(0.3),
          (a, b) -> Tensor.where(Tensor.of(1, 0, 1), a, b),
          (a, b) -> a.mul(b.sum(0)).tanh());

  /// A step: what is computed from which of the values there are, counted round.
  ///
  /// @param operation from 0: one of those of one value, then one of those of two
  /// @param a the first value's number
  /// @param b the second's
  record Step(int operation, int a, int b) {
    Tensor apply(List<Tensor> values) {
      Tensor first = values.get(a % values.size());
      return operation < OF_ONE.size()
          ? OF_ONE.get(operation).apply(first)
          : OF_TWO.get(operation - OF_ONE.size()).apply(first, values.get(b % values.size()));
    }
  }

  /// Of the inputs, the last value, and half of one in the middle, so that it may be used again.
  record Graph(List<Step> steps) {
    Tensor apply(List<Tensor> inputs) {
      List<Tensor> values = new ArrayList<>(inputs);
      steps.forEach(step -> values.add(step.apply(values)));
      return values.getLast().add(values.get(values.size() / 2).mul(0.5));
    }
  }

  @Provide
  Arbitrary<Graph> graphs() {
    Arbitrary<Step> step =
        Combinators.combine(
                Arbitraries.integers().between(0, OF_ONE.size() + OF_TWO.size() - 1),
                Arbitraries.integers().between(0, 20),
                Arbitraries.integers().between(0, 20))
            .as(Step::new);
    return step.list().ofMinSize(1).ofMaxSize(8).map(Graph::new);
  }

  private static Tensor point(long seed) {
    return Tensor.rand(new Generator(seed), 2, 3).mul(2).sub(1).to(DType.F64);
  }

  @Property
  void agreesWithFiniteDifferences(@ForAll("graphs") Graph graph, @ForAll long seed) {
    GradientCheck.of(graph::apply).near(point(seed), point(seed + 1));
  }

  @Property
  void andSoDoesTheGradientsGradient(@ForAll("graphs") Graph graph, @ForAll long seed) {
    GradientCheck.of(graph::apply).second().near(point(seed), point(seed + 1));
  }

  private static List<Tensor> gradients(Graph graph, Tensor x, Tensor y, Tensor weights) {
    Tensor a = x.detach().requiresGrad(true);
    Tensor b = y.detach().requiresGrad(true);
    Tensor loss = graph.apply(List.of(a, b)).mul(weights).sum();
    return Gradients.of(loss, a, b);
  }

  private static void assertClose(List<Tensor> actual, List<Tensor> expected, double scale) {
    // Each gradient is summed up over less than 2¹⁰ roundings on the way.
    double bound = 0x1p-43 * scale;
    for (int i = 0; i < expected.size(); i++) {
      double[] difference = actual.get(i).sub(expected.get(i)).abs().toDoubles();
      for (double d : difference) {
        assertThat(d).isLessThanOrEqualTo(bound);
      }
    }
  }

  private static double greatest(List<Tensor> tensors) {
    return tensors.stream().mapToDouble(t -> t.abs().max().item()).max().orElseThrow();
  }

  @Property
  void itIsLinear(@ForAll("graphs") Graph f, @ForAll("graphs") Graph g, @ForAll long seed) {
    Tensor x = point(seed);
    Tensor y = point(seed + 1);
    Tensor w = point(seed + 2);
    Tensor a = x.detach().requiresGrad(true);
    Tensor b = y.detach().requiresGrad(true);
    Tensor mixed = f.apply(List.of(a, b)).mul(3).add(g.apply(List.of(a, b)).mul(-2));
    List<Tensor> whole = Gradients.of(mixed.mul(w).sum(), a, b);
    List<Tensor> ofF = gradients(f, x, y, w);
    List<Tensor> ofG = gradients(g, x, y, w);
    List<Tensor> expected =
        List.of(ofF.get(0).mul(3).sub(ofG.get(0).mul(2)), ofF.get(1).mul(3).sub(ofG.get(1).mul(2)));
    assertClose(whole, expected, 8 * (1 + greatest(ofF) + greatest(ofG)));
  }

  @Property
  void theProductRuleHolds(
      @ForAll("graphs") Graph f, @ForAll("graphs") Graph g, @ForAll long seed) {
    Tensor x = point(seed);
    Tensor y = point(seed + 1);
    Tensor w = point(seed + 2);
    Tensor a = x.detach().requiresGrad(true);
    Tensor b = y.detach().requiresGrad(true);
    Tensor product = f.apply(List.of(a, b)).mul(g.apply(List.of(a, b)));
    List<Tensor> whole = Gradients.of(product.mul(w).sum(), a, b);
    List<Tensor> ofF = gradients(f, x, y, w.mul(g.apply(List.of(x, y))));
    List<Tensor> ofG = gradients(g, x, y, w.mul(f.apply(List.of(x, y))));
    List<Tensor> expected = List.of(ofF.get(0).add(ofG.get(0)), ofF.get(1).add(ofG.get(1)));
    assertClose(whole, expected, 8 * (1 + greatest(ofF) + greatest(ofG)));
  }

  /// Of a graph that is gone through twice, and of one that is made anew, to the last bit.
  @Property
  void itIsTheSameEachTime(@ForAll("graphs") Graph graph, @ForAll long seed) {
    Tensor x = point(seed).requiresGrad(true);
    Tensor y = point(seed + 1).requiresGrad(true);
    Tensor loss = graph.apply(List.of(x, y)).sum();
    if (!loss.requiresGrad()) {
      return;
    }
    List<Tensor> first = Gradients.of(loss, x, y);
    List<Tensor> again = Gradients.of(loss, x, y);
    List<Tensor> anew = Gradients.of(graph.apply(List.of(x, y)).sum(), x, y);
    loss.backward();
    for (int i = 0; i < 2; i++) {
      double[] expected = first.get(i).toDoubles();
      assertThat(again.get(i).toDoubles()).isEqualTo(expected);
      assertThat(anew.get(i).toDoubles()).isEqualTo(expected);
      Tensor left = (i == 0 ? x : y).grad();
      assertThat(left == null ? new double[6] : left.toDoubles()).isEqualTo(expected);
    }
  }
}
