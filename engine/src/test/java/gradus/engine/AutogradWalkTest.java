package gradus.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BinaryOperator;
import org.junit.jupiter.api.Test;

/// The walk backwards: its order, and what it thinks of gradients that don't fit.
class AutogradWalkTest {
  private static Tensor leaf(double... values) {
    return Tensor.of(DType.F64, values).requiresGrad(true);
  }

  /// The identity, with a custom gradient.
  private static CustomFunction identity(BinaryOperator<Tensor> gradient) {
    return new CustomFunction() {
      @Override
      public String name() {
        return "identity";
      }

      @Override
      public Tensor forward(List<Tensor> inputs) {
        return inputs.getFirst().copy();
      }

      @Override
      public Tensor gradient(int input, List<Tensor> inputs, Tensor output, Tensor upstream) {
        return gradient.apply(inputs.getFirst(), upstream);
      }
    };
  }

  @Test
  void aValueUsedAtDifferentDepthsWaitsForAllItsUsers() {
    Tensor x = leaf(0.5);
    AtomicInteger asked = new AtomicInteger();
    CustomFunction counted =
        identity(
            (_, upstream) -> {
              asked.incrementAndGet();
              return upstream;
            });
    Tensor y = counted.apply(x);
    Tensor far = y.sin().exp().tanh().square();
    // Once the nearer user comes first among the inputs, and once last.
    Tensor loss = y.add(far).add(far.mul(3).add(y)).sum();
    double whole = 2 + 4 * Gradients.of(far.sum(), y).getFirst().item();
    asked.set(0);
    assertThat(Gradients.of(loss, y).getFirst().item()).isEqualTo(whole);
    loss.backward();
    assertThat(asked).hasValue(1);
    assertThat(x.grad().item()).isEqualTo(whole);
  }

  @Test
  void aLeafIsItsOwnGradient() {
    Tensor x = leaf(3);
    x.backward();
    assertThat(x.grad().item()).isEqualTo(1);
    assertThat(Gradients.of(x, x).getFirst().item()).isEqualTo(1);
  }

  @Test
  void anInputChangedInPlaceThrowsAndSaysWhich() {
    Tensor x = leaf(1, 2);
    Tensor y = leaf(3, 4);
    Tensor loss = x.mul(y).sum();
    Tensor.noGrad(() -> y.fill(7));
    assertThatThrownBy(loss::backward)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "mul: its gradient needs input 1, f64[2], which was changed in place after the"
                + " operation ran");
    Tensor custom = identity((_, upstream) -> upstream).apply(x).sum();
    Tensor.noGrad(() -> x.fill(7));
    assertThatThrownBy(custom::backward)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("identity: its gradient needs input 0");
  }

  @Test
  void aGradientOfAnotherTypeIsRefused() {
    Tensor y = identity((_, upstream) -> upstream.to(DType.F32)).apply(leaf(1, 2));
    assertThatThrownBy(() -> y.sum().backward())
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("identity: the gradient of input 0 is f32[2], the input f64[2]");
  }

  @Test
  void aGradientOfAnotherShapeIsRefused() {
    Tensor longer = identity((_, _) -> Tensor.ones(3).to(DType.F64)).apply(leaf(1, 2));
    assertThatThrownBy(() -> longer.sum().backward())
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("identity: a gradient of shape [3] can't be summed to the input's shape [2]");
    Tensor lower = identity((_, upstream) -> upstream.sum()).apply(leaf(1, 2));
    assertThatThrownBy(() -> lower.sum().backward())
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("identity: a gradient of shape [] can't be summed to the input's shape [2]");
  }

  @Test
  void aGradientOfABroadcastShapeIsSummed() {
    Tensor x = Tensor.ones(2, 1).to(DType.F64).requiresGrad(true);
    Tensor y = identity((_, _) -> Tensor.ones(4, 2, 3).to(DType.F64)).apply(x);
    y.sum().backward();
    assertThat(x.grad().shape()).isEqualTo(Shape.of(2, 1));
    assertThat(x.grad().toDoubles()).containsExactly(12, 12);
  }

  @Test
  void onlyALossOfOneElementHasGradients() {
    Tensor x = leaf(1, 2);
    assertThatThrownBy(() -> Gradients.of(x.mul(2), x))
        .hasMessage("Gradients: needs a loss of one element, not f64[2]; sum() or mean() it");
    assertThatThrownBy(() -> Gradients.recorded(Tensor.ones(1), x))
        .hasMessage("Gradients: f32[1] does not depend on a tensor that requires a gradient");
  }
}
