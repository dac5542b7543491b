package gradus.text.tokenize;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import gradus.testkit.DataFolder;
import gradus.text.tokenize.WordPiece.Input;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Awkward texts as Hugging Face's tokenizers and SentencePiece encode and decode them. The
/// vocabularies of GPT-2, all-MiniLM-L6-v2 and stories260K are not part of this project; without
/// them their tests are skipped.
class ReferenceTest {
  /// What `fixtures/Tokenizers.java` writes.
  private record Fixture(List<String> texts, List<Answers> files, List<Pair> inputs) {}

  /// What another library makes of the texts, with a file in which some parts are replaced.
  private record Answers(
      String name,
      String base,
      boolean special,
      JsonObject set,
      List<int[]> ids,
      List<String> decoded) {
    @Override
    public String toString() {
      return name;
    }
  }

  private record Pair(String first, String second, int length, int[] ids, int[] types) {}

  private static final Fixture FIXTURE =
      new Gson()
          .fromJson(
              new String(Resources.bytes("references.json"), StandardCharsets.UTF_8),
              Fixture.class);

  @TempDir private Path folder;

  private static Stream<Answers> files() {
    return FIXTURE.files.stream();
  }

  private Path base(String name) throws IOException {
    return switch (name) {
      case "gpt2" -> DataFolder.find(name);
      case "minilm" -> DataFolder.find(name).resolve("tokenizer.json");
      case "stories" -> DataFolder.find(name).resolve("tok512.bin");
      default -> Resources.file(folder, name);
    };
  }

  private Tokenizer load(Answers answers) throws IOException {
    Path base = base(answers.base);
    if (answers.set.isEmpty()) {
      return Tokenizer.load(base);
    }
    JsonObject file = JsonParser.parseString(Files.readString(base)).getAsJsonObject();
    for (String name : answers.set.keySet()) {
      String[] names = name.split("\\.");
      JsonObject parent = names.length == 1 ? file : file.getAsJsonObject(names[0]);
      parent.add(names[names.length - 1], answers.set.get(name));
    }
    return Tokenizer.load(Files.writeString(folder.resolve("tokenizer.json"), file.toString()));
  }

  @ParameterizedTest
  @MethodSource("files")
  void idsAndTexts(Answers answers) throws IOException {
    Tokenizer tokenizer = load(answers);
    check(tokenizer, answers);
    Path copy = folder.resolve("copy");
    tokenizer.save(copy);
    check(Tokenizer.load(copy), answers);
  }

  private static void check(Tokenizer tokenizer, Answers answers) {
    assertThat(answers.ids).hasSameSizeAs(FIXTURE.texts);
    SoftAssertions all = new SoftAssertions();
    for (int i = 0; i < FIXTURE.texts.size(); i++) {
      String text = FIXTURE.texts.get(i);
      int[] ids = answers.ids.get(i);
      int[] encoded =
          answers.special ? tokenizer.encodeWithSpecialTokens(text) : tokenizer.encode(text);
      all.assertThat(encoded).as("ids of %s", text).isEqualTo(ids);
      all.assertThat(tokenizer.decode(ids))
          .as("text of %s", text)
          .isEqualTo(answers.decoded.get(i));
    }
    all.assertAll();
  }

  private static Stream<Pair> inputs() {
    return FIXTURE.inputs.stream();
  }

  @ParameterizedTest
  @MethodSource("inputs")
  void inputsWithSpecialTokens(Pair pair) throws IOException {
    WordPiece tokenizer = (WordPiece) Tokenizer.load(base("wordpiece.json"));
    Input input =
        pair.second == null
            ? tokenizer.input(pair.first, pair.length)
            : tokenizer.input(pair.first, pair.second, pair.length);
    assertThat(input.ids()).isEqualTo(pair.ids);
    assertThat(input.types()).isEqualTo(pair.types);
  }
}
