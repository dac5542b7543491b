package gradus.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonObject;
import gradus.engine.Tensor;
import gradus.text.model.Gpt2Config;
import gradus.text.model.LlamaConfig;
import gradus.text.model.RopeScaling;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TextGroupTest {
  private static final Rounds TINY = new Rounds(1, 1e-4, 0, 1);
  private static final Progress SILENT = new Progress(new PrintWriter(new StringWriter()), false);
  private static final Gpt2Config GPT2 = new Gpt2Config(11, 6, 8, 1, 2).withBias(false);
  private static final LlamaConfig LLAMA =
      new LlamaConfig(20, 32, 8, 12, 2, 4, 2, 2, 1e4, 1e-5, true, new RopeScaling.None());

  /// Computes with this engine, and says that its value differs by a factor.
  private record Scaled(double factor) implements Peer {
    @Override
    public String name() {
      return "scaled";
    }

    @Override
    public Set<Group> groups() {
      return Set.of(Group.TEXT);
    }

    @Override
    public String open(int threads) {
      return "the same, scaled";
    }

    @Override
    public Optional<SmallEntry> text(TextProblem problem) {
      SmallEntry same = problem.gradus();
      return Optional.of(
          new SmallEntry() {
            @Override
            public double seconds(long repetitions) {
              return same.seconds(repetitions);
            }

            @Override
            public double value() {
              return factor * same.value();
            }
          });
    }
  }

  static Stream<TextWork> work() {
    return Stream.of(
        new TextWork.Training(GPT2, 2),
        new TextWork.Reading(TextPart.GENERATION, LLAMA, 2, 1, 5),
        new TextWork.Reading(TextPart.PROMPT, LLAMA, 0, 7, 7),
        new TextWork.Reading(TextPart.OVERHEAD, LLAMA, 2, 1, 5));
  }

  private static List<TextGroup.Row> measured(double factor, TextWork work) {
    Peers peers = new Peers(List.of(new Scaled(factor)), List.of());
    return new TextGroup(TINY, peers, SILENT).measure(List.of(work));
  }

  @ParameterizedTest
  @MethodSource("work")
  void workIsMeasuredAndCompared(TextWork work) {
    TextGroup.Row row = measured(1, work).getFirst();
    assertThat(row.tokens()).containsOnlyKeys("gradus", "scaled");
    assertThat(row.tokens().values()).allSatisfy(v -> assertThat(v).isPositive().isFinite());
    if (work.part() == TextPart.TRAINING) {
      assertThat(row.limit()).isNaN();
    } else {
      assertThat(row.limit()).isPositive().isFinite();
    }
    assertThatIllegalStateException()
        .isThrownBy(() -> measured(1.01, work))
        .withMessageStartingWith("scaled, " + work.label() + ": the value after 3 runs is ");
  }

  /// An untrained model knows nothing: its loss is about the logarithm of the number of tokens.
  /// Three steps change it by more than a peer's error may be.
  @Test
  void trainingLearns() {
    SmallEntry entry = new TextProblem(TextWork.ALL.getFirst()).gradus();
    entry.seconds(1);
    double first = entry.value();
    assertThat(first).isCloseTo(Math.log(65), within(0.1));
    entry.seconds(2);
    assertThat(entry.value()).isLessThan(0.99 * first);
  }

  /// A peer may ask for the numbers when this engine has trained already.
  @Test
  void peersGetTheNumbersFromBeforeTraining() {
    TextProblem problem = new TextProblem(new TextWork.Training(GPT2, 2));
    float[] before = problem.tensors().get("wte.weight").toFloats();
    problem.gradus().seconds(1);
    assertThat(problem.tensors().get("wte.weight").toFloats()).isEqualTo(before);
    assertThat(problem.tensors().get("ids").shape().toString()).isEqualTo("[64, 2, 7]");
  }

  /// After the last token comes the first one after the beginning, again.
  @Test
  void readingGoesBack() {
    SmallEntry entry =
        new TextProblem(new TextWork.Reading(TextPart.GENERATION, LLAMA, 2, 1, 5)).gradus();
    double[] values = new double[4];
    for (int i = 0; i < values.length; i++) {
      entry.seconds(1);
      values[i] = entry.value();
    }
    assertThat(values[3]).isEqualTo(values[0]);
    assertThat(values[1]).isNotEqualTo(values[0]);
  }

  @Test
  void bytesAndOperationsAreThoseOfTheModel() {
    TextWork.Reading prompt = new TextWork.Reading(TextPart.PROMPT, LLAMA, 0, 7, 7);
    long parameters = 0;
    long matrices = 0;
    for (Map.Entry<String, Tensor> entry : new TextProblem(prompt).tensors().entrySet()) {
      boolean parameter = !entry.getKey().equals("ids");
      parameters += parameter ? entry.getValue().size() : 0;
      matrices += entry.getKey().contains("proj") ? entry.getValue().size() : 0;
    }
    assertThat(prompt.bytes()).isEqualTo(4 * parameters);
    // Token by token: a query of 8 numbers in each of the 2 layers sees 1 to 7 tokens.
    double products = 7 * matrices + 20 * 8 + 2 * 2 * 8 * (1 + 2 + 3 + 4 + 5 + 6 + 7);
    assertThat(prompt.operations()).isEqualTo(2 * products);
  }

  @Test
  void theLargeModelHasAHundredMillionParametersAndTheSmallOneThoseOfStories260K() {
    assertThat(new TextWork.Reading(TextPart.GENERATION, TextWork.LLAMA_100M, 1, 1, 2).bytes())
        .isBetween(400_000_000L, 401_000_000L);
    assertThat(new TextWork.Reading(TextPart.OVERHEAD, TextWork.LLAMA_260K, 1, 1, 2).bytes())
        .isEqualTo(4 * 260_032);
  }

  private static Report report() {
    Peers peers = new Peers(List.of(new Scaled(1)), List.of("a description"));
    List<TextWork> all = work().toList();
    TextWork.Reading generation = (TextWork.Reading) all.get(1);
    TextWork.Reading prompt = (TextWork.Reading) all.get(2);
    TextWork.Reading overhead =
        new TextWork.Reading(TextPart.OVERHEAD, TextWork.LLAMA_260K, 2, 1, 5);
    return new TextReport(
            TINY,
            peers,
            List.of(
                new TextGroup.Row(
                    all.get(0), Double.NaN, Map.of("gradus", 3000.0, "scaled", 2000.0)),
                new TextGroup.Row(
                    generation, generation.bytes() * 100.0, Map.of("gradus", 50.0, "scaled", 25.0)),
                new TextGroup.Row(prompt, prompt.operations() * 20, Map.of("gradus", 35.0)),
                new TextGroup.Row(overhead, overhead.operations() * 1e5, Map.of("gradus", 2e4))))
        .report(Machine.here());
  }

  @Test
  void eachPartHasATableWithItsLimit() {
    List<Report.Section> sections = report().sections();
    assertThat(sections)
        .extracting(Report.Section::heading)
        .containsExactly(
            "Training",
            "Generation, one text",
            "First token of a prompt",
            "Overhead, a small model");
    assertThat(sections.get(0).table().header())
        .containsExactly("model", "gradus", "scaled", "ratio");
    assertThat(sections.get(0).table().rows().getFirst())
        .containsExactly("GPT-2 1 x 8, 2 texts of 6 tokens", "3000", "2000", "1.50 x");
    assertThat(sections.get(1).table().rows().getFirst())
        .contains("Llama 2 x 8, token by token", "50 %", "25.0", "2.00 x");
    assertThat(sections.get(2).table().rows().getFirst())
        .contains("Llama 2 x 8, prompt of 7 tokens", "25 %");
    assertThat(sections.get(3).table().rows().getFirst())
        .containsExactly("Llama 5 x 64, token by token", "20000", "50.0", "10.0", "40.0");
    assertThat(report().bars().series().get("scaled").getFirst()).isEqualTo(2 / 3.0);
  }

  @Test
  void jsonHasAnArrayForEachPart() {
    JsonObject json = report().json();
    JsonObject training = json.getAsJsonArray("training").get(0).getAsJsonObject();
    assertThat(training.getAsJsonObject("tokens").get("scaled").getAsDouble()).isEqualTo(2000);
    JsonObject generation = json.getAsJsonArray("generation").get(0).getAsJsonObject();
    assertThat(generation.keySet()).containsExactly("work", "bytes", "triad", "tokens");
    assertThat(generation.get("triad").getAsDouble())
        .isEqualTo(generation.get("bytes").getAsDouble() * 100 / 1e9);
    assertThat(json.getAsJsonArray("prompt").get(0).getAsJsonObject().keySet())
        .containsExactly("work", "operations", "peak", "tokens");
    assertThat(TextReport.speeds(json))
        .containsExactly(
            Map.entry("GPT-2 1 x 8, 2 texts of 6 tokens", 3000.0),
            Map.entry("Llama 2 x 8, token by token", 50.0),
            Map.entry("Llama 2 x 8, prompt of 7 tokens", 35.0),
            Map.entry("Llama 5 x 64, token by token", 2e4));
  }
}
