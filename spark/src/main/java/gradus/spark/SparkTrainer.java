package gradus.spark;

import gradus.nn.Checkpoint;
import gradus.nn.Layer;
import gradus.nn.Optimizer;
import gradus.nn.distributed.Segment;
import gradus.nn.distributed.TrainingPlan;
import gradus.nn.io.Safetensors;
import gradus.nn.learn.Schedule;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/// Trains a network on the rows of a `Dataset<Row>`, in the executors of a Spark application.
///
/// ```java
/// SparkModel model =
///     SparkTrainer.of(
///             g -> new Sequential(new Linear(g, 9, 64), new ReLU(), new Linear(g, 64, 1)),
///             parameters -> new AdamW(parameters, 0.003),
///             Losses::bceWithLogits)
///         .features("Age", "Fare", "Embarked_onehot")
///         .target("Survived")
///         .shards(16).batchSize(65_536).epochs(20).seed(442)
///         .fit(rows);
/// model.transform(rows, "logit");
/// model.layer();
/// ```
///
/// The bits of the result depend on what is in the rows, and on these settings; neither on the
/// order and the partitions of the rows, nor on the number of workers, see [the
/// package][gradus.nn.distributed].
///
/// All rows are read and checked before training begins: a null, a NaN or an infinity, a class out
/// of range, an array of another length end it with a message that shows the row. They then lie on
/// the executors' disks, as 4 bytes for each number.
///
/// The model, the optimizer, the loss and all other functions are sent to the executors, so that
/// what they use must be serializable: plain lambdas and method references will do.
///
/// Words are turned into numbers by Spark ML's `StringIndexer` and `OneHotEncoder` before, whose
/// columns can be features here.
///
/// A trainer is immutable; each method returns another one.
public final class SparkTrainer {
  /// The number of shards, if it isn't set.
  public static final int DEFAULT_SHARDS = 16;

  private static final String FEATURES = "features";
  private static final String TARGET = "target";

  private TrainingPlan plan;
  private RowReader features;
  private RowReader target;
  private int classes;
  private boolean isOneOutput;
  private int workers;
  private Dataset<Row> validation;
  private String checkpoint;
  private String beginning;
  private int epochsPerJob = 1;
  private int patience;
  private Consumer<EpochReport> listener = _ -> {};

  private SparkTrainer(TrainingPlan plan) {
    this.plan = plan;
  }

  private SparkTrainer with(Consumer<SparkTrainer> change) {
    SparkTrainer copy = new SparkTrainer(plan);
    copy.features = features;
    copy.target = target;
    copy.classes = classes;
    copy.isOneOutput = isOneOutput;
    copy.workers = workers;
    copy.validation = validation;
    copy.checkpoint = checkpoint;
    copy.beginning = beginning;
    copy.epochsPerJob = epochsPerJob;
    copy.patience = patience;
    copy.listener = listener;
    change.accept(copy);
    return copy;
  }

  /// {@return a trainer for one epoch of one step, at a constant learning rate, with
  /// [#DEFAULT_SHARDS] and the seed 0}
  ///
  /// @param model makes the model
  /// @param optimizer makes the optimizer
  /// @param loss the loss, such as `Losses::crossEntropy`
  public static SparkTrainer of(
      TrainingPlan.ModelFactory model,
      TrainingPlan.OptimizerFactory optimizer,
      TrainingPlan.Loss loss) {
    return of(TrainingPlan.of(model, optimizer, loss).shards(DEFAULT_SHARDS));
  }

  /// {@return a trainer for a plan}
  ///
  /// @param plan what is trained, and how
  public static SparkTrainer of(TrainingPlan plan) {
    return new SparkTrainer(plan);
  }

  /// Sets the columns of the features: numbers of any type, booleans, arrays of these, and Spark
  /// ML's vectors, dense or sparse. A row's features are the numbers of all columns, one behind the
  /// other, as floats; the model gets (rows, numbers), F32.
  ///
  /// @param columns the names, at least one. Each is that of a column of the rows, with the same
  ///   capitals; a dot has no meaning.
  /// @return a trainer with these features
  public SparkTrainer features(String... columns) {
    RowReader reader = ColumnReader.floats(FEATURES, List.of(columns));
    return with(copy -> copy.features = reader);
  }

  /// Sets a function that makes the features of a row, such as a picture or tokens.
  ///
  /// @param function makes the features; the model gets (rows, …), of the function's type
  /// @return a trainer with these features
  public SparkTrainer features(RowFunction function) {
    return with(copy -> copy.features = new FunctionReader(FEATURES, function, null));
  }

  /// Sets the columns of a target of floats, of the same types as those of [#features(String...)],
  /// such as for `Losses::mse` and `Losses::bceWithLogits`. The loss gets (rows, numbers), F32,
  /// also if it is one number.
  ///
  /// @param columns the names, at least one
  /// @return a trainer with this target
  public SparkTrainer target(String... columns) {
    RowReader reader = ColumnReader.floats(TARGET, List.of(columns));
    return with(
        copy -> {
          copy.target = reader;
          copy.classes = 0;
        });
  }

