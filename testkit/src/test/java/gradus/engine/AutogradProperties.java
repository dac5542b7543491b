package gradus.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.UnaryOperator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/// The rules of differentiation, for random functions and points.
class AutogradProperties {
  private static final List<UnaryOperator<Tensor>> FUNCTIONS =
      List.of(
          Tensor::exp,
          Tensor::sin,
          Tensor::tanh,
          x -> x.square().add(1).log(),
          x -> x.softmax(0),
          x -> x.flip(0).mul(x),
          x -> x.reshape(2, 3).t().flatten(),
          x -> x.sub(x.mean()).square());

  private static Tensor point(long seed) {
    return Tensor.rand(new Generator(seed), 6).mul(2).sub(1).to(DType.F64);
  }

  /// The gradient of Σ wᵢ·f(x)ᵢ.
  private static double[] gradient(UnaryOperator<Tensor> f, Tensor x, Tensor weights) {
    Tensor leaf = x.detach().requiresGrad(true);
    f.apply(leaf).mul(weights).sum().backward();
    return leaf.grad().toDoubles();
  }

  private static void assertClose(double[] actual, double[] expected) {
    for (int i = 0; i < expected.length; i++) {
      assertThat(Math.abs(actual[i] - expected[i])).isLessThan(1e-9 * (1 + Math.abs(expected[i])));
    }
  }

  @Property(tries = 200)
  void itIsLinear(
      @ForAll @IntRange(max = 7) int first,
      @ForAll @IntRange(max = 7) int second,
      @ForAll long seed) {
    UnaryOperator<Tensor> f = FUNCTIONS.get(first);
    UnaryOperator<Tensor> g = FUNCTIONS.get(second);
    Tensor x = point(seed);
    Tensor w = point(seed + 1);
    double[] whole = gradient(t -> f.apply(t).mul(3).add(g.apply(t).mul(-2)), x, w);
    double[] a = gradient(f, x, w);
    double[] b = gradient(g, x, w);
    double[] expected = new double[a.length];
    for (int i = 0; i < a.length; i++) {
      expected[i] = 3 * a[i] - 2 * b[i];
    }
    assertClose(whole, expected);
  }

  @Property(tries = 200)
  void theProductRuleHolds(
      @ForAll @IntRange(max = 7) int first,
      @ForAll @IntRange(max = 7) int second,
      @ForAll long seed) {
    UnaryOperator<Tensor> f = FUNCTIONS.get(first);
    UnaryOperator<Tensor> g = FUNCTIONS.get(second);
    Tensor x = point(seed);
    Tensor w = point(seed + 1);
    double[] whole = gradient(t -> f.apply(t).mul(g.apply(t)), x, w);
    double[] a = gradient(f, x, w.mul(g.apply(x)));
    double[] b = gradient(g, x, w.mul(f.apply(x)));
    double[] expected = new double[a.length];
    for (int i = 0; i < a.length; i++) {
      expected[i] = a[i] + b[i];
    }
    assertClose(whole, expected);
  }

  /// ⟨J·v, u⟩ = ⟨v, Jᵀ·u⟩. The engine has Jᵀ·u; J·v is the gradient of it with regard to u.
  @Property(tries = 200)
  void theJacobianAndItsTransposeBelongTogether(
      @ForAll @IntRange(max = 7) int which, @ForAll long seed) {
    Tensor x = point(seed).requiresGrad(true);
    Tensor u = point(seed + 1).requiresGrad(true);
    Tensor v = point(seed + 2);
    Tensor transposed =
        Gradients.recorded(FUNCTIONS.get(which).apply(x).mul(u).sum(), x).getFirst();
    Tensor forward = Gradients.of(transposed.mul(v).sum(), u).getFirst();
    double left = forward.mul(u.detach()).sum().item();
    double right = transposed.detach().mul(v).sum().item();
    assertThat(Math.abs(left - right)).isLessThan(1e-9 * (1 + Math.abs(left)));
  }
}
