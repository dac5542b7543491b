package gradus.bench;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/// Measures what a piece of work allocates on the Java heap.
final class Allocation {
  private Allocation() {}

  /// Returns the bytes that a run allocates in the current thread.
  ///
  /// @param work what to run, already warmed up
  /// @param repetitions the number of runs, of which the mean is returned
  /// @return bytes; NaN if the JVM doesn't count them
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
