package gradus.vision.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import gradus.engine.Generator;
import gradus.engine.Tensor;
import gradus.vision.data.Digits;
import gradus.vision.data.PictureSet;
import gradus.vision.model.Arch;
import gradus.vision.model.Input;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class PredictionsTest {
  @Test
  void byHand() {
    Predictions predictions =
        new Predictions(
            Tensor.of(new double[][] {{0.9, 0.1}, {0.6, 0.4}, {0.2, 0.8}, {0.3, 0.7}}),
            new int[] {0, 1, 0, 1},
            0.5);
    assertThat(predictions.predicted()).containsExactly(0, 0, 1, 1);
    assertThat(predictions.right()).isEqualTo(2);
    assertThat(predictions.accuracy()).isEqualTo(0.5);
    assertThat(predictions.worst()).containsExactly(2, 1);
    assertThat(predictions.probability(2, 0)).isCloseTo(0.2, within(1e-6));
  }

  @Test
  void augmentationKeepsTheSize() {
    for (int channels : new int[] {1, 3}) {
      Input input = Input.usual(channels, 9, 7);
      Tensor x = Tensor.rand(new Generator(1), channels, 9, 7);
      Tensor changed = Augmentation.of(input).apply(x, new Generator(2));
      assertThat(changed.shape()).isEqualTo(x.shape());
      assertThat(changed.toFloats()).isNotEqualTo(x.toFloats());
    }
    assertThat(Augmentation.describe(Input.usual(1, 8, 8)))
        .isEqualTo("shifted by up to 1 pixel and rotated by up to 10 degrees");
    assertThat(Augmentation.describe(Input.usual(3, 32, 32)))
        .isEqualTo("shifted by up to 4 pixels and mirrored half of the time");
  }

  /// The figures of the last epoch are those of the network that comes out.
  @Test
  void theFiguresAreThoseOfTheNetwork() {
    PictureSet set = Digits.read().split(1);
    Settings settings = new Settings(Arch.MLP, 1, 256, OptionalDouble.of(0.001), false, false, 1);
    Trainer trainer = new Trainer(set, settings, Optional.empty());
    assertThat(trainer.steps()).isEqualTo(6);
    int[] steps = new int[1];
    Run run = trainer.train(0.001, Optional.empty(), () -> steps[0]++, (_, _) -> {});
    assertThat(steps[0]).isEqualTo(6);
    assertThat(run.epochs()).hasSize(1);
    assertThat(run.epochs().getFirst().accuracy()).isEqualTo(run.validation().accuracy());
    assertThat(run.epochs().getFirst().validLoss())
        .isCloseTo(run.validation().loss(), within(1e-5));
  }
}
