package gradus.text.model;

import static org.assertj.core.api.Assertions.assertThat;

import gradus.engine.Generator;
import gradus.engine.Tensor;
import gradus.nn.AdamW;
import gradus.nn.Losses;
import gradus.nn.Training;
import gradus.text.generate.Generation;
import gradus.text.generate.Sampling;
import gradus.text.generate.Stopping;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Small models learn to count.
class TrainingTest {
  private static final int COUNT = 7;

  static Stream<LanguageModel> models() {
    return Stream.of(
        Gpt2.create(
            new Generator(1),
            new Gpt2Config(COUNT, 16, 16, 1, 2).withBias(false).withDropout(0.05)),
        Llama.create(
            new Generator(1),
            new LlamaConfig(
                COUNT, 16, 16, 24, 1, 4, 2, 4, 10_000, 1e-5, true, new RopeScaling.None())));
  }

  @ParameterizedTest
  @MethodSource("models")
  void aTrainedModelGoesOnCounting(LanguageModel model) {
    int[][] texts = new int[COUNT][9];
    for (int i = 0; i < COUNT; i++) {
      for (int j = 0; j < 9; j++) {
        texts[i][j] = (i + j) % COUNT;
      }
    }
    Tensor all = Tensor.of(texts);
    Tensor x = all.slice(1, 0, 8);
    Tensor y = all.slice(1, 1, 9).flatten();
    AdamW optimizer = new AdamW(model.parameters().values(), 0.01);
    for (int step = 0; step < 80; step++) {
      optimizer.zeroGrad();
      Training.on(
          () -> {
            Tensor loss = Losses.crossEntropy(model.forward(x).reshape(-1, COUNT), y);
            loss.backward();
            return loss;
          });
      optimizer.step();
    }
    Tensor loss = Tensor.noGrad(() -> Losses.crossEntropy(model.forward(x).reshape(-1, COUNT), y));
    assertThat(loss.item()).isLessThan(0.2);
    Generation generation =
        new Generation(model, List.of(new int[] {2, 3}), Sampling.GREEDY, Stopping.after(6));
    generation.forEachRemaining(_ -> {});
    assertThat(generation.tokens(0)).containsExactly(4, 5, 6, 0, 1, 2);
  }
}
