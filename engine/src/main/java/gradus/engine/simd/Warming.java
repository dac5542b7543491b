package gradus.engine.simd;

import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/// Warms the vector code of kernels off the path of the program: it calls samples until the JVM has
/// compiled them, and turns each [Switch] on once its sample was measured fast, and off if it is
/// slow later.
///
/// Samples are short, so that the JVM compiles the method as a whole and never from the middle of a
/// loop, which takes several times as long and precedes the other. Between two of them there are
/// empty calls, which cost next to nothing and count for the compiler as much. They must not be
/// many more: what the compiler believes to run rarely it compiles carelessly.
///
/// Only some kernels are warmed at a time, by [Order], because the compiler serves one after the
/// other. One that does not become fast makes room for the next, and is tried again later, longer
/// each time, as a new class, and with less demanded of it, since the machine may be slower than
/// expected; finally it is given up, and stays in plain Java.
final class Warming {
  /// The number of turns of a sample.
  static final int SHORT = 16;

  /// The number of turns of the last sample before vectors are used. It shows that the compiled
  /// code also holds for more than it was compiled for.
  static final int LONG = 256;

  private static final int SAMPLES = 8;
  private static final int EMPTY_CALLS = 63;
  private static final int AT_ONCE = 4;

  /// The cycles of calling a sample and looking at the clock.
  private static final int CALL = 400;

  /// How much longer than expected a sample may take once it is in use, and after the first try.
  private static final int TOLERANCE = 2;

  private static final long MILLISECOND = 1_000_000;

  /// How long a kernel is warmed at first before it makes room. On a busy machine the compiler may
  /// take seconds.
  private static final long PATIENCE = 2_000 * MILLISECOND;

  /// How often a kernel is tried, each time for twice as long.
  private static final int TRIES = 5;

  /// The longest time between two measurements of a kernel that is in use.
  private static final long INTERVAL = 1_000 * MILLISECOND;

  /// A kernel, and how it has fared.
  private static final class Kernel {
    private final Switch its;
    private final int number;
    private int tries;

    /// How often it was left for others because it did not become fast.
    private int failures;

    private long since;
    private long due;

    Kernel(Switch its, int number) {
      this.its = its;
      this.number = number;
    }

    long patience() {
      return PATIENCE << tries;
    }
  }

  private static final Comparator<Kernel> IN_TURN =
      Comparator.<Kernel>comparingInt(k -> k.failures)
          .thenComparing(k -> k.its.order)
          .thenComparingInt(k -> k.number);

  private final LongSupplier clock;
  private final Pace pace;
  private final Set<Switch> known = new HashSet<>();
  private final Queue<Kernel> asked = new PriorityQueue<>(IN_TURN);
  private final List<Kernel> warming = new ArrayList<>();
  private final List<Kernel> used = new ArrayList<>();

  /// Creates the state of a thread.
  ///
  /// @param clock tells nanoseconds
  Warming(LongSupplier clock) {
    this.clock = clock;
    this.pace = new Pace(clock);
  }

  /// Asks for a kernel's vector code.
  static void ask(Switch kernel) {
    Beside.ALL.add(kernel);
    LockSupport.unpark(Beside.THREAD);
  }

  /// The thread, from when it is first needed.
  private static final class Beside {
    private static final Warming ALL = new Warming(System::nanoTime);
    private static final Thread THREAD = new Thread(null, Beside::run, "gradus-warming", 0, false);

    static {
      THREAD.setDaemon(true);
      THREAD.start();
    }

    private static void run() {
      while (true) {
        LockSupport.parkNanos(Warming.class, ALL.round());
      }
    }
  }

  synchronized void add(Switch kernel) {
    // Two threads may reach the end of the same count.
    if (known.add(kernel)) {
      asked.add(new Kernel(kernel, known.size()));
    }
  }

  private synchronized Kernel next() {
    return asked.poll();
  }

  private void again(Kernel kernel) {
    kernel.tries++;
    if (kernel.tries >= TRIES) {
      System.getLogger("gradus.engine")
          .log(Level.DEBUG, "{0} stays in plain Java: its vector code is slow", kernel.its);
      return;
    }
    synchronized (this) {
      asked.add(kernel);
    }
  }

  /// Measures what is due.
  ///
  /// @return the nanoseconds until something is due again
  long round() {
    while (warming.size() < AT_ONCE) {
      Kernel kernel = next();
      if (kernel == null) {
        break;
      }
      kernel.since = clock.getAsLong();
      warming.add(kernel);
    }
    warming.removeIf(this::leaves);
    used.removeIf(this::isSlow);
    // What is not fast yet waits for the compiler, which needs the processor, too.
    long wait = warming.isEmpty() && !waiting() ? Long.MAX_VALUE : MILLISECOND;
    long now = clock.getAsLong();
    for (Kernel kernel : used) {
      wait = Math.min(wait, kernel.due - now);
    }
    return wait;
  }

  private synchronized boolean waiting() {
    return !asked.isEmpty();
  }

  /// Whether a kernel leaves those that are warmed, because it is fast or has had its time.
  private boolean leaves(Kernel kernel) {
    long warmed = clock.getAsLong() - kernel.since;
    int tolerance = kernel.tries > 0 ? TOLERANCE : 1;
    if (isFast(kernel, SHORT, tolerance) && isFast(kernel, LONG, tolerance)) {
      kernel.its.turn(true);
      kernel.since = clock.getAsLong();
      kernel.due = kernel.since + MILLISECOND;
      used.add(kernel);
      return true;
    }
    if (kernel.tries == TRIES) {
      return true;
    }
    if (warmed > kernel.patience()) {
      kernel.failures++;
      kernel.its.renew();
      again(kernel);
      return true;
    }
    return false;
  }

  /// Whether a kernel leaves those in use.
  private boolean isSlow(Kernel kernel) {
    long now = clock.getAsLong();
    if (now < kernel.due) {
      return false;
    }
    if (isFast(kernel, LONG, TOLERANCE)) {
      long used = now - kernel.since;
      kernel.due = now + Math.clamp(used, MILLISECOND, INTERVAL);
      if (used > PATIENCE) {
        // What the JVM throws away now and then in a long run is not given up.
        kernel.tries = 0;
        kernel.failures = 0;
      }
      return false;
    }
    kernel.its.turn(false);
    again(kernel);
    return true;
  }

  /// Whether one of some samples is fast; others may have had to wait for the processor. A kernel
  /// whose sample fails is given up.
  private boolean isFast(Kernel kernel, int turns, int tolerance) {
    Switch.Sample sample = kernel.its.sample;
    long limit = tolerance * pace.nanos(CALL + (long) turns * kernel.its.cycles);
    try {
      for (int i = 0; i < SAMPLES; i++) {
        long start = clock.getAsLong();
        sample.call(turns, 1);
        if (clock.getAsLong() - start <= limit) {
          return true;
        }
        sample.call(0, EMPTY_CALLS);
      }
    } catch (RuntimeException | Error e) {
      kernel.tries = TRIES;
      System.getLogger("gradus.engine")
          .log(Level.WARNING, kernel.its + " stays in plain Java: its vector code fails", e);
    }
    return false;
  }
}
