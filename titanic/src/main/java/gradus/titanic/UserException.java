package gradus.titanic;

/// A mistake of the user's, or of the user's file: told in a line, without a stack trace.
public final class UserException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /// An exception.
  ///
  /// @param message what is wrong, where, and what was expected; one line
  public UserException(String message) {
    super(message);
  }
}
