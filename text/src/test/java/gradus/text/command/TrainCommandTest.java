package gradus.text.command;

import static gradus.text.command.Result.text;
import static gradus.text.command.Result.words;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import gradus.nn.io.Safetensors;
import gradus.text.data.MobyDick;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The training as its users see it.
class TrainCommandTest {
  private static final Object[] SIZES = {
    "--layers", 1, "--heads", 2, "--width", 16, "--context", 8, "--batch-size", 4
  };

  private static final Object[] TINY =
      words(SIZES, "--steps", 7, "--every", 3, "--lr", 0.01, "--quiet");

  @TempDir private Path folder;

  private Path data;
  private Path save;

  @BeforeEach
  void write() throws IOException {
    data = folder.resolve("some text");
    save = folder.resolve("a writer");
    Files.writeString(data, beginning(3000));
  }

  private static String beginning(int characters) {
    return MobyDick.read().substring(0, characters).replaceAll("[^\\p{ASCII}]", "'");
  }

  private Result train(Object... args) {
    return text("train", "--data", data, SIZES, args);
  }

  private Result tiny(Object... args) {
    return text("train", "--data", data, TINY, "--save", save, args);
  }

  /// With one option in place of another value of it.
  private Result resumed(Object... option) {
    List<Object> args = new ArrayList<>(List.of(TINY));
    int index = args.indexOf(option[0]);
    if (index >= 0) {
      args.subList(index, index + 2).clear();
    }
    return text("train", "--data", data, args.toArray(), "--save", save, "--resume", option);
  }

