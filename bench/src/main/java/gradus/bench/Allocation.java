package gradus.bench;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/// What work allocates on the Java heap.
final class Allocation {
  private Allocation() {}

  /// {@return the bytes that a run allocates, in this thread; NaN where the JVM doesn't count}
  ///
  /// @param work what to run, warm
  /// @param repetitions how many runs to take the mean of
  static double bytes(Timed work, long repetitions) {
    if (!(ManagementFactory.getThreadMXBean() instanceof ThreadMXBean threads)
        || !threads.isThreadAllocatedMemorySupported()) {
      return Double.NaN;
    }
    long before = threads.getCurrentThreadAllocatedBytes();
    work.seconds(repetitions);
    return (double) (threads.getCurrentThreadAllocatedBytes() - before) / repetitions;
  }
}
