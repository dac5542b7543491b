package gradus.spark;

import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.spark.BarrierTaskContext;

/// The exchange of one message between all tasks of a barrier stage, by Spark, but without its
/// wait.
///
/// Spark 4.2 looks once a second whether all messages have come (`BarrierTaskContext.runBarrier`),
/// and sleeps in between. If the sleep is interrupted, it looks at once, and goes on unless the
/// task has been killed. So the sleeping task is interrupted every few milliseconds.
final class Gathering {
  private static final int POLL_MILLISECONDS = 5;

  private Gathering() {}

  /// {@return the messages of all tasks, by their partitions}
  ///
  /// @param context of the calling task
  /// @param message of this task
  /// @throws org.apache.spark.TaskKilledException if the task is killed meanwhile
  static String[] all(BarrierTaskContext context, String message) {
    Thread task = Thread.currentThread();
    AtomicBoolean isWaiting = new AtomicBoolean(true);
    Thread.ofVirtual().start(() -> wake(task, isWaiting));
    try {
      return context.allGather(message);
    } finally {
      synchronized (isWaiting) {
        isWaiting.set(false);
      }
      // Spark's own interruption is kept.
      if (Thread.interrupted() && context.isInterrupted()) {
        task.interrupt();
      }
    }
  }

  private static void wake(Thread task, AtomicBoolean isWaiting) {
    while (isWaiting.get()) {
      try {
        Thread.sleep(POLL_MILLISECONDS);
      } catch (InterruptedException _) {
        return;
      }
      // Afterwards the task does something else, which is not to be interrupted.
      synchronized (isWaiting) {
        if (isWaiting.get() && task.getState() == Thread.State.TIMED_WAITING) {
          task.interrupt();
        }
      }
    }
  }
}