  /// Sets the column of a target of classes, such as for `Losses::crossEntropy`. The loss gets
  /// (rows), I32.
  ///
  /// @param column the name of a column of numbers of any type, such as one of `StringIndexer`; all
  ///   are integers from 0 (inclusive) to the number of classes (exclusive)
  /// @param count the number of classes, at least 2
  /// @return a trainer with this target
  public SparkTrainer classes(String column, int count) {
    RowReader reader = ColumnReader.classes(TARGET, column, count);
    return with(
        copy -> {
          copy.target = reader;
          copy.classes = count;
        });
  }

  /// Sets a function that makes the target of a row.
  ///
  /// @param function makes the target; the loss gets (rows, …), of the function's type
  /// @return a trainer with this target
  public SparkTrainer target(RowFunction function) {
    return with(
        copy -> {
          copy.target = new FunctionReader(TARGET, function, null);
          copy.classes = 0;
        });
  }

  /// {@return a trainer with a number of shards, which is the largest number of workers; see
  /// [TrainingPlan]}
  ///
  /// @param count from 1 to [TrainingPlan#MAX_SHARDS]
  public SparkTrainer shards(int count) {
    return with(copy -> copy.plan = plan.shards(count));
  }

  /// {@return a trainer with a batch size}
  ///
  /// @param rows the most rows of all workers that a step takes, at least 1
  public SparkTrainer batchSize(int rows) {
    return with(copy -> copy.plan = plan.batchSize(rows));
  }

  /// {@return a trainer with a number of epochs}
  ///
  /// @param count the number of passes over the rows
  public SparkTrainer epochs(int count) {
    return with(copy -> copy.plan = plan.epochs(count));
  }

  /// {@return a trainer with a seed}
  ///
  /// @param seed decides the initial weights, the order of rows and all draws of the model
  public SparkTrainer seed(long seed) {
    return with(copy -> copy.plan = plan.seed(seed));
  }

  /// {@return a trainer with a schedule}
  ///
  /// @param schedule the factor of the optimizer's learning rate over all steps of the run
  public SparkTrainer schedule(Schedule schedule) {
    return with(copy -> copy.plan = plan.schedule(schedule));
  }

  /// {@return a trainer with another figure of the validation}
  ///
  /// @param name its name, such as `accuracy`
  /// @param metric computes it
  public SparkTrainer metric(String name, TrainingPlan.Metric metric) {
    return with(copy -> copy.plan = plan.metric(name, metric));
  }

  /// {@return a trainer with a number of workers, which train at the same time}
  ///
  /// @param count each is a task of Spark's; 0 for all that can run at once, but not more than
  ///   shards
  public SparkTrainer workers(int count) {
    if (count < 0) {
      throw new IllegalArgumentException("workers: needs 0 or more, not " + count);
    }
    return with(copy -> copy.workers = count);
  }

  /// {@return a trainer that computes the loss and all metrics of other rows after each epoch}
  ///
  /// @param rows with the same columns of features and targets
  public SparkTrainer validation(Dataset<Row> rows) {
    return with(copy -> copy.validation = rows);
  }

  /// {@return a trainer that keeps a checkpoint after each job, and goes on from the newest one if
  /// the folder has some}
  ///
  /// @param folder in any file system that Hadoop knows, such as `hdfs:///run1`
  public SparkTrainer checkpoint(String folder) {
    return with(copy -> copy.checkpoint = folder);
  }

  /// {@return a trainer that begins from a [gradus.nn.Checkpoint], such as one of a training on one
  /// machine} It goes on from the step that the checkpoint's entry `step` says; without one, all
  /// epochs are trained, with the checkpoint's weights and the optimizer's state. A folder of
  /// checkpoints that has some, see [#checkpoint], takes precedence.
  ///
  /// @param file in any file system that Hadoop knows
  public SparkTrainer from(String file) {
    return with(copy -> copy.beginning = file);
  }

  /// {@return a trainer that does several epochs in one of Spark's jobs} A job costs half a second
  /// or more beside its steps. Listeners are called, a checkpoint is written, and training stops
  /// early only when a job has ended.
  ///
  /// @param count the number of epochs, at least 1; otherwise it is 1
  public SparkTrainer epochsPerJob(int count) {
    if (count < 1) {
      throw new IllegalArgumentException("epochsPerJob: needs at least 1, not " + count);
    }
    return with(copy -> copy.epochsPerJob = count);
  }

  /// {@return a trainer that stops if the loss of the validation rows has not become smaller for
  /// some epochs} The model keeps its last weights. A run that goes on from a checkpoint counts
  /// anew.
  ///
  /// @param epochs the number of epochs, at least 1
  public SparkTrainer earlyStopping(int epochs) {
    if (epochs < 1) {
      throw new IllegalArgumentException("earlyStopping: needs at least 1 epoch, not " + epochs);
    }
    return with(copy -> copy.patience = epochs);
  }

  /// {@return a trainer that reports each epoch}
  ///
  /// @param listener is called in the driver
  public SparkTrainer listener(Consumer<EpochReport> listener) {
    return with(copy -> copy.listener = listener);
  }

