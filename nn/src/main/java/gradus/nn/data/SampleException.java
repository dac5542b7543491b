package gradus.nn.data;

import java.util.Locale;

/// Thrown where a batch can't be prepared because of one of its samples. The cause is what the
/// source or the transform threw.
public final class SampleException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /// The number of the sample in its source.
  private final int index;

  /// Creates an exception.
  ///
  /// @param index the number of the sample in its source
  /// @param problem the problem
  /// @param cause the exception of the source or the transform; null if there was none
  public SampleException(int index, String problem, Throwable cause) {
    super(String.format(Locale.ROOT, "sample %d: %s", index, problem), cause);
    this.index = index;
  }

  /// {@return the number of the sample in its source}
  public int index() {
    return index;
  }
}
