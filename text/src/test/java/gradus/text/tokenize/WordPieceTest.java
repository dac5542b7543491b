package gradus.text.tokenize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WordPieceTest {
  private static final List<String> VOCABULARY =
      List.of(
          "[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "un", "##aff", "##able", "##a", ",", "want",
          "##ed", "[", "]", "cls", "##x", "x");

  @TempDir private Path folder;

  private WordPiece of(List<String> tokens) throws IOException {
    return WordPiece.load(
        Files.writeString(folder.resolve("vocab.txt"), String.join("\n", tokens) + "\n"));
  }

  private static List<String> tokens(Tokenizer tokenizer, int... ids) {
    return Arrays.stream(ids).mapToObj(tokenizer::token).toList();
  }

  @Test
  void theLongestPiecesComeFirst() throws IOException {
    WordPiece tokenizer = of(VOCABULARY);
    int[] ids = tokenizer.encode("UNWANTÉD,unaffable  unaffably");
    assertThat(tokens(tokenizer, ids))
        .containsExactly("[UNK]", ",", "un", "##aff", "##able", "[UNK]");
    assertThat(tokenizer.decode(ids)).isEqualTo(", unaffable");
    assertThat(tokenizer.decode(tokenizer.encode("wanted , want"))).isEqualTo("wanted, want");
  }

  @Test
  void wordsOfMoreThanAHundredCharactersAreUnknown() throws IOException {
    WordPiece tokenizer = of(VOCABULARY);
    assertThat(tokenizer.encode("x".repeat(100))).hasSize(100);
    assertThat(tokens(tokenizer, tokenizer.encode("x".repeat(101)))).containsExactly("[UNK]");
    assertThat(tokens(tokenizer, tokenizer.encode("😀".repeat(100)))).containsExactly("[UNK]");
  }

  @Test
  void namesOfSpecialTokensAreTextUnlessAskedFor() throws IOException {
    WordPiece tokenizer = of(VOCABULARY);
    assertThat(tokens(tokenizer, tokenizer.encode("x[CLS]x")))
        .containsExactly("x", "[", "cls", "]", "x");
    assertThat(tokens(tokenizer, tokenizer.encodeWithSpecialTokens("x[CLS]x")))
        .containsExactly("x", "[CLS]", "x");
  }

  @Test
  void capitalsOfTheVocabularyKeepThoseOfTheText() throws IOException {
    assertThat(of(VOCABULARY).encode("X")).containsExactly(16);
    List<String> cased = new ArrayList<>(VOCABULARY);
    cased.add("É");
    WordPiece tokenizer = of(cased);
    assertThat(tokens(tokenizer, tokenizer.encode("É X x"))).containsExactly("É", "[UNK]", "x");
    assertThat(tokens(tokenizer, tokenizer.encode("E\u0301"))).containsExactly("[UNK]");
  }

  @Test
  void inputsHaveRoomForTheirSpecialTokens() throws IOException {
    WordPiece tokenizer = of(VOCABULARY);
    assertThat(tokenizer.input("unaffable", 4).ids()).containsExactly(2, 5, 6, 3);
    assertThatThrownBy(() -> tokenizer.input("x", 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a length of 1; expected at least 2, for the special tokens");
    assertThatThrownBy(() -> tokenizer.input("x", "x", 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a length of 2; expected at least 3, for the special tokens");
    WordPiece without = of(List.of("[UNK]", "x"));
    assertThatThrownBy(() -> without.input("x", 8))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the vocabulary has no token [CLS]");
  }

  @Test
  void linesAreChecked() {
    assertThatThrownBy(() -> of(List.of("[UNK]", "a", "b", "a")))
        .isInstanceOf(TokenizerFileException.class)
        .hasMessageEndingWith("vocab.txt: the token \"a\" is there twice, as 1 and as 3");
    assertThatThrownBy(() -> of(List.of("a")))
        .isInstanceOf(TokenizerFileException.class)
        .hasMessageEndingWith("vocab.txt: the vocabulary has no token \"[UNK]\"");
  }

  @Test
  void linesMayEndAsInWindowsAndHaveOtherSeparators() throws IOException {
    Path file = folder.resolve("words.txt");
    Files.writeString(file, "[UNK]\r\na\u2028b\r\n\u0085\r\nc");
    Tokenizer tokenizer = Tokenizer.load(file);
    assertThat(tokenizer.size()).isEqualTo(4);
    assertThat(tokenizer.id("c")).hasValue(3);
  }
}
