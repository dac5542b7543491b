package gradus.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import gradus.engine.DType;
import gradus.engine.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

class GradientClippingTest {
  private static Tensor withGradient(double... gradient) {
    Tensor parameter = Tensor.zeros(gradient.length).requiresGrad(true);
    parameter.backward(Tensor.of(gradient));
    return parameter;
  }

  /// A 3-4-12-13 norm over two parameters; PyTorch's factor is max / (norm + 1e-6).
  @Test
  void scalesAllGradientsByTheSameFactor() {
    Tensor a = withGradient(3, 4);
    Tensor b = withGradient(12);
    Tensor without = Tensor.zeros(2).requiresGrad(true);
    assertThat(GradientClipping.byNorm(List.of(a, without, b), 6.5)).isCloseTo(13, within(1e-5));
    assertThat(a.grad().toDoubles()).containsExactly(new double[] {1.5, 2}, within(1e-6));
    assertThat(b.grad().item()).isCloseTo(6, within(1e-6));
    assertThat(without.grad()).isNull();
  }

  @Test
  void leavesSmallGradientsAlone() {
    Tensor a = withGradient(3, 4);
    assertThat(GradientClipping.byNorm(List.of(a), 5.1)).isCloseTo(5, within(1e-6));
    assertThat(a.grad().toDoubles()).containsExactly(3, 4);
    assertThat(GradientClipping.byNorm(List.of(), 1)).isZero();
  }

  @Test
  void theSquaresOfLargeGradientsDoNotOverflow() {
    Tensor a = withGradient(3e30, 4e30);
    assertThat(GradientClipping.byNorm(List.of(a), 1)).isCloseTo(5e30, within(1e25));
    assertThat(a.grad().toDoubles()).containsExactly(new double[] {0.6, 0.8}, within(1e-6));
  }

  @Test
  void theSquaresOfLargeAndSmallDoublesDoNotOverflowOrVanish() {
    for (double scale : new double[] {1e200, 1e-200}) {
      Tensor a = Tensor.of(DType.F64, 0, 0).requiresGrad(true);
      Tensor b = Tensor.of(DType.F64, 0).requiresGrad(true);
      a.backward(Tensor.of(DType.F64, 3 * scale, 4 * scale));
      b.backward(Tensor.of(DType.F64, 12 * scale));
      double norm = GradientClipping.byNorm(List.of(a, b), 1);
      assertThat(norm / scale).isCloseTo(13, within(1e-12));
      if (scale > 1) {
        assertThat(b.grad().item()).isCloseTo(12 / 13.0, within(1e-12));
      }
    }
  }

  @Test
  void aSharedParameterIsScaledOnce() {
    Tensor a = withGradient(3, 4);
    assertThat(GradientClipping.byNorm(List.of(a, a), 1)).isCloseTo(5, within(1e-6));
    assertThat(a.grad().toDoubles()).containsExactly(new double[] {0.6, 0.8}, within(1e-6));
  }

  @Test
  void anInfiniteOrMissingNormShows() {
    assertThat(GradientClipping.byNorm(List.of(withGradient(1, Double.NaN)), 1)).isNaN();
    assertThat(GradientClipping.byNorm(List.of(withGradient(1, -1 / 0.0)), 1)).isInfinite();
    List<Tensor> both = List.of(withGradient(-1 / 0.0), withGradient(Double.NaN));
    assertThat(GradientClipping.byNorm(both, 1)).isNaN();
  }

  @Test
  void clampsEveryElement() {
    Tensor a = withGradient(-3, 0.5, 4, Double.NaN);
    GradientClipping.byValue(List.of(a), 2);
    assertThat(a.grad().toDoubles()).containsExactly(-2, 0.5, 2, Double.NaN);
  }

  @Test
  void refusesNegativeLimits() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> GradientClipping.byNorm(List.of(), -1))
        .withMessage("GradientClipping.byNorm: the limit must be at least 0, got -1.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> GradientClipping.byValue(List.of(), Double.NaN));
  }
}
