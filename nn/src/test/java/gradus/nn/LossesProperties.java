package gradus.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import gradus.engine.DType;
import gradus.engine.Gradients;
import gradus.engine.Tensor;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.FloatRange;
import net.jqwik.api.constraints.IntRange;

/// Every loss in F32 is close to the exact one over logits of ±100, and so is its gradient.
class LossesProperties {
  private static final double UNIT = 0x1p-24;

  /// log(1 + eˣ) and its derivative, in double precision and without cancellation.
  private static double softplus(double x) {
    return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
  }

  private static double sigmoid(double x) {
    return x < 0 ? Math.exp(x) / (1 + Math.exp(x)) : 1 / (1 + Math.exp(-x));
  }

  private static void close(double actual, double exact, double roundings) {
    assertThat(Math.abs(actual - exact))
        .as("%s, exact %s", actual, exact)
        .isLessThanOrEqualTo(roundings * UNIT * Math.abs(exact) + Float.MIN_VALUE);
  }

  /// For a hard target both terms of the exact loss have the same sign, so it has a relative bound.
  @Property
  void bceOfHardTargets(
      @ForAll @FloatRange(min = -100, max = 100) float x, @ForAll boolean survived) {
    double y = survived ? 1 : 0;
    Tensor logit = Tensor.of(x).requiresGrad(true);
    Tensor loss = Losses.bceWithLogits(logit, Tensor.of((float) y));
    loss.backward();
    close(loss.item(), survived ? softplus(-x) : softplus(x), 16);
    close(logit.grad().item(), survived ? -sigmoid(-x) : sigmoid(x), 16);
  }

  @Property
  void bceOfSoftTargets(
      @ForAll @FloatRange(min = -100, max = 100) float x,
      @ForAll @FloatRange(min = 0, max = 1) float y) {
    Tensor logit = Tensor.of(x).requiresGrad(true);
    Tensor loss = Losses.bceWithLogits(logit, Tensor.of(y));
    loss.backward();
    // A mean of two losses, neither of them negative.
    double exact = y * softplus(-x) + (1.0 - y) * softplus(x);
    close(loss.item(), exact, 16);
    assertThat(Math.abs(logit.grad().item() - (sigmoid(x) - y))).isLessThanOrEqualTo(4 * UNIT);
  }

  @Property
  void crossEntropy(
      @ForAll @FloatRange(min = -100, max = 100) float a,
      @ForAll @FloatRange(min = -100, max = 100) float b,
      @ForAll @FloatRange(min = -100, max = 100) float c,
      @ForAll @IntRange(max = 2) int label) {
    float[] x = {a, b, c};
    Tensor logits = Tensor.fromArray(x, 1, 3).requiresGrad(true);
    Tensor loss = Losses.crossEntropy(logits, Tensor.of(label));
    loss.backward();
    double sum = 0;
    for (float other : x) {
      sum += Math.exp((double) other - x[label]);
    }
    // The differences from the maximum are rounded, up to 200.
    assertThat(Math.abs(loss.item() - Math.log(sum))).isLessThanOrEqualTo(16 * 200 * UNIT);
    for (int i = 0; i < 3; i++) {
      double p = Math.exp((double) x[i] - x[label]) / sum;
      assertThat(Math.abs(logits.grad().get(0, i) - (p - (i == label ? 1 : 0))))
          .isLessThanOrEqualTo(16 * 200 * UNIT);
    }
  }

  @Property
  void differences(
      @ForAll @FloatRange(min = -100, max = 100) float x,
      @ForAll @FloatRange(min = -100, max = 100) float y) {
    Tensor prediction = Tensor.of(x);
    Tensor target = Tensor.of(y);
    close(Losses.l1(prediction, target).item(), Math.abs((double) x - y), 2);
    close(Losses.mse(prediction, target).item(), ((double) x - y) * ((double) x - y), 4);
  }

  /// The figures of three logits, which a difference of logarithms would lose.
  @Example
  void aSureAndRightPredictionHasASmallLoss() {
    for (Map.Entry<Double, Double> known :
        Map.of(12.0, 6.1441935e-6, 15.0, 3.0590226e-7, 30.0, 9.3576229e-14).entrySet()) {
      double logit = known.getKey();
      close(Losses.bceWithLogits(Tensor.of(logit), Tensor.of(1.0)).item(), known.getValue(), 16);
      close(Losses.bceWithLogits(Tensor.of(-logit), Tensor.of(0.0)).item(), known.getValue(), 16);
    }
  }

  @Example
  void aPerfectLossIsPositiveZero() {
    Tensor logits = Tensor.of(new double[][] {{200, 0}, {0, 200}});
    Tensor labels = Tensor.of(0, 1);
    assertThat(1 / Losses.crossEntropy(logits, labels).item()).isEqualTo(1 / 0.0);
    assertThat(1 / Losses.crossEntropy(logits, labels, -100, 0).item()).isEqualTo(1 / 0.0);
    Tensor hard = Tensor.of(200.0, -200.0);
    assertThat(1 / Losses.bceWithLogits(hard, Tensor.of(1.0, 0.0)).item()).isEqualTo(1 / 0.0);
  }

  @Example
  void integersAreRefused() {
    Tensor integers = Tensor.of(1 << 20, -(1 << 20));
    for (BiFunction<Tensor, Tensor, Tensor> loss :
        List.<BiFunction<Tensor, Tensor, Tensor>>of(
            Losses::mse, Losses::l1, Losses::bceWithLogits)) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> loss.apply(integers, integers))
          .withMessageContaining("predictions must be f32 or f64, not i32[2]");
    }
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                Losses.crossEntropy(
                    Tensor.zeros(DType.I32, Tensor.zeros(2, 2).shape()), Tensor.of(0, 1)))
        .withMessageContaining("logits must be f32 or f64, not i32[2, 2]");
  }

  @Example
  void ignoredRowsAndSmoothingOutOfRange() {
    Tensor logits = Tensor.of(new double[][] {{0, 0}, {5, 1}});
    assertThat(Losses.crossEntropy(logits, Tensor.of(-1, -1), -1, 0).item()).isNaN();
    assertThat(Losses.crossEntropy(logits, Tensor.of(0, 7), 7, 0).item())
        .isCloseTo(Math.log(2), org.assertj.core.api.Assertions.within(1e-6));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Losses.crossEntropy(logits, Tensor.of(0, 7), -1, 0))
        .withMessageContaining("the label of row 1 is 7");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Losses.crossEntropy(logits, Tensor.of(0, 1), -1, 1.5))
        .withMessageContaining("from 0 to 1, got 1.5");
  }

  @Example
  void theSecondDerivativeOfBceIsThatOfTheSigmoidEverywhere() {
    for (double x : new double[] {-40, -1, 0, 1, 40}) {
      Tensor logit = Tensor.of(DType.F64, x).requiresGrad(true);
      Tensor slope =
          Gradients.recorded(Losses.bceWithLogits(logit, Tensor.of(DType.F64, 0.25)), logit)
              .getFirst();
      double s = sigmoid(x) * sigmoid(-x);
      assertThat(Math.abs(Gradients.of(slope, logit).getFirst().item() - s))
          .isLessThanOrEqualTo(1e-15);
    }
  }
}
