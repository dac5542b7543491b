package gradus.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// How entrants are timed. Each is warmed up; then all take turns, round by round, so that other
/// load on the machine affects all of them alike. An entrant's time is the median of its rounds.
///
/// @param count the number of rounds
/// @param seconds the minimum duration of a turn; a single run may take longer
/// @param warmUp the number of seconds without a speed-up after which an entrant counts as warm;
///   compiling a new kernel takes about half a second
/// @param threads the number of threads of each entrant
record Rounds(int count, double seconds, double warmUp, int threads) {
  /// The time for another engine's threads to go to sleep. OpenMP's, which PyTorch uses, spin for
  /// 200 ms.
  private static final long PAUSE_MILLIS = 250;

  /// The time that an entrant runs before each turn, to wake its own threads.
  private static final double AWAKEN = 5e-3;

  /// The maximum ratio of two times that counts as a speed-up.
  private static final double FASTER = 0.97;

  /// The maximum number of warm-ups; then an entrant is measured even if it still speeds up.
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

  /// Returns the same with a longer warm-up of two seconds, for work with more code to compile.
  Rounds warmer() {
    return new Rounds(count, seconds, 2, threads);
  }

  /// Times entrants.
  ///
  /// @param entrants the entrants, which take turns
  /// @return by name, the median of the seconds per run
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

  /// Runs an entrant until it hasn't sped up for the time of a warm-up. On a busy machine,
  /// background compilation may take long.
  ///
  /// @return the number of runs per turn
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
      // Approaches a quarter of a turn in small steps, since the first runs are slow.
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
