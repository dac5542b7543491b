package gradus.text.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import gradus.testkit.Fixture;
import gradus.text.data.MobyDick;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The losses of `fixtures/writer.py`: PyTorch's, from the same seeds.
class PyTorchTrainingTest {
  @Test
  void fiftyLossesArePyTorchs() {
    double[] expected =
        Fixture.read(PyTorchTrainingTest.class.getResourceAsStream("losses.txt"))
            .getFirst()
            .get("losses")
            .toDoubles();
    Settings settings = new Settings(Tokens.CHAR, 0, 2, 2, 64, 32, 8, 50, 25, 3e-3, 0, 7);
    Corpus corpus = Corpus.of("Moby-Dick", MobyDick.read(), settings);
    List<Double> losses = new ArrayList<>();
    new Trainer(corpus, settings)
        .train(
            null,
            false,
            new Trainer.Listener() {
              @Override
              public void step(int step, double loss) {
                assertThat(step).isEqualTo(losses.size());
                losses.add(loss);
              }

              @Override
              public void evaluated(Evaluation evaluation) {}
            });
    assertThat(losses).hasSize(50);
    assertThat(losses.stream().mapToDouble(loss -> loss).toArray())
        .containsExactly(expected, within(1e-4));
    // It has learnt.
    assertThat(expected[49]).isLessThan(expected[0] - 1);
  }
}
