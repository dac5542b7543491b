package gradus.titanic;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// Something that the person at the keyboard can put right. The message is one line for them.
public final class InputException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /// An exception.
  ///
  /// @param message one line: which file, where in it, and what is wrong
  public InputException(String message) {
    super(message.lines().findFirst().orElse(""));
  }

  /// A file that can't be read or written.
  static InputException of(Path file, IOException problem) {
    String reason =
        switch (problem) {
          case NoSuchFileException _ -> "there is no such file";
          case AccessDeniedException _ -> "permission denied";
          case FileSystemException e when e.getReason() != null -> e.getReason();
          default -> String.valueOf(problem.getMessage());
        };
    // Some messages begin with the file already.
    return new InputException(
        reason.startsWith(file + ": ") ? reason : "%s: %s".formatted(file, reason));
  }
}
