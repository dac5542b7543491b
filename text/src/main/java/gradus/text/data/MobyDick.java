package gradus.text.data;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPInputStream;

/// The embedded text: *Moby-Dick* by Herman Melville, 1.2 million characters. The file `README.md`
/// beside the resource has its source and licence.
public final class MobyDick {
  private MobyDick() {}

  /// {@return the text} Lines end with `\n`.
  public static String read() {
    try (InputStream in =
        new GZIPInputStream(MobyDick.class.getResourceAsStream("moby-dick.txt.gz"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
