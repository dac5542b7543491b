package gradus.bench;

/// Work that can be timed.
@FunctionalInterface
public interface Timed {
  /// Runs the work repeatedly and returns the total time.
  ///
  /// @param repetitions the number of runs, at least 1
  /// @return seconds for all runs
  double seconds(long repetitions);

  /// Times an action with this JVM's clock.
  ///
  /// @param action the action
  /// @return the timed action
  static Timed of(Runnable action) {
    return repetitions -> {
      long start = System.nanoTime();
      for (long i = 0; i < repetitions; i++) {
        action.run();
      }
      return (System.nanoTime() - start) / 1e9;
    };
  }
}
