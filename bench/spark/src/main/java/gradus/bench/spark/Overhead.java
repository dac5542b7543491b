package gradus.bench.spark;

import gradus.engine.Generator;
import gradus.nn.AdamW;
import gradus.nn.Layer;
import gradus.nn.Linear;
import gradus.nn.Losses;
import gradus.nn.ReLU;
import gradus.nn.Sequential;
import gradus.nn.distributed.TrainingPlan.ModelFactory;
import gradus.spark.EpochReport;
import gradus.spark.SparkModel;
import gradus.spark.SparkTrainer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/// Measures what a step costs beside computing, by training small networks with few rows. All rows
/// are in one step, so that each epoch, and each report, is one step.
final class Overhead {
  /// The number of rows of a step that a worker has.
  static final int ROWS = 64;

  /// The first one warms up.
  private static final int JOBS = 3;

  private static final int INPUTS = 9;

  private Overhead() {}

  /// A network to train.
  ///
  /// @param name such as `5 M`
  /// @param hidden the width of its hidden layers
  /// @param layers the number of hidden layers, 1 or 2
  /// @param steps the number of steps of a job
  /// @param goal the most milliseconds a step beside computing
  /// @param before what the first experiments measured, milliseconds
  enum Size {
    /// A network such as that for the *Titanic*.
    SMALL("1 k", 90, 1, 900, 0.3, "0.16-0.29"),
    /// In between.
    MIDDLE("100 k", 307, 2, 450, 3, "2.3-6.8"),
    /// Where sending takes most of the time.
    LARGE("5 M", 2225, 2, 60, 20, "15-25");

    private final String label;
    private final int hidden;
    private final int layers;
    private final int steps;
    private final double goal;
    private final String before;

    Size(String label, int hidden, int layers, int steps, double goal, String before) {
      this.label = label;
      this.hidden = hidden;
      this.layers = layers;
      this.steps = steps;
      this.goal = goal;
      this.before = before;
    }

    /// {@return the number of steps of a job}
    ///
    /// @param quick whether a third is enough
    int steps(boolean quick) {
      return quick ? steps / 3 : steps;
    }

    /// {@return the rounded number of parameters, such as `5 M`}
    String label() {
      return label;
    }

    /// {@return the most milliseconds a step beside computing at which the goal is reached}
    double goal() {
      return goal;
    }

    /// {@return the milliseconds of the prototype}
    String before() {
      return before;
    }

    private ModelFactory model() {
      int width = hidden;
      return layers == 1
          ? g -> new Sequential(new Linear(g, INPUTS, width), new ReLU(), new Linear(g, width, 1))
          : g ->
              new Sequential(
                  new Linear(g, INPUTS, width),
                  new ReLU(),
                  new Linear(g, width, width),
                  new ReLU(),
                  new Linear(g, width, 1));
    }
  }

  /// What was measured.
  ///
  /// @param size the network
  /// @param parameters its exact number of parameters
  /// @param times of a step, with as many workers as executors
  /// @param job milliseconds that a job takes beside its steps
  record Result(Size size, long parameters, StepTimes times, double job) {}

  /// {@return the number of parameters of a model}
  static long parameters(ModelFactory factory) {
    Layer model = factory.make(new Generator(0));
    return model.parameters().values().stream().mapToLong(parameter -> parameter.size()).sum();
  }

  /// Trains a network.
  ///
  /// @param steps the number of steps of each of three jobs
  static Result measure(SparkSession spark, Size size, int steps) throws IOException {
    JobClock clock = new JobClock(steps, System::nanoTime);
    train(spark, size, steps, JOBS, clock);
    return new Result(
        size, parameters(size.model()), StepTimes.of(clock.warm(), 1), clock.beside());
  }

  /// Trains a network with all executors, a step an epoch.
  ///
  /// @param steps the number of steps of each job
  /// @param listener is told of each step, when its job has ended
  /// @return the trained model
  static SparkModel train(
      SparkSession spark, Size size, int steps, int jobs, Consumer<EpochReport> listener)
      throws IOException {
    int workers = LocalCluster.EXECUTORS;
    return SparkTrainer.of(
            size.model(), parameters -> new AdamW(parameters, 0.001), Losses::bceWithLogits)
        .features("features")
        .target("target")
        .shards(workers)
        .workers(workers)
        .batchSize(workers * ROWS)
        .epochs(jobs * steps)
        .epochsPerJob(steps)
        .listener(listener)
        .fit(rows(spark, workers * ROWS));
  }

  /// {@return random rows, with something to learn}
  private static Dataset<Row> rows(SparkSession spark, int count) {
    SplittableRandom random = new SplittableRandom(442);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      float[] x = new float[INPUTS];
      for (int j = 0; j < INPUTS; j++) {
        x[j] = (float) random.nextGaussian();
      }
      rows.add(RowFactory.create(x, x[0] + x[1] * x[2] / 2 > 0 ? 1f : 0f));
    }
    return spark.createDataFrame(
        rows,
        new StructType()
            .add("features", DataTypes.createArrayType(DataTypes.FloatType, false))
            .add("target", DataTypes.FloatType));
  }
}
