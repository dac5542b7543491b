package gradus.text.tokenize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CharTokenizerTest {
  @TempDir private Path folder;

  @Test
  void charactersAreInTheOrderOfUnicode() {
    CharTokenizer tokenizer = new CharTokenizer("b😀a\na\uFB01");
    assertThat(tokenizer.size()).isEqualTo(5);
    assertThat(tokenizer.encode("\nab\uFB01😀")).containsExactly(0, 1, 2, 3, 4);
    assertThat(tokenizer.token(4)).isEqualTo("😀");
    assertThat(tokenizer.id("b")).hasValue(2);
    assertThat(tokenizer.id("ba")).isEmpty();
    assertThat(tokenizer.id("c")).isEmpty();
    assertThat(tokenizer.isSpecial(0)).isFalse();
  }

  @Test
  void otherCharactersAreRefusedWithTheirPlace() {
    CharTokenizer tokenizer = new CharTokenizer("ab😀\n");
    assertThatThrownBy(() -> tokenizer.encode("ab\n😀aß"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "no token for \"ß\" (U+00DF), character 6, line 2; there are tokens for 4 characters:"
                + " \"\uFFFDab😀\"");
    assertThatThrownBy(() -> tokenizer.encode("\uD83D"))
        .hasMessageStartingWith("no token for \"\uFFFD\" (U+FFFD), character 1, line 1;");
    assertThatThrownBy(() -> new CharTokenizer(""))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a text without characters has no tokens");
  }

  @Test
  void theFileHasTheCharacters() throws IOException {
    Path file = folder.resolve("characters.json");
    CharTokenizer tokenizer = new CharTokenizer("\"\\\n<é😀\u2028\u0000");
    tokenizer.save(file);
    for (Path path : new Path[] {file, folder}) {
      Tokenizer read = Tokenizer.load(path);
      assertThat(read.size()).isEqualTo(8);
      assertThat(read.encode("é😀\u2028\u0000\"\\\n<"))
          .isEqualTo(tokenizer.encode("é😀\u2028\u0000\"\\\n<"));
    }
    Files.writeString(file, "{\"characters\":\"ba\"}");
    assertThatThrownBy(() -> Tokenizer.load(file))
        .isInstanceOf(TokenizerFileException.class)
        .hasMessage(
            file + ": characters: the characters are not in the order of Unicode, each once");
  }
}
