package gradus.nn.learn;

import gradus.engine.Tensor;
import gradus.nn.Dataset;
import gradus.nn.Layer;
import gradus.nn.Optimizer;
import gradus.nn.Training;
import gradus.nn.data.Batches;
import gradus.nn.data.DataLoader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Function;

/// Fits a model to data: the training loop, with callbacks at each of its stages.
///
/// ```java
/// Learner learner =
///     new Learner(
///         model, Losses::crossEntropy, p -> new AdamW(p, 0.001), training, validation,
///         Metrics.accuracy());
/// learner.fitOneCycle(5, learner.lrFind().suggestion(), EpochLog.csv(Path.of("log.csv")));
/// ```
///
/// The parameters are one group, or several after [#split]; each group has its optimizer and its
/// learning rate. [gradus.nn.Trainer] is the same loop without groups, callbacks and validation.
public final class Learner {
  /// How much lower the first group's learning rate is than the last group's in [#fineTune].
  private static final double SPREAD = 100;

  private final Layer model;
  private final BiFunction<Tensor, Tensor, Tensor> loss;
  private final Function<Collection<Tensor>, Optimizer> factory;
  private final DataLoader training;
  private final DataLoader validation;
  private final List<Metric> metrics;
  private final Map<String, Tensor> parameters;
  private List<Optimizer> optimizers;

  /// Creates a learner, with all parameters of the model in one group.
  ///
  /// @param model the model
  /// @param loss a scalar function of predictions and targets, such as `Losses::crossEntropy`; the
  ///   mean over the rows
  /// @param optimizer creates an optimizer of a group of parameters; each fit sets its learning
  ///   rate
  /// @param training the training set
  /// @param validation the validation set; null for none
  /// @param metrics further figures of the validation
  public Learner(
      Layer model,
      BiFunction<Tensor, Tensor, Tensor> loss,
      Function<Collection<Tensor>, Optimizer> optimizer,
      DataLoader training,
      DataLoader validation,
      Metric... metrics) {
    this.model = model;
    this.loss = loss;
    this.factory = optimizer;
    this.training = training;
    this.validation = validation;
    this.metrics = List.of(metrics);
    this.parameters = model.parameters();
    this.optimizers = List.of(optimizer.apply(parameters.values()));
  }

