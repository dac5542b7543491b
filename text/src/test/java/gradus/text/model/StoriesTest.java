package gradus.text.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import gradus.engine.Tensor;
import gradus.testkit.DataFolder;
import gradus.testkit.Fixture;
import gradus.text.generate.Generation;
import gradus.text.generate.Sampling;
import gradus.text.generate.Stopping;
import gradus.text.generate.TextGeneration;
import gradus.text.tokenize.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The trained model stories260K beside what `fixtures/language.py` computes with it in NumPy. Its
/// file is not part of this project; without it the test is skipped.
class StoriesTest {
  /// Logits are up to 19; the closest second choice of all texts is 1.5e-4 away.
  private static final double BOUND = 5e-5;

  static Stream<Fixture> prompts() {
    return Fixture.read(StoriesTest.class.getResourceAsStream("fixtures/stories.txt")).stream();
  }

  @ParameterizedTest
  @MethodSource("prompts")
  void greedyTextsAndLogitsAreTheReferences(Fixture fixture) {
    Path file = DataFolder.find("stories").resolve("stories260K.bin");
    assumeTrue(Files.exists(file), "skipped: there is no " + file);
    Llama llama = Llama2c.load(file);
    int[] ids = fixture.get("ids").toInts();
    int[] prompt = fixture.get("prompt").toInts();

    Generation generation =
        new Generation(llama, List.of(prompt), Sampling.GREEDY, Stopping.after(200));
    generation.forEachRemaining(_ -> {});
    assertThat(generation.tokens(0))
        .isEqualTo(Arrays.copyOfRange(ids, prompt.length, ids.length))
        .hasSize(200);

    Tensor logits = Tensor.noGrad(() -> llama.forward(Tensor.fromArray(ids, 1, ids.length)));
    for (int position : new int[] {0, prompt.length - 1, prompt.length + 150}) {
      Tensor expected = fixture.get("logits" + position);
      Tensor every = logits.select(0, 0).select(0, position).slice(0, 0, 512, 8);
      assertThat(every.sub(expected).abs().max().item()).isCloseTo(0, within(BOUND));
    }
  }

  /// The text that llama2.c's documentation shows, with the numbers of tokens that it ran for.
  @Test
  void theGreedyStoryIsThePublishedOne() throws IOException {
    Path folder = DataFolder.find("stories");
    Path file = folder.resolve("stories260K.bin");
    Path tokens = folder.resolve("tok512.bin");
    assumeTrue(
        Files.exists(file) && Files.exists(tokens),
        "skipped: there is no " + file + " or " + tokens);
    Generation generation =
        new Generation(
            Llama2c.load(file), List.of(new int[] {1}), Sampling.GREEDY, Stopping.after(256));
    StringBuilder story = new StringBuilder();
    new TextGeneration(generation, Tokenizer.load(tokens), List.of())
        .forEachRemaining(story::append);
    assertThat(story.toString().strip())
        .isEqualTo(
            """
            Once upon a time, there was a little girl named Lily. She loved to play outside in the \
            park. One day, she saw a big, red ball. She wanted to play with it, but it was too high.
            Lily's mom said, "Lily, let's go to the park." Lily was sad and didn't know what to do. \
            She said, "I want to play with your ball, but I can't find it."
            Lily was sad and didn't know what to do. She said, "I'm sorry, Lily. I didn't know what \
            to do."
            Lily didn't want to help her mom, so she said, "I'm sorry, mom. I didn't know what to \
            do." Her mom said, "Don't worry, Lily. We can help you.\
            """);
  }
}
