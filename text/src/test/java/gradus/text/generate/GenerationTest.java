package gradus.text.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gradus.engine.Generator;
import gradus.engine.Tensor;
import gradus.text.model.KeyValueCache;
import gradus.text.model.LanguageModel;
import gradus.text.model.Llama;
import gradus.text.model.LlamaConfig;
import gradus.text.model.RopeScaling;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;

class GenerationTest {
  private static final int CONTEXT = 12;

  /// Random weights, large enough that the tokens differ.
  private static final LanguageModel MODEL = model();

  private static LanguageModel model() {
    LlamaConfig config =
        new LlamaConfig(
            17, CONTEXT, 16, 24, 2, 4, 2, 4, 10_000, 1e-5, false, new RopeScaling.None());
    Llama model = Llama.create(new Generator(3), config);
    Tensor.noGrad(
        () ->
            model.state().values().stream()
                .filter(t -> t.rank() == 2)
                .forEach(t -> t.mulInPlace(15)));
    return model;
  }

  private static Generation greedy(int tokens, int[]... prompts) {
    return new Generation(MODEL, List.of(prompts), Sampling.GREEDY, Stopping.after(tokens));
  }

  private static List<int[]> all(Generation generation) {
    generation.forEachRemaining(_ -> {});
    List<int[]> texts = new ArrayList<>();
    for (int i = 0; i < generation.count(); i++) {
      texts.add(generation.tokens(i));
    }
    return texts;
  }

  /// Without a cache: the whole text at once for each token.
  private static int[] again(int tokens, int... prompt) {
    int[] text = prompt;
    for (int i = 0; i < tokens; i++) {
      Tensor ids = Tensor.fromArray(text, 1, text.length);
      Tensor logits = Tensor.noGrad(() -> MODEL.forward(ids));
      int[] longer = Arrays.copyOf(text, text.length + 1);
      longer[text.length] = (int) logits.select(1, -1).argmax(-1).item();
      text = longer;
    }
    return Arrays.copyOfRange(text, prompt.length, text.length);
  }

  @Test
  void aGreedyTextIsThatOfTheWholeModelTokenByToken() {
    for (int[] prompt : new int[][] {{0}, {5, 2}, {16, 1, 3, 3, 9}}) {
      assertThat(all(greedy(8, prompt)).getFirst()).isEqualTo(again(8, prompt));
    }
  }

  @Test
  void textsOfABatchAreThoseOfTheirPromptsAlone() {
    int[][] prompts = {{4, 4, 1}, {7}, {2, 16, 5, 11, 0, 3}};
    for (Sampling sampling : List.of(Sampling.GREEDY, Sampling.of(1, 20))) {
      List<int[]> together =
          all(new Generation(MODEL, List.of(prompts), sampling, Stopping.after(6)));
      for (int i = 0; i < prompts.length; i++) {
        Sampling own = Sampling.of(sampling.temperature(), sampling.seed() + i);
        List<int[]> alone = all(new Generation(MODEL, List.of(prompts[i]), own, Stopping.after(6)));
        assertThat(together.get(i)).isEqualTo(alone.getFirst()).hasSize(6);
      }
    }
  }

  @Test
  void stepsHaveTheTokensOfTextsWhosePromptsHaveEnded() {
    Generation generation = greedy(2, new int[] {4}, new int[] {1, 2, 3});
    List<int[]> steps = new ArrayList<>();
    generation.forEachRemaining(steps::add);
    int[] first = again(2, 4);
    int[] second = again(2, 1, 2, 3);
    assertThat(steps)
        .containsExactly(
            new int[] {first[0], Generation.NONE},
            new int[] {first[1], Generation.NONE},
            new int[] {Generation.NONE, second[0]},
            new int[] {Generation.NONE, second[1]});
    assertThat(generation.ending(0)).isEqualTo(Ending.LENGTH);
    assertThatThrownBy(generation::next).isInstanceOf(NoSuchElementException.class);
  }

  @Test
  void aSeedGivesTheSameTextAgainAndAnotherSeedAnother() {
    List<String> texts = new ArrayList<>();
    for (int seed : new int[] {1, 1, 2}) {
      Generation generation =
          new Generation(MODEL, List.of(new int[] {1}), Sampling.of(1.5, seed), Stopping.after(10));
      texts.add(Arrays.toString(all(generation).getFirst()));
    }
    assertThat(texts.get(0)).isEqualTo(texts.get(1)).isNotEqualTo(texts.get(2));
  }