  private static JsonObject json(Path file) throws IOException {
    return new Gson().fromJson(Files.readString(file), JsonObject.class);
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void helpTeaches() {
    assertThat(text("--help").succeeded().out()).contains("train", "generate", "inspect");
    for (String command : List.of("train", "generate", "inspect")) {
      assertThat(text(command, "--help").succeeded().out())
          .contains("Usage: gradus text " + command, "Examples:");
    }
  }

  /// It explains what it does, shows samples, and says what to do next.
  @Test
  void aTrainingIsExplained() {
    assertThat(train("--steps", 7, "--every", 3).succeeded().out())
        .contains(
            "some text, 3,000 characters.",
            "The model learns from the first 2,700. The last 300 are held out",
            "1 block of 2 heads, 16 wide, ",
            "It sees 8 tokens and predicts the next.",
            "greatest learning rate 0.001, 4 pieces of the text a step",
            "The loss of a guess among ",
            "  step     0: training loss ",
            "    | ",
            "  step     3: ",
            "  step     6: ",
            "  step     7: ",
            "parameters, 7 steps, ",
            "Next",
            "gradus text train --data '" + data + "' --save writer");
  }

  @Test
  void theEmbeddedTextIsTheDefault() {
    assertThat(text("train", SIZES, "--steps", 1).succeeded().out())
        .contains("  Moby-Dick, 1,", "gradus text train --save writer");
  }

  @Test
  void jsonHasItsShape() throws IOException {
    Path file = folder.resolve("figures.json");
    String out = tiny("--json", file).succeeded().out();
    assertThat(out.lines()).hasSize(1).first().asString().startsWith("validation loss ");
    JsonObject json = json(file);
    assertThat(json.keySet()).containsExactly("steps", "parameters", "tokens");
    assertThat(json.get("tokens").getAsInt()).isEqualTo(3000);
    assertThat(json.getAsJsonArray("steps")).hasSize(4);
    JsonObject first = json.getAsJsonArray("steps").get(0).getAsJsonObject();
    JsonObject last = json.getAsJsonArray("steps").get(3).getAsJsonObject();
    assertThat(last.keySet()).containsExactly("step", "train_loss", "valid_loss", "seconds");
    assertThat(last.get("step").getAsInt()).isEqualTo(7);
    assertThat(last.get("valid_loss").getAsDouble())
        .isBetween(2.0, first.get("valid_loss").getAsDouble() - 0.1);
    // The model's tensors are all that is counted: the output has the weights of the embedding.
    long numbers =
        Safetensors.load(save.resolve("model.safetensors")).tensors().values().stream()
            .mapToLong(tensor -> tensor.size())
            .sum();
    assertThat(json.get("parameters").getAsLong()).isEqualTo(numbers);
  }

  @Test
  void theFolderHasAllThatGenerateNeeds() throws IOException {
    tiny().succeeded();
    try (Stream<Path> files = Files.list(save)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder(
              "config.json", "model.safetensors", "characters.json", "checkpoint.safetensors");
    }
    String out = text("generate", "--model", save, "--tokens", 20).succeeded().out();
    assertThat(out.codePointCount(0, out.length())).isEqualTo(20);
    // Then a model of other tokens, in the same folder.
    tiny("--tokenizer", "bpe", "--vocabulary", 300).succeeded();
    assertThat(save.resolve("characters.json")).doesNotExist();
    assertThat(text("inspect", save).succeeded().out()).contains("ByteLevelBpe, 300 tokens");
  }

  @Test
  void bytePairsAreLearnt() {
    String out = train("--tokenizer", "bpe", "--vocabulary", 300, "--steps", 2).succeeded().out();
    assertThat(out)
        .contains("tokens of 300 kinds", " characters each.", "ln 300 = 5.70")
        .containsPattern("validation loss \\d\\.\\d{4} a token, \\d\\.\\d{4} a character");
  }

  @Test
  void theSameSeedGivesTheSameModel() throws IOException {
    tiny("--dropout", 0.1).succeeded();
    byte[] first = Files.readAllBytes(save.resolve("model.safetensors"));
    tiny("--dropout", 0.1).succeeded();
    assertThat(save.resolve("model.safetensors")).hasBinaryContent(first);
    tiny("--dropout", 0.1, "--seed", 1).succeeded();
    assertThat(Files.readAllBytes(save.resolve("model.safetensors"))).isNotEqualTo(first);
  }

  /// What is complete needs no further step; another training is refused. TrainerTest interrupts.
  @Test
  void aTrainingIsResumed() throws IOException {
    Path json = folder.resolve("json");
    tiny("--resume").succeeded();
    byte[] model = Files.readAllBytes(save.resolve("model.safetensors"));
    tiny("--resume", "--json", json).succeeded();
    assertThat(json(json).getAsJsonArray("steps")).hasSize(4);
    assertThat(save.resolve("model.safetensors")).hasBinaryContent(model);
    for (Object[] other :
        new Object[][] {
          {"--heads", 4}, {"--lr", 0.02}, {"--seed", 3}, {"--dropout", 0.5}, {"--steps", 8}
        }) {
      resumed(other).refused("checkpoint.safetensors", "another " + other[0]);
    }
    resumed("--width", 32).refused("checkpoint.safetensors");
    Files.writeString(data, beginning(3001).substring(1));
    tiny("--resume").refused("another --data");
    Files.writeString(save.resolve("checkpoint.safetensors"), "broken");
    tiny("--resume").refused("checkpoint.safetensors");
    train("--resume").refused("--resume needs --save");
  }

  /// Weights that decay by 100 times themselves grow until they are not numbers.
  @Test
  void aTrainingThatDivergesKeepsTheLastGoodState() throws IOException {
    Result result = train("--steps", 60, "--every", 1, "--lr", 1000, "--quiet", "--save", save);
    result.refused("the training diverged at step ", "try a smaller --lr", save + " has the model");
    int steps = Integer.parseInt(result.err().replaceAll("(?s).* after (\\d+) steps.*", "$1"));
    Safetensors.Contents checkpoint = Safetensors.load(save.resolve("checkpoint.safetensors"));
    assertThat(checkpoint.metadata().get("epoch")).isEqualTo(String.valueOf(steps));
    assertThat(checkpoint.tensors().values())
        .allSatisfy(tensor -> assertThat(tensor.toDoubles()).doesNotContain(Double.NaN));
    text("generate", "--model", save, "--tokens", 3).succeeded();
    Path other = folder.resolve("other");
    train("--steps", 5, "--lr", 1e30, "--save", other).refused("diverged at step ");
    assertThat(other).doesNotExist();
  }

  @Test
  void theReportHasCurvesAndSamples() throws IOException {
    Path report = folder.resolve("a report");
    assertThat(train("--steps", 6, "--every", 3, "--report", report, "--seed", 9).succeeded().out())
        .contains("The report: " + report.resolve("report.html"));
    String page = Files.readString(report.resolve("report.html"));
    assertThat(page)
        .contains(
            "data:image/png;base64,",
            "After 0 steps",
            "After 3 steps",
            "After 6 steps",
            "gradus text train --data " + data,
            "<th scope=\"row\">Held out</th><td>300</td>");
    assertThat(report.resolve("losses.png")).isNotEmptyFile();
  }

  @Test
  void numbersDoNotDependOnTheLocale() {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.of("fa", "IR"));
      assertThat(train("--steps", 3, "--save", save).succeeded().out()).matches("\\p{ASCII}*");
      assertThat(text("inspect", save, "--text", "the").succeeded().out()).matches("\\p{ASCII}*");
      assertThat(text("generate", "--model", save).succeeded().out()).matches("\\p{ASCII}*");
    } finally {
      Locale.setDefault(before);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--steps 0; --steps must be from 1",
        "--every 0; --every must be from 1",
        "--batch-size -3; --batch-size must be from 1",
        "--layers 0; --layers must be from 1",
        "--heads 0; --heads must be from 1",
        "--heads 3; --width must be a multiple of --heads, got 128 and 3",
        "--context 0; --context must be from 1",
        "--lr 0; --lr must be a number above 0, got 0",
        "--lr NaN; --lr must be",
        "--lr quick; quick",
        "--dropout 1; --dropout must be at least 0 and less than 1",
        "--dropout NaN; --dropout must be",
        "--tokenizer words; unknown \"words\"; expected one of [char, bpe]",
        "--vocabulary 300; --vocabulary is for --tokenizer bpe",
        "--tokenizer bpe --vocabulary 255; --vocabulary must be from 256",
        "--data nowhere; nowhere: there is no such file",
        "--save nowhere/net; there is no folder",
        "--json nowhere/net; there is no folder",
        "--report nowhere/deep; there is no folder",
        "--backend magic; --backend: ",
        "--step 3; Unknown options: '--step', '3'",
      })
  void mistakesGetOneLine(String test) {
    String[] parts = test.split("; ", 2);
    text("train", parts[0].split(" ")).refused(parts[1].split("; "));
  }

  @Test
  void textsThatCannotBeUsed() throws IOException {
    Files.writeString(data, "To be, or not to be");
    train().refused("some text: too short for a context of 8: it has 17 tokens", " 2 held out");
    Files.writeString(data, "");
    train().refused("some text: a text of 0 characters is too short");
    Files.write(data, "One\nTw\u00f6".getBytes(StandardCharsets.ISO_8859_1));
    train().refused("some text, line 2: not UTF-8 text: byte 7 of the file is 0xF6");
    assertThat(files()).containsExactly("some text");
  }

  @Test
  void filesThatCannotBeWritten() throws IOException {
    Files.createDirectory(folder.resolve("full"));
    Files.createDirectory(folder.resolve("full/model.safetensors"));
    train("--save", folder.resolve("full")).refused("--save", "is a folder, not a file");
    train("--save", data).refused("--save", "is a file, not a folder");
    Path json = folder.resolve("one");
    train("--json", json, "--report", json).refused("same");
    train("--json", data).refused("--data and --json are the same file");
  }
}
