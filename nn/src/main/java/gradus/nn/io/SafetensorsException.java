package gradus.nn.io;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;

/// Thrown for a file, or the bytes of one, that is not valid safetensors, or has content that this
/// library can't read. The message names the file and the problem; bytes are called `byte[n]`.
public final class SafetensorsException extends IOException {
  private static final long serialVersionUID = 1;

  /// Creates an exception.
  ///
  /// @param file the file
  /// @param problem the problem
  public SafetensorsException(Path file, String problem) {
    super(file + ": " + problem);
  }

  /// Creates an exception.
  ///
  /// @param bytes the bytes
  /// @param problem the problem
  public SafetensorsException(byte[] bytes, String problem) {
    super(String.format(Locale.ROOT, "byte[%d]: %s", bytes.length, problem));
  }

  /// {@return a name from a file in quotes, fit for a message: shortened, and without control
  /// characters}
  ///
  /// @param name the name
  public static String quoted(String name) {
    return JsonReader.quoted(name);
  }
}
