package gradus.text.command;

import static gradus.text.command.Result.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonParser;
import gradus.engine.Generator;
import gradus.text.embed.TinyBert;
import gradus.text.model.Gpt2;
import gradus.text.model.Gpt2Config;
import gradus.text.model.ModelFolder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbedCommandTest {
  @TempDir private static Path folder;
  private static Path model;

  @BeforeAll
  static void write() throws IOException {
    model = TinyBert.write(folder.resolve("bert"));
  }

  @Test
  void sentencesAreComparedAndWritten() throws IOException {
    Path json = folder.resolve("a.json");
    Path csv = folder.resolve("a.csv");
    Result result =
        text("embed", "--model", model, "good", "a \"b\", c", "good", "--json", json, "--csv", csv)
            .succeeded();
    List<String> lines = result.out().lines().toList();
    assertThat(lines.getFirst()).isEqualTo("        1      2      3");
    assertThat(lines.get(1)).startsWith(" 1  1.000").endsWith("  1.000  good");
    assertThat(lines.get(2)).endsWith("  a \"b\", c");
    assertThat(lines.getLast()).isEqualTo("The most similar are 1 and 3: 1.000.");
    JsonArray all = JsonParser.parseString(Files.readString(json)).getAsJsonArray();
    assertThat(all).hasSize(3);
    JsonArray vector = all.get(1).getAsJsonObject().getAsJsonArray("vector");
    assertThat(vector).hasSize(16);
    List<String> rows = Files.readAllLines(csv);
    assertThat(rows.getFirst()).startsWith("text,x0,x1,").endsWith(",x15");
    assertThat(rows.get(2))
        .startsWith("\"a \"\"b\"\", c\"," + vector.get(0).getAsString() + ",")
        .endsWith("," + vector.get(15).getAsString());
  }

  @Test
  void aFileOrTheStandardInputHasASentenceALine() throws IOException {
    Path file = folder.resolve("sentences.txt");
    Files.writeString(file, "good\n\n  bad  \r\nfilm\n");
    String expected = text("embed", "--model", model, "good", "bad", "film").succeeded().out();
    assertThat(text("embed", "--model", model, file).succeeded().out()).isEqualTo(expected);
    InputStream before = System.in;
    try {
      System.setIn(new ByteArrayInputStream(Files.readAllBytes(file)));
      assertThat(text("embed", "--model", model).succeeded().out()).isEqualTo(expected);
      System.setIn(new ByteArrayInputStream("\n".getBytes(StandardCharsets.UTF_8)));
      text("embed", "--model", model, "-").refused("standard input: there is no sentence in it");
    } finally {
      System.setIn(before);
    }
  }

  @Test
  void ofManyTheNearestIsPrintedInAnyLocale() throws IOException {
    Path file = folder.resolve("many.txt");
    Files.write(file, IntStream.range(0, 12).mapToObj(i -> "film " + i % 6).toList());
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag("fa-IR"));
      List<String> lines = text("embed", "--model", model, file).succeeded().out().lines().toList();
      assertThat(lines).hasSize(25);
      assertThat(lines.get(1)).isEqualTo("    1  film 0");
      assertThat(lines.get(2)).isEqualTo("       1.000  7  film 0");
      assertThat(lines.get(24)).isEqualTo("       1.000  6  film 5");
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void sentencesThatAreTooLongAreCounted() {
    Result result =
        text("embed", "--model", model, "q".repeat(30), "q".repeat(40), "good").succeeded();
    assertThat(result.err())
        .isEqualToIgnoringNewLines(
            "2 of 3 sentences have more than 24 tokens, and the rest of them was left out");
    // They begin alike, and nothing else is read.
    assertThat(result.out()).contains("The most similar are 1 and 2: 1.000.");
  }

  @Test
  void mistakesAreNamed() throws IOException {
    text("embed", "good", "bad").refused("Missing required option: '--model=DIR'");
    text("embed", "--model", folder.resolve("none"), "good", "bad")
        .refused("config.json: there is no such file");
    text("embed", "--model", model, "none.txt").refused("none.txt: there is no such file");
    text("embed", "--model", model, "good", " ").refused("a sentence is empty");
    text("embed", "--model", model, "good", "bad", "--csv", folder.resolve("no/a.csv"))
        .refused("--csv", "there is no folder");
    Path file = folder.resolve("latin.txt");
    Files.write(file, new byte[] {'a', '\n', (byte) 0xE4, '\n'});
    text("embed", "--model", model, file).refused("line 2: not UTF-8 text: byte 3");
    text("embed", "--model", model, file, "--json", file).refused("are the same file");
    Path gpt2 = Files.createDirectory(folder.resolve("gpt2"));
    new ModelFolder(gpt2).save(Gpt2.create(new Generator(1), new Gpt2Config(11, 9, 8, 1, 2)));
    text("embed", "--model", gpt2, "good", "bad")
        .refused("expected an encoder of the type bert, but the type is gpt2");
  }
}
