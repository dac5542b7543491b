package gradus.lab;

import java.util.Locale;

/// A request that can't be answered as it is, and why: what the page shows to its reader.
final class RequestException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int status;

  /// An exception.
  ///
  /// @param status of HTTP, from 400 to 499
  /// @param reason one line: what is wrong, and what was expected
  RequestException(int status, String reason) {
    super(reason);
    this.status = status;
  }

  /// What a parameter should have been.
  static RequestException of(String parameter, String value, String expected) {
    return new RequestException(
        400,
        String.format(Locale.ROOT, "%s must be %s, got \"%s\"", parameter, expected, shown(value)));
  }

  /// A text of the sender's, short enough for a message.
  static String shown(String text) {
    String printable = text.replaceAll("[\\p{Cc}\\p{Cf}\\p{Cs}]", "?");
    return printable.length() <= 60 ? printable : printable.substring(0, 60) + "...";
  }

  int status() {
    return status;
  }
}
