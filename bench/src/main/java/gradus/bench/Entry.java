package gradus.bench;

import gradus.engine.HostStorage;
import java.util.function.Supplier;

/// An engine's implementation of a problem.
///
/// @param action one run
/// @param result returns the elements of the result of the last run, in row-major order
/// @param close frees what the garbage collector doesn't
public record Entry(Runnable action, Supplier<? extends HostStorage> result, Runnable close) {
  /// Creates an entry with nothing to free.
  ///
  /// @param action one run
  /// @param result returns the elements of the result of the last run, in row-major order
  public Entry(Runnable action, Supplier<? extends HostStorage> result) {
    this(action, result, () -> {});
  }
}
