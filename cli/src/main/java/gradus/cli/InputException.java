package gradus.cli;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;

/// Something that the person at the keyboard can put right. The message is one line for them.
public final class InputException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /// What is shown of a text from a file.
  private static final int SHOWN = 200;

  /// An exception.
  ///
  /// @param message one line: which file, where in it, and what is wrong; line breaks and what a
  ///   terminal would obey become question marks
  public InputException(String message) {
    super(printable(message));
  }

  /// {@return a text from a file, fit for a message: cut off if it is long}
  ///
  /// @param text the text
  public static String shown(String text) {
    String printable = printable(text);
    return printable.length() <= SHOWN ? printable : printable.substring(0, SHOWN) + "...";
  }

  private static String printable(String text) {
    return text.replaceAll("[\\p{Cc}\\p{Cf}\\p{Cs}\\u2028\\u2029]", "?");
  }

  /// {@return an exception for a file that can't be read or written}
  ///
  /// @param file the file
  /// @param problem the reason
  public static InputException of(Path file, IOException problem) {
    String reason =
        switch (problem) {
          case NoSuchFileException _ -> "there is no such file";
          case AccessDeniedException _ -> "permission denied";
          case CharacterCodingException _ -> "isn't UTF-8 text";
          case FileSystemLoopException _ -> "symbolic links lead in a circle";
          case FileSystemException e when e.getReason() != null -> e.getReason();
          default -> String.valueOf(problem.getMessage());
        };
    // Some messages begin with the file already.
    return new InputException(
        reason.startsWith(file + ": ")
            ? reason
            : String.format(Locale.ROOT, "%s: %s", file, reason));
  }
}
