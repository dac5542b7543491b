package gradus.bench.spark;

import gradus.bench.Progress;
import gradus.bench.Statistics;
import gradus.nn.AdamW;
import gradus.nn.Linear;
import gradus.nn.Losses;
import gradus.nn.ReLU;
import gradus.nn.Sequential;
import gradus.nn.distributed.TrainingPlan.ModelFactory;
import gradus.spark.EpochReport;
import gradus.spark.SparkTrainer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/// Measures how much faster two executors train than one, each with one core, on pictures.
///
/// @param batch the number of rows of a step
/// @param steps the number of steps of an epoch
/// @param epochs the number of epochs of a training; the first one is not counted
/// @param rounds how often each is measured, after two rounds that warm up
record Scaling(int batch, int steps, int epochs, int rounds) {
  /// Rounds that are not counted: an executor compiles for several trainings.
  private static final int WARM_UP = 2;

  /// The least ratio at which the goal is reached.
  static final double GOAL = 1.7;

  static final ModelFactory MODEL =
      g ->
          new Sequential(
              new Linear(g, Pictures.PIXELS, 512),
              new ReLU(),
              new Linear(g, 512, 256),
              new ReLU(),
              new Linear(g, 256, Pictures.CLASSES));

  /// {@return the ordinary measurement, or a shorter one}
  static Scaling of(boolean quick) {
    return quick ? new Scaling(8192, 2, 4, 3) : new Scaling(8192, 7, 3, 5);
  }

  /// What was measured.
  ///
  /// @param parameters the number of parameters of the network
  /// @param one the times of a step of one worker
  /// @param two the times of a step of two
  /// @param ratio the median over the rounds of the ratio of both steps
  record Result(long parameters, StepTimes one, StepTimes two, double ratio) {}

  /// {@return the number of rows}
  int rows() {
    return steps * batch;
  }

  /// Trains in turns.
  Result measure(SparkSession spark, Pictures pictures, Progress progress) throws IOException {
    Dataset<Row> rows = pictures.rows(spark, rows());
    List<StepTimes> one = new ArrayList<>();
    List<StepTimes> two = new ArrayList<>();
    for (int round = 1 - WARM_UP; round <= rounds; round++) {
      progress.say(
          String.format(
              Locale.ROOT,
              "two executors against one, %s",
              round < 1 ? "warming up" : String.format(Locale.ROOT, "%d/%d", round, rounds)));
      // Two first, so that both JVMs have compiled what one of them does alone.
      StepTimes both = train(rows, 2);
      StepTimes alone = train(rows, 1);
      if (round > 0) {
        one.add(alone);
        two.add(both);
      }
    }
    double[] ratios = new double[rounds];
    for (int i = 0; i < rounds; i++) {
      ratios[i] = one.get(i).step() / two.get(i).step();
    }
    return new Result(
        Overhead.parameters(MODEL),
        StepTimes.median(one),
        StepTimes.median(two),
        Statistics.median(ratios));
  }

  private StepTimes train(Dataset<Row> rows, int workers) throws IOException {
    List<EpochReport> epochs =
        SparkTrainer.of(MODEL, parameters -> new AdamW(parameters, 0.001), Losses::crossEntropy)
            .features(Pictures::features)
            .classes("label", Pictures.CLASSES)
            // The same shards, and so the same training to the bit.
            .shards(2)
            .workers(workers)
            .batchSize(batch)
            .epochs(this.epochs)
            .epochsPerJob(this.epochs)
            .fit(rows)
            .history();
    return StepTimes.of(epochs.subList(1, epochs.size()), steps);
  }
}
