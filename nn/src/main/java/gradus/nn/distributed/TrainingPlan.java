package gradus.nn.distributed;

import gradus.engine.Generator;
import gradus.engine.Tensor;
import gradus.nn.Layer;
import gradus.nn.Optimizer;
import gradus.nn.learn.Schedule;
import java.io.Serializable;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/// What is trained, and how. It can be serialized, and so be sent to workers, if what its functions
/// use can be: plain lambdas and method references such as `Losses::bceWithLogits` will do.
///
/// ```java
/// TrainingPlan.of(
///         g -> new Sequential(new Linear(g, 9, 64), new ReLU(), new Linear(g, 64, 1)),
///         parameters -> new AdamW(parameters, 0.003),
///         Losses::bceWithLogits)
///     .schedule(Schedule.oneCycle()).shards(64).batchSize(65_536).epochs(20).seed(442);
/// ```
///
/// Which of a shard's rows a step takes depends on the seed, the epoch and the numbers of rows of
/// the shards. If one step takes all rows, it takes them in their order. Otherwise the rows of each
/// shard are shuffled anew for each epoch, and dealt out to the steps in turn, so that the steps of
/// an epoch differ by at most one row.
///
/// Each shard's rows of a step go through the model by themselves. Layers that look at several rows
/// at once, such as [gradus.nn.BatchNorm], see those of one shard; it refuses a single row. Few
/// shards use the machine best; there must be as many as there may ever be workers.
///
/// @param model makes the model
/// @param optimizer makes the optimizer. Its parameters are trained, all of type F32; its learning
///   rate is that of the schedule's factor 1.
/// @param loss the loss
/// @param metrics further figures of a validation, by name
/// @param schedule the learning rate over all steps of the run
/// @param seed decides the initial weights, the order of rows and all draws of the model
/// @param shards the number of shards
/// @param batchSize the number of rows that a step takes at most; [Integer#MAX_VALUE] for all
/// @param epochs the number of passes over the rows
public record TrainingPlan(
    ModelFactory model,
    OptimizerFactory optimizer,
    Loss loss,
    Map<String, Metric> metrics,
    Schedule schedule,
    long seed,
    int shards,
    int batchSize,
    int epochs)
    implements Serializable {
  /// The largest number of shards.
  public static final int MAX_SHARDS = 1 << 16;

  /// Makes a model.
  @FunctionalInterface
  public interface ModelFactory extends Serializable {
    /// Makes a model, the same one for the same seed.
    ///
    /// @param generator the source of all random numbers of the model, such as initial weights and
    ///   the draws of [gradus.nn.Dropout]. It is seeded anew for each shard in each step.
    /// @return a new model
    Layer make(Generator generator);
  }

  /// Makes an optimizer.
  @FunctionalInterface
  public interface OptimizerFactory extends Serializable {
    /// Makes an optimizer.
    ///
    /// @param parameters the parameters of the model
    /// @return a new optimizer of all or some of them
    Optimizer make(Collection<Tensor> parameters);
  }

  /// A loss function, such as `Losses::mse`.
  @FunctionalInterface
  public interface Loss extends Serializable {
    /// Returns the loss.
    ///
    /// @param prediction the model's output; the first axis counts the rows
    /// @param target the targets; the first axis counts the rows
    /// @return a scalar, the mean over the rows
    Tensor of(Tensor prediction, Tensor target);
  }

  /// A figure of a validation that is a mean over rows, such as the accuracy.
  @FunctionalInterface
  public interface Metric extends Serializable {
    /// Returns the figure.
    ///
    /// @param prediction the model's output; the first axis counts the rows
    /// @param target the targets; the first axis counts the rows
    /// @return the mean over the rows
    double of(Tensor prediction, Tensor target);
  }

  /// Creates a plan.
  ///
  /// @throws IllegalArgumentException if a number is out of range
  public TrainingPlan {
    metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
    if (shards < 1 || shards > MAX_SHARDS || batchSize < 1 || epochs < 0) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "TrainingPlan: needs 1 to %d shards, at least one row in a batch and 0 epochs or"
                  + " more, not %d, %d and %d",
              MAX_SHARDS,
              shards,
              batchSize,
              epochs));
    }
  }

  /// {@return a plan for one epoch with all rows in one shard and one step, at a constant learning
  /// rate, without metrics and with the seed 0}
  ///
  /// @param model makes the model
  /// @param optimizer makes the optimizer
  /// @param loss the loss
  public static TrainingPlan of(ModelFactory model, OptimizerFactory optimizer, Loss loss) {
    return new TrainingPlan(
        model, optimizer, loss, Map.of(), (_, _) -> 1, 0, 1, Integer.MAX_VALUE, 1);
  }

  /// {@return this plan with another figure of the validation}
  ///
  /// @param name its name, such as `accuracy`
  /// @param metric computes it
  public TrainingPlan metric(String name, Metric metric) {
    Map<String, Metric> more = new LinkedHashMap<>(metrics);
    more.put(name, metric);
    return new TrainingPlan(
        model, optimizer, loss, more, schedule, seed, shards, batchSize, epochs);
  }

  /// {@return this plan with a schedule}
  ///
  /// @param schedule the factor of the optimizer's learning rate over all steps of the run
  public TrainingPlan schedule(Schedule schedule) {
    return new TrainingPlan(
        model, optimizer, loss, metrics, schedule, seed, shards, batchSize, epochs);
  }

  /// {@return this plan with a seed}
  ///
  /// @param seed the seed
  public TrainingPlan seed(long seed) {
    return new TrainingPlan(
        model, optimizer, loss, metrics, schedule, seed, shards, batchSize, epochs);
  }

  /// {@return this plan with a number of shards}
  ///
  /// @param shards the number of shards, from 1 to [#MAX_SHARDS]
  public TrainingPlan shards(int shards) {
    return new TrainingPlan(
        model, optimizer, loss, metrics, schedule, seed, shards, batchSize, epochs);
  }

  /// {@return this plan with a batch size}
  ///
  /// @param batchSize the number of rows that a step takes at most, at least 1
  public TrainingPlan batchSize(int batchSize) {
    return new TrainingPlan(
        model, optimizer, loss, metrics, schedule, seed, shards, batchSize, epochs);
  }

  /// {@return this plan with a number of epochs}
  ///
  /// @param epochs the number of passes over the rows
  public TrainingPlan epochs(int epochs) {
    return new TrainingPlan(
        model, optimizer, loss, metrics, schedule, seed, shards, batchSize, epochs);
  }

  /// {@return the model as it is before the first step}
  public Layer newModel() {
    return model.make(new Generator(seed));
  }

  /// {@return the number of steps of an epoch}
  ///
  /// @param rows the number of rows of all shards, at least 1
  /// @throws IllegalArgumentException if it is more than an int can hold
  public int stepsPerEpoch(long rows) {
    long steps = Math.ceilDiv(rows, (long) batchSize);
    if (rows < 1 || steps > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "TrainingPlan: %d rows in batches of %d are %d steps an epoch; there must be at"
                  + " least 1 and at most %d",
              rows,
              batchSize,
              steps,
              Integer.MAX_VALUE));
    }
    return (int) steps;
  }

  /// {@return the number of steps of the run}
  ///
  /// @param rows the number of rows of all shards, at least 1
  /// @throws IllegalArgumentException if it is more than an int can hold
  public int steps(long rows) {
    long steps = (long) epochs * stepsPerEpoch(rows);
    if (steps > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "TrainingPlan: %d steps are too many; there can be %d",
              steps,
              Integer.MAX_VALUE));
    }
    return (int) steps;
  }
}
