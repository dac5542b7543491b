package gradus.nn.data;

import java.io.IOException;
import java.nio.file.Path;

/// Thrown for a data file that is not valid. The message names the file and the problem.
public final class DataFileException extends IOException {
  private static final long serialVersionUID = 1;

  /// Creates an exception.
  ///
  /// @param file the file
  /// @param problem the problem
  /// @param cause the exception that showed the problem; null if there was none
  public DataFileException(Path file, String problem, Throwable cause) {
    super(file + ": " + problem, cause);
  }
}