  /// Divides the parameters into groups, from the input to the output, with new optimizers.
  ///
  /// @param starts the name of the first parameter or component of each group but the first, such
  ///   as `layer3` and `fc`, in the order of the model's state
  /// @return this
  /// @throws IllegalArgumentException if a name is not found behind the one before it, or there
  ///   would be a group without parameters
  public Learner split(String... starts) {
    List<List<Tensor>> groups = new ArrayList<>();
    groups.add(new ArrayList<>());
    parameters.forEach(
        (name, parameter) -> {
          int next = groups.size() - 1;
          if (next < starts.length && (name + ".").startsWith(starts[next] + ".")) {
            groups.add(new ArrayList<>());
          }
          groups.getLast().add(parameter);
        });
    if (groups.size() <= starts.length || groups.getFirst().isEmpty()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "split: each of %s must begin a group of parameters, in this order and not at the"
                  + " first; the parameters are %s",
              Arrays.toString(starts),
              parameters.keySet()));
    }
    freeze(0);
    return optimizers(groups.stream().map(group -> factory.apply(group)).toList());
  }

  /// Sets the optimizers, one per group of parameters, for groups that [#split] can't make, such as
  /// one of biases without a weight decay.
  ///
  /// @param ofGroups the optimizers, whose parameters are all those of the model, each once
  /// @return this
  /// @throws IllegalArgumentException if they are not
  public Learner optimizers(List<Optimizer> ofGroups) {
    List<Tensor> all = ofGroups.stream().flatMap(o -> o.parameters().stream()).toList();
    if (all.size() != parameters.size()
        || !Set.copyOf(all).equals(Set.copyOf(parameters.values()))) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "optimizers: need the model's %d parameters, each once, and got %d, or others",
              parameters.size(),
              all.size()));
    }
    optimizers = List.copyOf(ofGroups);
    return this;
  }

  /// Freezes the first groups of parameters: they require no gradient, so that nothing is computed
  /// for them, and steps do not change them. Buffers such as running statistics still change.
  ///
  /// @param count the number of groups to freeze, less than there are; 0 for none. All others are
  ///   trained again.
  /// @throws IllegalArgumentException if no group would be left
  public void freeze(int count) {
    if (count < 0 || count >= optimizers.size()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "freeze: with %d groups of parameters, at least 0 and less can be frozen, not %d",
              optimizers.size(),
              count));
    }
    for (int group = 0; group < optimizers.size(); group++) {
      boolean trained = group >= count;
      optimizers.get(group).zeroGrad();
      optimizers.get(group).parameters().forEach(p -> p.requiresGrad(trained));
    }
  }

  /// Trains at one learning rate, unless a callback changes it.
  ///
  /// @param epochs the number of passes over the training set
  /// @param lr the learning rate of all groups
  /// @param callbacks what happens beside the steps
  /// @return the figures of each epoch, see [Fit#history()]
  /// @throws IllegalArgumentException if there are no batches, or the number of epochs is negative
  public List<Map<String, Double>> fit(int epochs, double lr, Callback... callbacks) {
    double[] same = new double[optimizers.size()];
    Arrays.fill(same, lr);
    return fit(epochs, same, callbacks);
  }

  /// Trains at a learning rate for each group.
  ///
  /// @param epochs the number of passes over the training set
  /// @param lrs the learning rate of each group. If a callback changes the last, the others change
  ///   in proportion.
  /// @param callbacks what happens beside the steps
  /// @return the figures of each epoch, see [Fit#history()]
  /// @throws IllegalArgumentException if there are no batches, the number of epochs is negative, or
  ///   there is not one rate per group
  public List<Map<String, Double>> fit(int epochs, double[] lrs, Callback... callbacks) {
    if (epochs < 0 || training.size() == 0 || lrs.length != optimizers.size()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "fit: needs 0 epochs or more, at least one batch, and as many learning rates as"
                  + " groups of parameters; not %d, %d, and %d for %d",
              epochs,
              training.size(),
              lrs.length,
              optimizers.size()));
    }
    Fit fit = new Fit(this, epochs, lrs[lrs.length - 1], List.of(callbacks));
    run(fit, lrs.clone());
    return fit.history();
  }

  /// Trains with one cycle: the learning rate rises to its maximum and then falls to almost 0.
  ///
  /// @param epochs the number of passes over the training set
  /// @param maxLr the greatest learning rate
  /// @param callbacks what happens beside the steps
  /// @return the figures of each epoch
  /// @throws IllegalArgumentException as [#fit(int, double, Callback...)]
  public List<Map<String, Double>> fitOneCycle(int epochs, double maxLr, Callback... callbacks) {
    return fit(epochs, maxLr, with(Scheduled.steps(Schedule.oneCycle()), callbacks));
  }

  /// Adapts a model whose first groups are already trained: trains the last group alone for one
  /// epoch, and then all of them, at rates from a hundredth, for the first group, to all of the
  /// given one. This is the method of fast.ai (J. Howard, S. Gugger: *fastai: a layered API for
  /// deep learning*, 2020).
  ///
  /// @param epochs the number of passes over the training set after the first
  /// @param lr the greatest learning rate of the first epoch, twice that of the others
  /// @param callbacks what happens beside the steps of these epochs, not of the first
  /// @return the figures of these epochs
  /// @throws IllegalStateException if there is only one group of parameters
  public List<Map<String, Double>> fineTune(int epochs, double lr, Callback... callbacks) {
    int groups = optimizers.size();
    if (groups == 1) {
      throw new IllegalStateException("fineTune: split the parameters into groups first");
    }
    freeze(groups - 1);
    try {
      fit(1, lr, Scheduled.steps(Schedule.oneCycle(0.99, 25, 1e4)));
    } finally {
      freeze(0);
    }
    double[] lrs = new double[groups];
    for (int group = 0; group < groups; group++) {
      lrs[group] = lr / 2 * Math.pow(SPREAD, (group + 1.0 - groups) / (groups - 1));
    }
    return fit(epochs, lrs, with(Scheduled.steps(Schedule.oneCycle(0.3, 5, 1e5)), callbacks));
  }

  private static Callback[] with(Callback first, Callback... others) {
    List<Callback> all = new ArrayList<>(List.of(first));
    all.addAll(List.of(others));
    return all.toArray(Callback[]::new);
  }

  /// The training loop.
  private void run(Fit fit, double... lrs) {
    fit.tell(Callback::beforeFit);
    while (fit.goesOn()) {
      fit.beginEpoch();
      fit.tell(Callback::beforeEpoch);
      if (fit.isStopped()) {
        break;
      }
      Mean mean = new Mean();
      try (Batches batches = training.epoch(fit.epoch())) {
        while (batches.hasNext() && fit.epochGoesOn()) {
          step(fit, batches.next(), mean, lrs);
        }
      }
      if (!fit.isStopped()) {
        Map<String, Double> results = new LinkedHashMap<>();
        results.put("train_loss", mean.value());
        results.putAll(validation == null ? Map.of() : validate());
        fit.complete(results);
      }
    }
    fit.tell(Callback::afterFit);
  }

  private void step(Fit fit, Dataset batch, Mean mean, double... lrs) {
    fit.batch(batch);
    fit.tell(Callback::beforeBatch);
    optimizers.forEach(Optimizer::zeroGrad);
    fit.prediction(Training.on(() -> model.forward(fit.batch().x())));
    fit.loss(Training.on(() -> loss.apply(fit.prediction(), fit.batch().y())));
    fit.tell(Callback::afterLoss);
    if (fit.isStopped()) {
      return;
    }
    fit.loss().backward();
    fit.tell(Callback::afterBackward);
    for (int group = 0; group < lrs.length; group++) {
      // A rate that no callback changed is used exactly as given; the quotient would round it.
      boolean given = fit.lr() == fit.baseLr();
      optimizers.get(group).lr(given ? lrs[group] : fit.lr() * (lrs[group] / fit.baseLr()));
      optimizers.get(group).step();
    }
    mean.add(fit.loss().item(), batch.size());
    fit.tell(Callback::afterStep);
    fit.countStep();
  }

  /// Searches for a learning rate: raises it from 10⁻⁷ to 10 within 100 steps, or until the loss is
  /// four times its least. Then the model, the optimizers and the order of batches are restored;
  /// generators of the model, such as of [gradus.nn.Dropout], are not.
  ///
  /// @return the losses, and a suggestion
  public LrCurve lrFind() {
    return LrFinder.run(this, 1e-7, 10, 100);
  }

  /// {@return a learner of the same model with the same optimizers, without validation}
  Learner withoutValidation() {
    Learner same = new Learner(model, loss, _ -> optimizers.getFirst(), training, null);
    same.optimizers = optimizers;
    return same;
  }

  /// {@return `valid_loss`, the mean over the rows of the validation set, and the metrics, by name}
  ///
  /// @throws IllegalStateException if there is no validation set
  public Map<String, Double> validate() {
    if (validation == null) {
      throw new IllegalStateException("validate: there is no validation set");
    }
    return validate(validation);
  }

  /// {@return the same figures of other data, under the same names}
  ///
  /// @param data the data
  public Map<String, Double> validate(DataLoader data) {
    Mean mean = new Mean();
    List<Metric.Tally> tallies = metrics.stream().map(metric -> metric.start().get()).toList();
    each(
        data,
        (batch, prediction) -> {
          mean.add(loss.apply(prediction, batch.y()).item(), batch.size());
          tallies.forEach(tally -> tally.add(prediction, batch.y()));
        });
    Map<String, Double> figures = new LinkedHashMap<>();
    figures.put("valid_loss", mean.value());
    for (int i = 0; i < metrics.size(); i++) {
      figures.put(metrics.get(i).name(), tallies.get(i).value());
    }
    return figures;
  }

  /// {@return the model's output, out of training mode and without recording}
  ///
  /// @param x the input; the first axis counts the rows
  public Tensor predict(Tensor x) {
    return Training.off(() -> Tensor.noGrad(() -> model.forward(x)));
  }

  /// {@return the model's outputs for the batches of a loader, with their targets, in its order}
  ///
  /// @param loader the data, at least one batch
  public Dataset predict(DataLoader loader) {
    List<Tensor> predictions = new ArrayList<>();
    List<Tensor> targets = new ArrayList<>();
    each(
        loader,
        (batch, prediction) -> {
          predictions.add(prediction);
          targets.add(batch.y());
        });
    return new Dataset(Tensor.concat(0, predictions), Tensor.concat(0, targets));
  }

  private void each(DataLoader loader, BiConsumer<Dataset, Tensor> body) {
    try (Batches batches = loader.epoch(0)) {
      for (Dataset batch : batches) {
        Training.off(
            () -> {
              Tensor.noGrad(() -> body.accept(batch, model.forward(batch.x())));
              return null;
            });
      }
    }
  }

  /// {@return the model}
  public Layer model() {
    return model;
  }

  /// {@return the training set}
  public DataLoader training() {
    return training;
  }

  /// {@return the loss function}
  public BiFunction<Tensor, Tensor, Tensor> loss() {
    return loss;
  }

  /// {@return the optimizer of each group of parameters}
  public List<Optimizer> optimizers() {
    return optimizers;
  }

  /// {@return the parameters of the model, frozen or not, by name}
  public Map<String, Tensor> parameters() {
    return parameters;
  }
}
