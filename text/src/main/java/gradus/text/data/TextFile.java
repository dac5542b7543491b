package gradus.text.data;

import gradus.cli.InputException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/// Text in UTF-8, read strictly: a byte that isn't UTF-8 is an error that says where it is.
public final class TextFile {
  private static final char MARK = '\uFEFF';

  private TextFile() {}

  /// {@return the text of a file, without a byte order mark}
  ///
  /// @param file the file
  /// @throws InputException if it can't be read or isn't UTF-8
  public static String read(Path file) {
    try {
      return decode(file.toString(), Files.readAllBytes(file));
    } catch (IOException e) {
      throw InputException.of(file, e);
    }
  }

  /// {@return the text of a stream, such as the standard input, without a byte order mark}
  ///
  /// @param source its name, for messages
  /// @param stream the stream, which is read to its end
  /// @throws InputException if it can't be read or isn't UTF-8
  public static String read(String source, InputStream stream) {
    try {
      return decode(source, stream.readAllBytes());
    } catch (IOException e) {
      throw new InputException(source + ": " + e.getMessage());
    }
  }

  private static String decode(String source, byte... bytes) {
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    ByteBuffer in = ByteBuffer.wrap(bytes);
    // UTF-8 has at least as many bytes as UTF-16 has units.
    CharBuffer out = CharBuffer.allocate(bytes.length);
    CoderResult result = decoder.decode(in, out, true);
    if (result.isError()) {
      int at = in.position();
      long line = 1;
      for (int i = 0; i < at; i++) {
        line += bytes[i] == '\n' ? 1 : 0;
      }
      throw new InputException(
          String.format(
              Locale.ROOT,
              "%s, line %d: not UTF-8 text: byte %d of the file is 0x%02X",
              source,
              line,
              at + 1,
              bytes[at]));
    }
    String text = out.flip().toString();
    return !text.isEmpty() && text.charAt(0) == MARK ? text.substring(1) : text;
  }
}
