package gradus.bench;

import java.util.function.Supplier;

/// How an engine does what is asked of all of them.
///
/// @param action does it, once
/// @param result what has come out of the last run
/// @param close gives back what the garbage collector doesn't
public record Entry(Runnable action, Supplier<float[]> result, Runnable close) {
  /// For an engine that leaves all to the garbage collector.
  ///
  /// @param action does it, once
  /// @param result what has come out of the last run
  public Entry(Runnable action, Supplier<float[]> result) {
    this(action, result, () -> {});
  }
}
