package gradus.bench;

/// Something whose time is taken.
@FunctionalInterface
public interface Timed {
  /// Runs it a number of times, one after the other, and says how long that took.
  ///
  /// @param repetitions how often, at least 1
  /// @return seconds for all of them
  double seconds(long repetitions);

  /// Takes an action's time by this JVM's clock.
  ///
  /// @param action what is timed
  /// @return it, timed
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
