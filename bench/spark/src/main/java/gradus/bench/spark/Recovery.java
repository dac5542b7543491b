package gradus.bench.spark;

import gradus.bench.Statistics;
import gradus.nn.Layer;
import gradus.nn.io.Safetensors;
import gradus.spark.SparkModel;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.spark.sql.SparkSession;

/// Measures what it costs that an executor is killed in the middle of a job: its steps are repeated
/// by another executor, which Spark starts instead.
final class Recovery {
  /// The most seconds at which the goal is reached.
  static final double GOAL = 6;

  /// The job in which an executor is killed, from 0.
  private static final int DISTURBED = 2;

  private static final Overhead.Size SIZE = Overhead.Size.MIDDLE;

  /// When an executor is killed, as a share of a job's time. Starting and ending take the rest.
  private static final double WHEN = 0.6;

  private Recovery() {}

  /// What was measured.
  ///
  /// @param undisturbed the milliseconds of a job, the median
  /// @param disturbed the milliseconds of the job in which an executor was killed
  record Result(double undisturbed, double disturbed) {
    /// {@return how many seconds longer the job took}
    double seconds() {
      return (disturbed - undisturbed) / 1e3;
    }
  }

  /// Trains twice, and kills an executor the second time.
  ///
  /// @param steps the number of steps of a job
  /// @param victim finds a process to kill
  /// @return what was measured; empty if there is no process to kill
  /// @throws IllegalStateException if the bits of the models differ
  static Optional<Result> measure(
      SparkSession spark, int steps, Supplier<Optional<ProcessHandle>> victim) throws IOException {
    if (victim.get().isEmpty()) {
      return Optional.empty();
    }
    JobClock calm = new JobClock(steps, System::nanoTime);
    SparkModel undisturbed = Overhead.train(spark, SIZE, steps, DISTURBED + 2, calm);
    double median = Statistics.median(calm.jobs());
    JobClock clock = new JobClock(steps, System::nanoTime);
    SparkModel disturbed =
        Overhead.train(
            spark,
            SIZE,
            steps,
            DISTURBED + 2,
            report -> {
              clock.accept(report);
              if (report.epoch() == DISTURBED * steps) {
                kill(victim.get().orElseThrow(), (long) (WHEN * median));
              }
            });
    if (!Arrays.equals(bits(undisturbed.layer()), bits(disturbed.layer()))) {
      throw new IllegalStateException("an executor was killed, and the model is another one");
    }
    return Optional.of(new Result(median, clock.jobs()[DISTURBED - 1]));
  }

  /// {@return an executor, of those that this process has started}
  static Optional<ProcessHandle> executor() {
    return ProcessHandle.current().children().filter(ProcessHandle::isAlive).findFirst();
  }

  private static void kill(ProcessHandle process, long milliseconds) {
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                Thread.sleep(milliseconds);
                process.destroyForcibly();
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
  }

  private static byte[] bits(Layer layer) {
    return Safetensors.toBytes(layer.state(), Map.of());
  }
}
