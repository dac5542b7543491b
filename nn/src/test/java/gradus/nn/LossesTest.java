package gradus.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import gradus.engine.Backends;
import gradus.engine.DType;
import gradus.engine.Gradients;
import gradus.engine.Tensor;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class LossesTest {
  @Test
  void meansOfWhatIsWrong() {
    Tensor prediction = Tensor.of(1.0, 2.0, 5.0);
    Tensor target = Tensor.of(1.0, 4.0, 1.0);
    assertThat(Losses.mse(prediction, target).item()).isCloseTo(20 / 3.0, within(1e-6));
    assertThat(Losses.l1(prediction, target).item()).isEqualTo(2);
    assertThat(Losses.mse(prediction, prediction).item()).isZero();
    assertThat(Losses.l1(prediction, prediction).item()).isZero();
  }

  @Test
  void shapesMustBeEqualAndNotOnlyBroadcast() {
    Tensor column = Tensor.zeros(4, 1);
    Tensor vector = Tensor.zeros(4);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Losses.mse(column, vector))
        .withMessage("mse: predictions f32[4, 1] and targets f32[4] must have the same shape");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Losses.l1(vector, column))
        .withMessageStartingWith("l1: ");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Losses.bceWithLogits(column, Tensor.scalar(1)))
        .withMessageStartingWith("bceWithLogits: ");
  }

  @Test
  void crossEntropyRefusesWhatIsNoLabel() {
    Tensor logits = Tensor.zeros(2, 3);
    for (Tensor labels :
        new Tensor[] {
          Tensor.of(0, 1, 2), Tensor.of(0.0, 1.0), Tensor.zeros(DType.I32, logits.shape())
        }) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Losses.crossEntropy(logits, labels))
          .withMessageStartingWith("crossEntropy: needs logits (rows, classes)")
          .withMessageContaining(labels.spec().toString());
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Losses.crossEntropy(Tensor.zeros(2), Tensor.of(0, 1)));
  }

  @TestFactory
  Stream<DynamicTest> crossEntropyNamesALabelThatIsNoClass() {
    return OnEachBackend.test(
        "labels",
        () -> {
          Tensor logits = Tensor.zeros(4, 3);
          for (int wrong : new int[] {3, -1, Integer.MIN_VALUE, Integer.MAX_VALUE}) {
            assertThatIllegalArgumentException()
                .isThrownBy(() -> Losses.crossEntropy(logits, Tensor.of(0, 2, wrong, 9)))
                .withMessage(
                    "crossEntropy(f32[4, 3], i32[4]): the label of row 2 is "
                        + wrong
                        + "; expected at least 0 and less than 3");
          }
          assertThatIllegalArgumentException()
              .isThrownBy(() -> Losses.crossEntropy(Tensor.zeros(1, 0), Tensor.of(0)))
              .withMessageContaining(
                  "the label of row 0 is 0; expected at least 0 and less than 0");
        });
  }

  @Test
  void crossEntropyOnTwoBackendsSaysSo() {
    Tensor logits = Tensor.zeros(2, 3).to(Backends.named("reference"));
    Tensor labels = Tensor.of(0, 1).to(Backends.named("simd"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Losses.crossEntropy(logits, labels))
        .withMessageContaining("two backends, reference and simd");
  }

  @TestFactory
  Stream<DynamicTest> nothingOverflows() {
    return OnEachBackend.test(
        "extreme logits",
        () -> {
          Tensor logits = Tensor.of(1e30, -1e30, 1e30, -1e30).requiresGrad(true);
          Tensor loss = Losses.bceWithLogits(logits, Tensor.of(1.0, 0.0, 0.5, 0.5));
          assertThat(loss.item()).isFinite();
          loss.backward();
          assertThat(logits.grad().toDoubles()).containsExactly(0, 0, 0.125, -0.125);
          Tensor rows = Tensor.of(new double[][] {{1e30, 0}, {-1e30, 0}}).requiresGrad(true);
          Losses.crossEntropy(rows, Tensor.of(0, 1)).backward();
          assertThat(rows.grad().toDoubles()).containsOnly(0);
        });
  }

  @TestFactory
  Stream<DynamicTest> aLogitOfZeroLearns() {
    return OnEachBackend.test(
        "zero logits",
        () -> {
          Tensor logits = Tensor.zeros(2).requiresGrad(true);
          Tensor loss = Losses.bceWithLogits(logits, Tensor.of(0.0, 1.0));
          assertThat(loss.item()).isCloseTo(Math.log(2), within(1e-7));
          loss.backward();
          assertThat(logits.grad().toDoubles()).containsExactly(0.25, -0.25);
        });
  }

  @Test
  void aLossHasASecondDerivative() {
    Tensor x = Tensor.fromArray(new double[] {0.7}, 1).requiresGrad(true);
    Tensor slope = Gradients.recorded(Losses.bceWithLogits(x, x.detach().mul(0)), x).getFirst();
    double s = 1 / (1 + Math.exp(-0.7));
    assertThat(slope.item()).isCloseTo(s, within(1e-12));
    assertThat(Gradients.of(slope, x).getFirst().item()).isCloseTo(s * (1 - s), within(1e-12));
  }

  @Test
  void crossEntropyIsTheMeanNegativeLogarithmOfTheTrueClass() {
    Tensor logits = Tensor.of(new double[][] {{0, 0}, {Math.log(3), 0}});
    double expected = (Math.log(2) - Math.log(0.25)) / 2;
    assertThat(Losses.crossEntropy(logits, Tensor.of(0, 1)).item())
        .isCloseTo(expected, within(1e-6));
  }
}
