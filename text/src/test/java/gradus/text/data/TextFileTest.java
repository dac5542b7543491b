package gradus.text.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gradus.cli.InputException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextFileTest {
  @TempDir private Path folder;

  private static String read(byte... bytes) {
    return TextFile.read("input", new ByteArrayInputStream(bytes));
  }

  @Test
  void aTextIsReadWithoutItsMark() throws IOException {
    Path file = folder.resolve("text.txt");
    Files.writeString(file, "\uFEFFgrün \uD83D\uDE00\n");
    assertThat(TextFile.read(file)).isEqualTo("grün \uD83D\uDE00\n");
    assertThat(read()).isEmpty();
  }

  @Test
  void theByteThatIsNotUtf8IsNamed() {
    assertThatThrownBy(() -> read("ab\ncd\u00FCf".getBytes(StandardCharsets.ISO_8859_1)))
        .isInstanceOf(InputException.class)
        .hasMessage("input, line 2: not UTF-8 text: byte 6 of the file is 0xFC");
    // The first of two bytes, at the end.
    assertThatThrownBy(() -> read((byte) 'a', (byte) 0xC3))
        .hasMessage("input, line 1: not UTF-8 text: byte 2 of the file is 0xC3");
  }
}
