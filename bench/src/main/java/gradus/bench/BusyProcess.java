package gradus.bench;

import java.io.IOException;

/// The program of a process that keeps one processor busy: other work beside a benchmark.
///
/// It ends when its standard input ends. That happens when the process that started it closes the
/// pipe, and also when that process ends in any way, even if it is killed. A limit of time ends it
/// in any case.
final class BusyProcess {
  /// What it prints when it is about to be busy.
  static final String READY = "ready";

  /// The number of iterations between two looks at the clock, a few milliseconds.
  private static final int BURST = 1 << 22;

  private BusyProcess() {}

  /// Runs the program.
  ///
  /// @param args the limit in seconds
  public static void main(String... args) {
    long limit = System.nanoTime() + 1_000_000_000L * Integer.parseInt(args[0]);
    Thread.ofPlatform().daemon().start(BusyProcess::awaitTheEnd);
    System.out.println(READY);
    long state = 1;
    while (System.nanoTime() - limit < 0 && state != 0) {
      state = burst(state);
    }
  }

  private static void awaitTheEnd() {
    try {
      while (System.in.read() >= 0) {
        // Whatever is said, only the end counts.
      }
    } catch (IOException _) {
      // A broken pipe has ended, too.
    }
    Runtime.getRuntime().halt(0);
  }

  /// Marsaglia's xorshift: dependent instructions that no compiler leaves out. Its state is never
  /// 0.
  private static long burst(long state) {
    long x = state;
    for (int i = 0; i < BURST; i++) {
      x ^= x << 13;
      x ^= x >>> 7;
      x ^= x << 17;
    }
    return x;
  }
}
