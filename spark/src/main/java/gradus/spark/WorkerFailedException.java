package gradus.spark;

/// Thrown where a worker fails by the model, the loss or the rows, so that its steps are not
/// repeated, or where workers are lost again and again.
public final class WorkerFailedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /// Creates an exception.
  ///
  /// @param message which worker failed and why
  /// @param cause the exception of the worker, if it could be sent; null otherwise
  public WorkerFailedException(String message, Throwable cause) {
    super(message, cause);
  }
}
