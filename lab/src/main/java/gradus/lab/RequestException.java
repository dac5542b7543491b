package gradus.lab;

import java.util.Locale;

/// Thrown when a request can't be answered as it is. The page shows the message to its reader.
final class RequestException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int status;

  /// Creates an exception.
  ///
  /// @param status the HTTP status, from 400 to 499
  /// @param reason one line: what is wrong, and what was expected
  RequestException(int status, String reason) {
    super(reason);
    this.status = status;
  }

  /// Creates an exception for a parameter with a wrong value.
  static RequestException of(String parameter, String value, String expected) {
    return new RequestException(
        400,
        String.format(Locale.ROOT, "%s must be %s, got \"%s\"", parameter, expected, shown(value)));
  }

  /// Returns text from the client in printable characters, shortened for a message.
  static String shown(String text) {
    String printable = text.replaceAll("[\\p{Cc}\\p{Cf}\\p{Cs}]", "?");
    return printable.length() <= 60 ? printable : printable.substring(0, 60) + "...";
  }

  int status() {
    return status;
  }
}