  @Test
  void aTextEndsAtATokenWhichDoesNotBelongToIt() {
    int[] text = again(8, 5, 2);
    int at = 0;
    while (at + 1 < text.length && text[at] == text[0]) {
      at++;
    }
    Generation generation =
        new Generation(
            MODEL, List.of(new int[] {5, 2}), Sampling.GREEDY, Stopping.after(8).at(text[at]));
    assertThat(all(generation).getFirst()).isEqualTo(Arrays.copyOf(text, at));
    assertThat(generation.ending(0)).isEqualTo(Ending.TOKEN);
  }

  @Test
  void aTextEndsWhereTheContextDoes() {
    Generation generation = greedy(1000, new int[] {5, 2});
    // The last token is not read.
    assertThat(all(generation).getFirst()).hasSize(CONTEXT + 1 - 2);
    assertThat(generation.ending(0)).isEqualTo(Ending.CONTEXT);
    assertThat(all(greedy(5, new int[CONTEXT])).getFirst()).hasSize(1);
  }

  @Test
  void unsuitablePromptsAreRefused() {
    assertThatThrownBy(() -> greedy(1)).hasMessage("generation: there is no prompt");
    assertThatThrownBy(() -> greedy(1, new int[0])).hasMessageContaining("at least one token");
    assertThatThrownBy(() -> greedy(1, new int[CONTEXT + 1]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("generation: the prompt has 13 tokens, and the model's context 12");
    assertThatThrownBy(() -> greedy(1, new int[] {3, 17}))
        .hasMessage("generation: there is no token 17, the model has 0 to 16");
    assertThatThrownBy(() -> greedy(1, new int[] {-1})).hasMessageContaining("no token -1");
    assertThatThrownBy(() -> Stopping.after(0)).hasMessageContaining("at least 1, not 0");
  }

  @Test
  void nothingIsRecorded() {
    assertThat(MODEL.parameters()).isNotEmpty();
    LanguageModel watched =
        new LanguageModel() {
          @Override
          public int contextLength() {
            return CONTEXT;
          }

          @Override
          public int vocabularySize() {
            return 17;
          }

          @Override
          public KeyValueCache cache(int batch, int length) {
            return MODEL.cache(batch, length);
          }

          @Override
          public Tensor features(Tensor ids, KeyValueCache cache) {
            return MODEL.features(ids, cache);
          }

          @Override
          public Tensor logits(Tensor features) {
            assertThat(features.requiresGrad()).isFalse();
            // Only the last token of the prompt needs logits.
            assertThat(features.shape().dims()).containsExactly(1, 16);
            return MODEL.logits(features);
          }
        };
    all(new Generation(watched, List.of(new int[] {1, 2, 3}), Sampling.GREEDY, Stopping.after(3)));
  }

  /// Beyond the context, the model reads its last half and what has followed since.
  @Test
  void aTextThatSlidesGoesOn() {
    int[] prompt = {5, 2, 9};
    Generation generation =
        new Generation(MODEL, List.of(prompt), Sampling.GREEDY, Stopping.after(30).beyondContext());
    int[] text = prompt;
    int start = 0;
    for (int drawn : all(generation).getFirst()) {
      if (text.length - start > CONTEXT) {
        start = text.length - CONTEXT / 2;
      }
      assertThat(drawn).isEqualTo(again(1, Arrays.copyOfRange(text, start, text.length))[0]);
      text = Arrays.copyOf(text, text.length + 1);
      text[text.length - 1] = drawn;
    }
    assertThat(generation.ending(0)).isEqualTo(Ending.LENGTH);
    assertThat(generation.tokens(0)).hasSize(30);
  }

  /// Also with others, of which one has a prompt as long as the context.
  @Test
  void severalTextsSlide() {
    int[] longest = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
    Stopping stopping = Stopping.after(25).beyondContext();
    Generation together =
        new Generation(MODEL, List.of(new int[] {5, 2}, longest), Sampling.GREEDY, stopping);
    List<int[]> texts = all(together);
    for (int i = 0; i < 2; i++) {
      int[] prompt = List.of(new int[] {5, 2}, longest).get(i);
      Generation alone = new Generation(MODEL, List.of(prompt), Sampling.GREEDY, stopping);
      assertThat(texts.get(i)).isEqualTo(all(alone).getFirst()).hasSize(25);
    }
  }
}
