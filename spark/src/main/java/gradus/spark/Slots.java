package gradus.spark;

import java.time.Duration;
import java.util.Locale;
import org.apache.spark.SparkContext;

/// How many tasks a Spark application can run at once: a barrier stage needs one slot a worker.
final class Slots {
  private static final int POLL = 100;

  private Slots() {}

  /// Refuses settings under which no barrier stage runs.
  ///
  /// @throws IllegalArgumentException if executors are allocated dynamically
  static void check(SparkContext spark) {
    if (!spark.isLocal() && spark.getConf().getBoolean("spark.dynamicAllocation.enabled", false)) {
      throw new IllegalArgumentException(
          "all workers train at the same time, which Spark can't do with dynamic allocation; set"
              + " spark.dynamicAllocation.enabled to false and spark.executor.instances to the"
              + " number of workers");
    }
  }

  /// {@return how many tasks can run at once on the executors that are there now}
  static int count(SparkContext spark) {
    // What Spark itself compares with a barrier stage. That one waits for minutes, though.
    return spark.maxNumConcurrentTasks(spark.resourceProfileManager().defaultResourceProfile());
  }

  /// Waits until there are enough slots.
  ///
  /// @param workers how many are needed
  /// @param patience how long to wait for executors that are being started
  /// @return how many there are then, which may be fewer than needed
  static int await(SparkContext spark, int workers, Duration patience) {
    long end = System.nanoTime() + patience.toNanos();
    int slots = count(spark);
    // In the driver's process there are never more.
    while (slots < workers && !spark.isLocal() && System.nanoTime() - end < 0) {
      try {
        Thread.sleep(POLL);
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
        return slots;
      }
      slots = count(spark);
    }
    return slots;
  }

  /// Refuses to start with fewer slots than workers. Executors get some time from the start of the
  /// application on.
  ///
  /// @throws IllegalArgumentException if there are fewer after the wait
  static void require(SparkContext spark, int workers, Duration patience) {
    long age = System.currentTimeMillis() - spark.startTime();
    int slots = await(spark, workers, patience.minusMillis(Math.max(0, age)));
    if (slots < workers) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%d workers need %d slots for tasks, and there are %d%s, with spark.task.cpus=%s",
              workers,
              workers,
              slots,
              spark.isLocal()
                  ? ""
                  : " on the executors that are there, which had "
                      + patience.toSeconds()
                      + " s to start",
              spark.getConf().get("spark.task.cpus", "1")));
    }
  }
}
