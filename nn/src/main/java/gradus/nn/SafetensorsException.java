package gradus.nn;

import java.io.IOException;
import java.nio.file.Path;

/// A file that isn't what safetensors allows. Nothing was loaded from it.
public final class SafetensorsException extends IOException {
  private static final long serialVersionUID = 1;

  /// An exception.
  ///
  /// @param file the file
  /// @param problem what is wrong with it
  public SafetensorsException(Path file, String problem) {
    super("%s: not a valid safetensors file: %s".formatted(file, problem));
  }
}