  /// {@return a trainer with another learning rate of the schedule's factor 1}
  SparkTrainer learningRate(double rate) {
    TrainingPlan.OptimizerFactory optimizer = plan.optimizer();
    return with(copy -> copy.plan = withOptimizer(plan, withRate(optimizer, rate)));
  }

  private static TrainingPlan.OptimizerFactory withRate(
      TrainingPlan.OptimizerFactory factory, double rate) {
    return parameters -> {
      Optimizer optimizer = factory.make(parameters);
      optimizer.lr(rate);
      return optimizer;
    };
  }

  private static TrainingPlan withOptimizer(
      TrainingPlan plan, TrainingPlan.OptimizerFactory optimizer) {
    return new TrainingPlan(
        plan.model(),
        optimizer,
        plan.loss(),
        plan.metrics(),
        plan.schedule(),
        plan.seed(),
        plan.shards(),
        plan.batchSize(),
        plan.epochs());
  }

  /// {@return a trainer that refuses a model with several outputs}
  SparkTrainer oneOutput() {
    return with(copy -> copy.isOneOutput = true);
  }

  /// {@return whether it keeps checkpoints}
  boolean hasCheckpoints() {
    return checkpoint != null;
  }

  /// Trains.
  ///
  /// @param rows the rows to train with
  /// @return the trained model
  /// @throws IllegalArgumentException if a column is missing, named twice or not of numbers, a row
  ///   can't be used, the model or the loss doesn't suit the rows, or the settings or executors
  ///   make training impossible; training has then not begun
  /// @throws gradus.nn.distributed.DivergedException if a loss or a parameter is NaN or infinite
  /// @throws WorkerFailedException if a worker fails otherwise
  /// @throws IOException if checkpoints, or the one to begin from, can't be used
  public SparkModel fit(Dataset<Row> rows) throws IOException {
    checkSettings();
    SparkContext context = rows.sparkSession().sparkContext();
    Slots.check(context);
    Slots.require(context, Math.max(1, workers), BarrierTraining.PATIENCE);
    EncodedRows training = EncodedRows.of("training", rows, features, target);
    EncodedRows others =
        validation == null
            ? null
            : EncodedRows.of("validation", validation, training.features(), training.targets());
    try {
      new ModelTrial(plan, classes, isOneOutput).run(training.spec());
      byte[] state = beginning == null ? null : beginning(context);
      training.check();
      if (others != null) {
        others.check();
      }
      BarrierTraining.Result result =
          new BarrierTraining(
                  plan,
                  new TrainingRows(
                      training.spec(), training.bytes(), others == null ? null : others.bytes()))
              .workers(workers)
              .from(state)
              .checkpoints(checkpoint)
              .epochsPerJob(epochsPerJob)
              .listener(listening())
              .run();
      return new SparkModel(
          plan.model(), training.features(), weights(result.checkpoint()), result.epochs());
    } finally {
      training.close();
      if (others != null) {
        others.close();
      }
    }
  }

  /// {@return the checkpoint to begin from, which is valid for the plan}
  private byte[] beginning(SparkContext context) throws IOException {
    try {
      byte[] state = ModelFile.read(beginning, context.hadoopConfiguration());
      Segment.check(plan, state);
      return state;
    } catch (IOException | IllegalArgumentException e) {
      throw new IOException(
          String.format(Locale.ROOT, "can't begin from %s: %s", beginning, e.getMessage()), e);
    }
  }

  private void checkSettings() {
    if (features == null || target == null) {
      throw new IllegalArgumentException(
          "fit: set the features and the target before, such as by features(\"Age\", \"Fare\") and"
              + " target(\"Survived\")");
    }
    Set<String> seen = new HashSet<>();
    for (RowReader reader : List.of(features, target)) {
      for (String name : reader.columns()) {
        if (!seen.add(name)) {
          throw new IllegalArgumentException(
              String.format(
                  Locale.ROOT, "the column \"%s\" is named twice; a column is used once", name));
        }
      }
    }
    if (patience > 0 && validation == null) {
      throw new IllegalArgumentException("earlyStopping: needs validation rows");
    }
    if (workers > plan.shards()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%d workers need at least as many shards, not %d",
              workers,
              plan.shards()));
    }
  }

  private EpochReport.Listener listening() {
    return new EpochReport.Listener() {
      private double best = Double.POSITIVE_INFINITY;
      private int without;

      @Override
      public boolean epoch(EpochReport report) {
        listener.accept(report);
        if (patience == 0) {
          return true;
        }
        double loss = report.validation().orElseThrow().loss();
        if (loss < best) {
          best = loss;
          without = 0;
        } else {
          without++;
        }
        return without < patience;
      }
    };
  }

  /// {@return the file of the model in a checkpoint}
  private byte[] weights(byte[] checkpoint) throws IOException {
    Layer model = plan.newModel();
    new Checkpoint(model, plan.optimizer().make(model.parameters().values()), List.of())
        .load(checkpoint);
    return Safetensors.toBytes(model.state(), Map.of());
  }
}
