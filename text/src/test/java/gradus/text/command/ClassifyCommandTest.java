package gradus.text.command;

import static gradus.text.command.Result.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import gradus.text.embed.TinyBert;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClassifyCommandTest {
  @TempDir private static Path folder;
  private static Path data;

  /// Texts of two classes, which a word tells apart.
  @BeforeAll
  static void write() throws IOException {
    data = folder.resolve("data.tsv");
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      lines.add("good\tfine film, number " + i + ", see it");
      lines.add("bad\tawful film, number " + i + ", leave it");
    }
    Files.write(data, lines);
  }

  private static Result small(Object... more) {
    Object[] all =
        Stream.concat(
                Stream.of("classify", "--data", data, "--width", 16, "--layers", 1),
                Stream.of(more))
            .toArray();
    return text(all);
  }

  private static JsonObject object(Path file) throws IOException {
    return JsonParser.parseString(Files.readString(file)).getAsJsonObject();
  }

  @Test
  void bothLearnAndAreCompared() throws IOException {
    Path json = folder.resolve("a.json");
    Path saved = folder.resolve("words");
    Result result = small("--epochs", 8, "--lr", 0.01, "--json", json, "--save", saved).succeeded();
    assertThat(result.out())
        .contains("120 texts of 2 classes, from " + data + ": bad 60, good 60.")
        .contains("Both learn from 96 of them. The other 24, a fifth of each class, are held out.")
        .contains("would be right for 50.00 %.")
        .contains("    bad: awful leave")
        .contains("  epoch  8: training loss ")
        .contains("  bag of words  100.00 %")
        .contains("  transformer   100.00 %")
        .contains("in 100 of 100 cases.")
        .contains("  So neither is clearly better, and the bag of words is smaller.")
        .contains("Saved in " + saved + ": the bag of words.")
        .contains("gradus text classify --model " + saved + " --predict FILE");
    JsonObject figures = object(json);
    assertThat(figures.getAsJsonArray("classes").toString()).isEqualTo("[\"bad\",\"good\"]");
    assertThat(figures.get("training").getAsInt()).isEqualTo(96);
    JsonObject transformer = figures.getAsJsonObject("transformer");
    assertThat(transformer.getAsJsonArray("epochs")).hasSize(8);
    assertThat(transformer.getAsJsonArray("confusion").toString()).isEqualTo("[[12,0],[0,12]]");
    assertThat(figures.getAsJsonObject("words").getAsJsonObject("f1").get("bad").getAsDouble())
        .isEqualTo(1);
    assertThat(figures.get("better").getAsString()).isEqualTo("words");
    assertThat(saved.toFile().list()).containsExactly("classifier.safetensors");

    Path lines = folder.resolve("lines.txt");
    Files.writeString(lines, "an awful one\n\na fine one\n");
    String predicted = text("classify", "--model", saved, "--predict", lines).succeeded().out();
    assertThat(predicted.lines()).hasSize(2);
    assertThat(predicted).matches("(?s)bad\t0\\.\\d{4}\tan awful one\\R" + "good\t.*one\\R");
    InputStream before = System.in;
    try {
      System.setIn(new ByteArrayInputStream(Files.readAllBytes(lines)));
      assertThat(text("classify", "--model", saved, "--predict", "-").succeeded().out())
          .isEqualTo(predicted);
    } finally {
      System.setIn(before);
    }
  }

  @Test
  void aTransformerIsSavedAndAppliedAndAdapted() throws IOException {
    Path saved = folder.resolve("transformer");
    Result result =
        small("--epochs", 8, "--lr", 0.01, "--save", saved, "--keep", "transformer", "-q");
    assertThat(result.succeeded().out().lines()).hasSize(1);
    assertThat(result.out())
        .startsWith("accuracy on 24 texts held out: bag of words 100.00 %, transformer 100.00 %");
    Path lines = folder.resolve("more.txt");
    Files.writeString(lines, "awful film, number 70, leave it\nfine film, see it\n");
    Path json = folder.resolve("predicted.json");
    text("classify", "--model", saved, "--predict", lines, "--json", json).succeeded();
    JsonArray all = JsonParser.parseString(Files.readString(json)).getAsJsonArray();
    assertThat(all)
        .extracting(o -> o.getAsJsonObject().get("label").getAsString())
        .containsExactly("bad", "good");
    JsonObject probabilities = all.get(0).getAsJsonObject().getAsJsonObject("probabilities");
    assertThat(probabilities.get("bad").getAsDouble() + probabilities.get("good").getAsDouble())
        .isBetween(0.99999, 1.00001);
    // Its files are those of a BERT, which can be adapted again.
    text("classify", "--data", data, "--model", saved, "--epochs", 0, "-q").succeeded();
  }

  @Test
  void aBertIsAdapted() throws IOException {
    Path bert = TinyBert.write(folder.resolve("bert"));
    Path json = folder.resolve("b.json");
    Object[] command = {"classify", "--data", data, "--model", bert, "--json", json, "-q"};
    text(Stream.concat(Stream.of(command), Stream.of("--epochs", 6, "--batch-size", 8, "--lr", 0.1))
            .toArray())
        .succeeded();
    JsonObject transformer = object(json).getAsJsonObject("transformer");
    JsonArray epochs = transformer.getAsJsonArray("epochs");
    assertThat(epochs).hasSize(6);
    double first = epochs.get(0).getAsJsonObject().get("train_loss").getAsDouble();
    double last = epochs.get(5).getAsJsonObject().get("train_loss").getAsDouble();
    assertThat(last).isLessThan(first);
    assertThat(transformer.get("accuracy").getAsDouble()).isGreaterThan(0.8);
  }

  /// Times differ, and nothing else.
  @Test
  void theOutputIsTheSameInAnyLocale() {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.ROOT);
      String expected = small("--epochs", 1).succeeded().out();
      Locale.setDefault(Locale.forLanguageTag("fa-IR"));
      assertThat(withoutTimes(small("--epochs", 1).succeeded().out()))
          .isEqualTo(withoutTimes(expected));
    } finally {
      Locale.setDefault(before);
    }
  }

  private static String withoutTimes(String text) {
    return text.replaceAll(", [0-9.]+ s\\b", "").replaceAll("%  +[0-9.]+  ", "%  ");
  }

  @ParameterizedTest
  @CsvSource({
    "--epochs 0, '--epochs must be from 1 to 1000000, got 0'",
    "--width 24, '--width must be a multiple of 16, got 24'",
    "--width 0, '--width must be from 16 to 4096, got 0'",
    "--lr 0, '--lr must be a number above 0, got 0.0'",
    "--lr NaN, '--lr must be a number above 0, got NaN'",
    "--length 2, '--length must be from 3 to 4096, got 2'",
    "--vocabulary 10, '--vocabulary must be from 300 to 131072, got 10'",
    "--keep best, 'expected one of [better, words, transformer]'",
    "--keep words, '--keep has no use without --save'",
    "--label x, '--label and --text need --data'",
    "--predict x, '--predict needs --model'",
    "--predict x --model y --epochs 3, '--epochs has no use with --predict'",
    "--model y --width 16, '--width has no use with --model'",
    "--model none, 'config.json: there is no such file'",
    "--save no/such, '--save no/such: there is no folder'",
    "--json no/such, '--json no/such: there is no folder'",
    "--data none.tsv, 'none.tsv: there is no such file'",
    "--backend gpu, '--backend'",
  })
  void mistakesInTheOptionsAreNamed(String options, String message) {
    List<Object> all = new ArrayList<>(List.of("classify"));
    all.addAll(List.of(options.split(" ")));
    text(all.toArray()).refused(message);
  }

  @Test
  void mistakesInTheFilesAreNamed() throws IOException {
    Path file = folder.resolve("wrong.tsv");
    Files.writeString(file, "");
    text("classify", "--data", file).refused("wrong.tsv: the file is empty");
    Files.writeString(file, "a\tb\na\tc\n");
    text("classify", "--data", file).refused("needs two classes or more, but the only one is a");
    Files.writeString(file, "label,text\na,b\n");
    text("classify", "--data", file, "--text", "words")
        .refused("line 1: there is no column words; the first row is label,text");
    Files.write(file, "a\tb\nb\t\u00E9\n".getBytes(StandardCharsets.ISO_8859_1));
    text("classify", "--data", file).refused("line 2: not UTF-8 text: byte 7 of the file is 0xE9");
    text("classify", "--data", file, "--json", file).refused("are the same file");
    Path bert = TinyBert.write(folder.resolve("other"));
    text("classify", "--model", bert, "--predict", data).refused("there is no classifier in it");
    text("classify", "--model", folder.resolve("none"), "--predict", data)
        .refused("classifier.safetensors: there is no such file");
  }

  @Test
  void aDivergedTrainingWritesNothing() {
    Path json = folder.resolve("never.json");
    small("--epochs", 2, "--lr", 1e30, "--json", json).refused("diverged");
    assertThat(json).doesNotExist();
  }
}
