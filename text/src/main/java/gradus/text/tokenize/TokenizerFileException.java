package gradus.text.tokenize;

import java.io.IOException;
import java.nio.file.Path;

/// Thrown for a tokenizer's file that is not valid, or has content that this library can't read.
/// The message names the file and the problem.
public final class TokenizerFileException extends IOException {
  private static final long serialVersionUID = 1;

  /// Creates an exception.
  ///
  /// @param file the file
  /// @param problem the problem
  /// @param cause the exception that showed the problem; null if there was none
  public TokenizerFileException(Path file, String problem, Throwable cause) {
    super(file + ": " + problem, cause);
  }
}
