package gradus.spark;

import java.io.IOException;

/// Thrown where another worker can't be reached, or this one's task has been killed: the steps can
/// be repeated.
final class LostWorkerException extends IOException {
  private static final long serialVersionUID = 1;

  LostWorkerException(String message) {
    super(message);
  }

  LostWorkerException(String message, Throwable cause) {
    super(message, cause);
  }
}
