package gradus.text.tokenize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gradus.text.data.MobyDick;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ByteLevelBpeTest {
  @TempDir private Path folder;

  private static List<String> tokens(Tokenizer tokenizer, int... ids) {
    return Arrays.stream(ids).mapToObj(tokenizer::token).toList();
  }

  private static List<String> merged(Tokenizer tokenizer) {
    return IntStream.range(256, tokenizer.size()).mapToObj(tokenizer::token).toList();
  }

  @Test
  void theMostFrequentNeighboursMergeFirst() {
    // "ab" 4 times, " c" 3 times; then "ab" with "ab", and " c" with "d", twice.
    ByteLevelBpe tokenizer = ByteLevelBpe.train("abab abab cd cd ce", 300, "<|endoftext|>");
    assertThat(merged(tokenizer)).startsWith("ab", "Ġc", "abab").endsWith("<|endoftext|>");
    assertThat(merged(tokenizer)).containsExactly("ab", "Ġc", "abab", "Ġcd", "<|endoftext|>");
    assertThat(tokens(tokenizer, tokenizer.encode("ababab cdx")))
        .containsExactly("abab", "ab", "Ġcd", "x");
  }

  @Test
  void ofEqualCountsTheSmallerTokensMergeFirst() {
    // '!' is token 0, as in GPT-2.
    assertThat(merged(ByteLevelBpe.train("yx yx!! !!", 257))).containsExactly("!!");
    assertThat(ByteLevelBpe.train("", 256).id("!")).hasValue(0);
    assertThat(ByteLevelBpe.train("", 256).id("Ġ")).hasValue(220);
    assertThat(ByteLevelBpe.train("", 256).id("Ċ")).hasValue(198);
  }

  @Test
  void whatOccursOnceDoesNotMerge() {
    assertThat(ByteLevelBpe.train("abcdefg", 1000).size()).isEqualTo(256);
    assertThat(merged(ByteLevelBpe.train("aaaa", 1000))).containsExactly("aa");
  }

  @Test
  void wordsDoNotMergeWithEachOther() {
    ByteLevelBpe tokenizer = ByteLevelBpe.train("x y ".repeat(100) + "don't 12ab ".repeat(9), 1000);
    assertThat(merged(tokenizer))
        .contains("Ġx", "Ġy", "'t", "Ġdon", "Ġ12", "ab")
        .noneMatch(token -> token.matches(".+Ġ.*|n'.*|.*2a.*"));
  }

  /// The resource is the small tokenizer of which `fixtures/Tokenizers.java` asks others.
  @Test
  void trainingOnTheEmbeddedTextGivesTheTokenizerOfTheFixtures() throws IOException {
    ByteLevelBpe tokenizer = ByteLevelBpe.train(MobyDick.read(), 640, "<|endoftext|>");
    Path file = Path.of("target", "bpe.json");
    Files.createDirectories(file.getParent());
    tokenizer.save(file);
    assertThat(file).hasBinaryContent(Resources.bytes("bpe.json"));
    assertThat(tokens(tokenizer, tokenizer.encode("Call me Ishmael.")))
        .containsExactly("C", "all", "Ġme", "ĠI", "s", "h", "m", "a", "el", ".");
  }

  @Test
  void namesOfSpecialTokensAreTextUnlessAskedFor() {
    ByteLevelBpe tokenizer = ByteLevelBpe.train("", 258, "<|end|>", "<|endoftext|>");
    String text = "a<|endoftext|>b";
    assertThat(tokenizer.encode(text)).hasSize(text.length());
    assertThat(tokenizer.decode(tokenizer.encode(text))).isEqualTo(text);
    int[] ids = tokenizer.encodeWithSpecialTokens(text);
    assertThat(tokens(tokenizer, ids)).containsExactly("a", "<|endoftext|>", "b");
    assertThat(tokenizer.decode(ids)).isEqualTo("ab");
    assertThat(tokenizer.isSpecial(257)).isTrue();
    assertThat(tokenizer.isSpecial(255)).isFalse();
  }

  @Test
  void sizesAndSpecialTokensAreChecked() {
    assertThatThrownBy(() -> ByteLevelBpe.train("text", 256, "<|endoftext|>"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("256 tokens; expected at least 257, for the bytes and 1 special tokens");
    assertThatThrownBy(() -> ByteLevelBpe.train("text", 300, ""))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a special token is empty");
    assertThatThrownBy(() -> ByteLevelBpe.train("text", 300, "a"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageMatching("the token \"a\" is there twice, as 64 and as \\d+");
  }

  @Test
  void theTwoFilesOfGpt2AreRead() throws IOException {
    Path tokens = folder.resolve("encoder.json");
    Path merges = folder.resolve("vocab.bpe");
    ByteLevelBpe bytes = ByteLevelBpe.train("", 256);
    StringBuilder json = new StringBuilder("{\"<|endoftext|>\":258");
    for (int id = 0; id < 256; id++) {
      json.append(",\"")
          .append(bytes.token(id).replaceAll("[\"\\\\]", "\\\\$0"))
          .append("\":")
          .append(id);
    }
    Files.writeString(tokens, json.append(",\"##\":256,\"Ġ##\":257}"));
    Files.writeString(merges, "#version: 0.2\r\n# #\r\nĠ ##\r\n");
    for (Path path : List.of(folder, tokens, merges)) {
      Tokenizer tokenizer = Tokenizer.load(path);
      assertThat(tokenizer.encode(" ##b")).containsExactly(257, 65);
      assertThat(tokenizer.id("<|endoftext|>")).hasValue(258);
      assertThat(tokenizer.isSpecial(258)).isTrue();
      assertThat(tokenizer.isSpecial(257)).isFalse();
    }
    Files.writeString(merges, "#version: 0.2\n# a b\n");
    assertThatThrownBy(() -> Tokenizer.load(folder))
        .isInstanceOf(TokenizerFileException.class)
        .hasMessage(merges + ": line 2: \"# a b\"; expected two tokens with a space between");
    Files.writeString(merges, "# b\n");
    assertThatThrownBy(() -> Tokenizer.load(folder))
        .isInstanceOf(TokenizerFileException.class)
        .hasMessage(merges + ": the vocabulary has no token \"#b\"");
    Files.delete(merges);
    assertThatThrownBy(() -> Tokenizer.load(tokens))
        .isInstanceOf(NoSuchFileException.class)
        .hasMessage(merges + ": encoder.json and vocab.bpe belong together");
  }
}
