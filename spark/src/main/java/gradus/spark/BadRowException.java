package gradus.spark;

/// A row can't be read: a null, a number that is not finite, an unexpected length.
final class BadRowException extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  BadRowException(String message) {
    super(message);
  }
}
