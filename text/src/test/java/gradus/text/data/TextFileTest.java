package gradus.text.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import gradus.cli.InputException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextFileTest {
  @TempDir private Path folder;

  private static String read(int... bytes) {
    byte[] all = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      all[i] = (byte) bytes[i];
    }
    return TextFile.read("here", new ByteArrayInputStream(all));
  }

  @Test
  void textsAreReadWithoutAByteOrderMark() throws IOException {
    Path file = folder.resolve("t");
    String text = "a\r\n\u00e9\u4e2d\ud83d\ude00\u0000";
    Files.writeString(file, "\ufeff" + text);
    assertThat(TextFile.read(file)).isEqualTo(text);
    assertThat(read()).isEmpty();
  }

  /// The place of the first byte of what is wrong.
  @Test
  void whatIsNotUtf8IsNamed() {
    for (int[] bytes :
        new int[][] {
          {'a', '\n', 0xff},
          {'a', '\n', 0xe4, 'b'},
          {'a', '\n', 0xe2, 0x82},
          {'a', '\n', 0xc0, 0x80}
        }) {
      assertThatExceptionOfType(InputException.class)
          .isThrownBy(() -> read(bytes))
          .withMessage(
              String.format(
                  Locale.ROOT,
                  "here, line 2: not UTF-8 text: byte 3 of the file is 0x%02X",
                  bytes[2]));
    }
  }

  @Test
  void filesThatCannotBeRead() {
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> TextFile.read(folder.resolve("no")))
        .withMessageContaining("no: there is no such file");
  }
}
