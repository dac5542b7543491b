package gradus.bench;

import java.util.function.Supplier;

/// An engine's implementation of a problem.
///
/// @param action one run
/// @param result returns the result of the last run
/// @param close frees what the garbage collector doesn't
public record Entry(Runnable action, Supplier<float[]> result, Runnable close) {
  /// Creates an entry with nothing to free.
  ///
  /// @param action one run
  /// @param result returns the result of the last run
  public Entry(Runnable action, Supplier<float[]> result) {
    this(action, result, () -> {});
  }
}
