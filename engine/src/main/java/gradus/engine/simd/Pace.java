package gradus.engine.simd;

import java.util.function.LongSupplier;

/// The pace of the machine, so that an expectation in processor cycles can be compared with a
/// clock: how long a cycle takes, and how long it takes to look at the clock. Both are measured
/// again and again, and the least counts.
final class Pace {
  private static final int STEPS = 256;

  /// A multiplication and an addition, each of which needs the result of the one before.
  private static final int CYCLES_PER_STEP = 4;

  /// No processor that runs a JVM with vectors is slower than 1 GHz. The measuring loop is, until
  /// it is compiled.
  private static final double LONGEST_CYCLE = 1;

  /// No processor is faster than this by much.
  private static final double SHORTEST_CYCLE = 0.2;

  private final LongSupplier clock;
  private double cycle = LONGEST_CYCLE;
  private long look = Long.MAX_VALUE;
  private int result;

  /// @param clock tells nanoseconds
  Pace(LongSupplier clock) {
    this.clock = clock;
  }

  /// {@return the nanoseconds between two looks at the clock, between which a number of cycles
  /// pass}
  long nanos(long cycles) {
    measure();
    return look + (long) (cycles * cycle);
  }

  private void measure() {
    long start = clock.getAsLong();
    long begin = clock.getAsLong();
    result = chain(result);
    long end = clock.getAsLong();
    look = Math.min(look, begin - start);
    double measured = (double) (end - begin - look) / (STEPS * CYCLES_PER_STEP);
    cycle = Math.min(cycle, Math.max(SHORTEST_CYCLE, measured));
  }

  private static int chain(int x) {
    int y = x;
    for (int i = 0; i < STEPS; i++) {
      y = y * 0x9E3779B1 + i;
    }
    return y;
  }
}
