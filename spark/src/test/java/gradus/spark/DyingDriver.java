package gradus.spark;

import gradus.nn.Losses;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.api.java.JavaSparkContext;

/// A driver that dies in the second epoch, without any clean-up.
final class DyingDriver {
  static final int STATUS = 42;

  private static final AtomicInteger EPOCHS = new AtomicInteger();

  private DyingDriver() {}

  /// Trains the run of [Runs].
  ///
  /// @param args the folder of checkpoints
  public static void main(String... args) throws IOException {
    try (JavaSparkContext spark = Clusters.start("local[2]", Map.of())) {
      new BarrierTraining(
              Runs.plan(
                  (prediction, target) -> {
                    if (EPOCHS.get() == 1) {
                      Runtime.getRuntime().halt(STATUS);
                    }
                    return Losses.mse(prediction, target);
                  }),
              Runs.rows(spark, 4))
          .workers(2)
          .checkpoints(args[0])
          .listener(report -> EPOCHS.incrementAndGet() > 0)
          .run();
    }
  }
}
