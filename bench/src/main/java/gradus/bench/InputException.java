package gradus.bench;

/// Something that the person at the keyboard can put right. The message is one line for them.
final class InputException extends RuntimeException {
  private static final long serialVersionUID = 1;

  InputException(String message) {
    super(message.lines().findFirst().orElse(""));
  }
}
