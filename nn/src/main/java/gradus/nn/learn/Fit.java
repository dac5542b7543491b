package gradus.nn.learn;

import gradus.engine.Tensor;
import gradus.nn.Dataset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/// A fit in progress: what its [callbacks][Callback] see and may change.
public final class Fit {
  private final Learner learner;
  private final int epochs;
  private final double baseLr;
  private final List<Callback> callbacks;
  private final List<Map<String, Double>> history = new ArrayList<>();
  private final Map<String, Double> notes = new TreeMap<>();

  private int epoch;
  private int step;
  private double lr;
  private boolean stopped;
  private boolean epochEnded;
  private Dataset batch;
  private Tensor prediction;
  private Tensor loss;

  Fit(Learner learner, int epochs, double lr, List<Callback> callbacks) {
    this.learner = learner;
    this.epochs = epochs;
    this.baseLr = lr;
    this.lr = lr;
    // What a checkpoint saves must have everything that other callbacks note after an epoch.
    this.callbacks =
        callbacks.stream().sorted(Comparator.comparing(c -> c instanceof Checkpointing)).toList();
  }

  /// {@return the learner, with the model and the optimizers}
  public Learner learner() {
    return learner;
  }

  /// {@return the number of epochs of the whole fit}
  public int epochs() {
    return epochs;
  }

  /// {@return the number of the current epoch, from 0}
  public int epoch() {
    return epoch;
  }

  /// {@return the number of steps of the whole fit}
  public int steps() {
    return epochs * learner.training().size();
  }

  /// {@return the number of the current step, from 0, counted over all epochs}
  public int step() {
    return step;
  }

  /// {@return the learning rate that the fit was started with}
  public double baseLr() {
    return baseLr;
  }

  /// {@return the learning rate of the last group of parameters; the others have fixed multiples of
  /// it}
  public double lr() {
    return lr;
  }

  /// Sets the learning rate of the following steps.
  ///
  /// @param lr the learning rate of the last group of parameters, not negative
  public void lr(double lr) {
    this.lr = lr;
  }

  /// {@return the current batch}
  public Dataset batch() {
    return batch;
  }

  /// Replaces the current batch.
  ///
  /// @param batch the new batch
  public void batch(Dataset batch) {
    this.batch = batch;
  }

  /// {@return the model's output for the current batch}
  public Tensor prediction() {
    return prediction;
  }

  void prediction(Tensor prediction) {
    this.prediction = prediction;
  }

  /// {@return the loss of the current batch}
  public Tensor loss() {
    return loss;
  }

  /// Replaces the loss of the current batch.
  ///
  /// @param loss the new loss: a scalar that depends on the parameters
  public void loss(Tensor loss) {
    this.loss = loss;
  }

  /// {@return the figures of the last complete epoch by name: `train_loss`, the mean over its rows;
  /// then, if there are validation data, `valid_loss` and the metrics}
  ///
  /// @throws java.util.NoSuchElementException before the end of the first epoch
  public Map<String, Double> results() {
    return history.getLast();
  }

  /// {@return the figures of all complete epochs of this fit, the first one first; without those
  /// before a resumption}
  public List<Map<String, Double>> history() {
    return Collections.unmodifiableList(history);
  }

  /// Ends the fit. In the middle of an epoch, the rest of its batches, its validation and
  /// [Callback#afterEpoch] are left out.
  public void stop() {
    stopped = true;
  }

  /// Ends the current epoch: the rest of its batches is left out, and its validation follows. So
  /// the last epoch can be shorter than the others.
  public void endEpoch() {
    epochEnded = true;
  }

  /// {@return whether the fit was stopped}
  public boolean isStopped() {
    return stopped;
  }

  /// {@return numbers that callbacks remember between epochs, by names such as
  /// `early_stopping.best`; can be changed. A [Checkpointing] saves them.}
  public Map<String, Double> notes() {
    return notes;
  }

  /// Continues behind a number of complete epochs, as if this fit had done them.
  ///
  /// @param complete the number of complete epochs
  void resume(int complete) {
    epoch = complete;
    step = complete * learner.training().size();
  }

  boolean goesOn() {
    return !stopped && epoch < epochs;
  }

  void beginEpoch() {
    epochEnded = false;
  }

  boolean epochGoesOn() {
    return !stopped && !epochEnded;
  }

  void tell(BiConsumer<Callback, Fit> event) {
    callbacks.forEach(callback -> event.accept(callback, this));
  }

  void countStep() {
    step++;
  }

  void complete(Map<String, Double> results) {
    history.add(Collections.unmodifiableMap(new LinkedHashMap<>(results)));
    tell(Callback::afterEpoch);
    epoch++;
  }
}
