package gradus.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// How entrants are timed: each is warmed up, then all take turns, round by round, so that whatever
/// else the machine does meets all of them alike; the median of its rounds is an entrant's time.
///
/// @param count how many rounds
/// @param seconds how long an entrant's turn lasts at least; one run may last longer
/// @param warmUp how many seconds it runs without becoming faster before it counts as warm:
///   compiling a new kernel takes about half of one
/// @param threads how many threads the entrants use
record Rounds(int count, double seconds, double warmUp, int threads) {
  /// Until another's threads have gone to sleep. OpenMP's, which PyTorch uses, spin for 200 ms.
  private static final long PAUSE_MILLIS = 250;

  /// How long an entrant runs before its turn counts, so that its own threads are awake.
  private static final double AWAKEN = 5e-3;

  /// What counts as having become faster.
  private static final double FASTER = 0.97;

  /// After so many warm-ups what still becomes faster is measured all the same.
  private static final int PATIENCE = 10;

  /// The ordinary measurement.
  static Rounds full(int threads) {
    return new Rounds(7, 0.06, 1, threads);
  }

  /// A shorter one.
  static Rounds quick(int threads) {
    return new Rounds(5, 0.05, 0.5, threads);
  }

  /// {@return such as `1 thread, medians of 7 rounds`}
  String describe() {
    return String.format(Locale.ROOT, "%s, medians of %d rounds", text(threads), count);
  }

  /// {@return such as `2 threads`}
  static String text(int threads) {
    return threads == 1 ? "1 thread" : threads + " threads";
  }

  /// {@return the same after more warming up, two seconds, for work that has more code to compile}
  Rounds warmer() {
    return new Rounds(count, seconds, 2, threads);
  }

  /// Times entrants.
  ///
  /// @param entrants those that take turns
  /// @return by name, the median of the seconds that one run takes
  Map<String, Double> measure(List<Entrant> entrants) {
    long[] repetitions = entrants.stream().mapToLong(e -> warmUp(e.timed())).toArray();
    List<double[]> times = new ArrayList<>();
    entrants.forEach(_ -> times.add(new double[count]));
    for (int round = 0; round < count; round++) {
      for (int i = 0; i < repetitions.length; i++) {
        Entrant before = entrants.get((i + repetitions.length - 1) % repetitions.length);
        if (threads > 1) {
          settle(before.lingers(), entrants.get(i).timed());
        }
        times.get(i)[round] = entrants.get(i).timed().seconds(repetitions[i]) / repetitions[i];
      }
    }
    Map<String, Double> medians = new LinkedHashMap<>();
    for (int i = 0; i < repetitions.length; i++) {
      medians.put(entrants.get(i).name(), Statistics.median(times.get(i)));
    }
    return medians;
  }

  /// Runs something until it is warm: until it hasn't become faster for the time of a warm-up. On a
  /// busy machine the JVM's compiler, which works in the background, may take its time.
  ///
  /// @return how many runs fill a turn
  private long warmUp(Timed timed) {
    long repetitions = 1;
    double spent = 0;
    double best = Double.POSITIVE_INFINITY;
    double since = 0;
    while (true) {
      double time = timed.seconds(repetitions);
      spent += time;
      double one = Math.max(time / repetitions, 1e-10);
      if (one < FASTER * best) {
        best = one;
        since = spent - time;
      }
      boolean warm = spent - since >= warmUp || spent >= PATIENCE * warmUp;
      if (warm && (repetitions == 1 || time > seconds / 8)) {
        return Math.max(1, (long) Math.ceil(seconds / one));
      }
      // Towards a quarter of a turn, but never a leap: the first runs are slow.
      repetitions = Math.clamp((long) (seconds / 4 / one), 1, 4 * repetitions);
    }
  }

  private static void settle(boolean othersLinger, Timed next) {
    if (othersLinger) {
      try {
        Thread.sleep(PAUSE_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted while measuring", e);
      }
    }
    for (double awake = 0; awake < AWAKEN; ) {
      awake += next.seconds(1);
    }
  }
}
