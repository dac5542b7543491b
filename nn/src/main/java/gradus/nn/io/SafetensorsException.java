package gradus.nn.io;

import java.io.IOException;
import java.nio.file.Path;

/// Thrown for a file that is not valid safetensors, or has content that this library can't read.
/// The message names the file and the problem.
public final class SafetensorsException extends IOException {
  private static final long serialVersionUID = 1;

  /// Creates an exception.
  ///
  /// @param file the file
  /// @param problem the problem
  public SafetensorsException(Path file, String problem) {
    super(file + ": " + problem);
  }

  /// {@return a name from a file in quotes, fit for a message: shortened, and without control
  /// characters}
  ///
  /// @param name the name
  public static String quoted(String name) {
    return JsonReader.quoted(name);
  }
}
