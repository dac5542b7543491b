package gradus.vision.train;

import gradus.cli.InputException;
import gradus.cli.SameOptions;
import gradus.engine.Generator;
import gradus.nn.AdamW;
import gradus.nn.Layer;
import gradus.nn.Losses;
import gradus.nn.data.DataLoader;
import gradus.nn.data.Transform;
import gradus.nn.learn.Callback;
import gradus.nn.learn.Checkpointing;
import gradus.nn.learn.Fit;
import gradus.nn.learn.Learner;
import gradus.nn.learn.LrCurve;
import gradus.nn.learn.Metrics;
import gradus.nn.learn.Schedule;
import gradus.nn.learn.Scheduled;
import gradus.vision.data.PictureSet;
import gradus.vision.model.Input;
import gradus.vision.model.Network;
import gradus.vision.model.Weights;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/// Trains a network on pictures.
public final class Trainer {
  /// How many pictures are validated at once.
  private static final int VALIDATED = 256;

  private final PictureSet set;
  private final Settings settings;
  private final Network network;
  private final Learner learner;
  private final List<Generator> generators;
  private final boolean replacedHead;

  /// Creates a trainer, with a network that has random parameters, or those of a file.
  ///
  /// @param set the pictures, with some held out
  /// @param settings how the network is trained
  /// @param weights the file of parameters to begin with, if there is one
  /// @throws InputException if the file's tensors don't fit
  public Trainer(PictureSet set, Settings settings, Optional<Weights> weights) {
    this.set = set;
    this.settings = settings;
    Input input =
        weights
            .map(file -> file.input(settings.arch(), set))
            .orElseGet(() -> Input.of(settings.arch(), set));
    Generator parameters = new Generator(settings.seed());
    Layer layer = settings.arch().create(parameters, input, set.classes().size());
    this.replacedHead = weights.isPresent() && weights.get().copyInto(settings.arch(), layer);
    this.network = new Network(settings.arch(), set.classes(), input, layer);
    Generator order = new Generator(settings.seed() + 1);
    // A network with dropout draws from its generator in training.
    this.generators = List.of(parameters, order);
    Transform normalize = input.transform();
    Transform change = settings.augment() ? augmented(input) : normalize;
    this.learner =
        new Learner(
            layer,
            Losses::crossEntropy,
            p -> new AdamW(p, new AdamW.Options(0.001, 0.9, 0.999, 1e-8, settings.weightDecay())),
            new DataLoader(set.training().samples(), settings.batchSize())
                .shuffled(order)
                .transformed(change, settings.seed())
                .workers(1),
            new DataLoader(set.heldOut().orElseThrow().samples(), VALIDATED)
                .transformed(normalize, 0)
                .workers(1),
            Metrics.accuracy());
  }

  private static Transform augmented(Input input) {
    // Changes come before the normalisation, so that what they add at the sides is black.
    Transform change = Augmentation.of(input);
    Transform normalize = input.transform();
    return (x, random) -> normalize.apply(change.apply(input.fitted(x), random), random);
  }

  /// {@return the network}
  public Network network() {
    return network;
  }

  /// {@return whether the file's last layer was for other classes, and was replaced by a random
  /// one}
  public boolean hasReplacedHead() {
    return replacedHead;
  }

  /// {@return the number of steps of the training}
  public int steps() {
    return settings.epochs() * learner.training().size();
  }

  /// Searches for a learning rate.
  ///
  /// @return the losses, and a suggestion, which may be NaN
  public LrCurve search() {
    return learner.lrFind();
  }

  /// Trains.
  ///
  /// @param lr the learning rate
  /// @param checkpoint the file to write after each epoch, and to continue from if it exists
  /// @param step called after each step
  /// @param listener called after each epoch, with its number from 0 and its figures
  /// @return the run
  /// @throws InputException if the checkpoint is not one of this training, or can't be written
  public Run train(
      double lr, Optional<Path> checkpoint, Runnable step, BiConsumer<Integer, Epoch> listener) {
    Watch watch = new Watch(step, listener);
    List<Callback> callbacks = new ArrayList<>(List.of(watch));
    checkpoint.ifPresent(
        file -> {
          callbacks.add(new Checkpointing(file, generators));
          callbacks.add(new SameOptions(file, options(lr)));
        });
    if (settings.cycle()) {
      callbacks.add(Scheduled.steps(Schedule.oneCycle()));
    }
    try {
      learner.fit(settings.epochs(), lr, callbacks.toArray(Callback[]::new));
    } catch (UncheckedIOException e) {
      throw InputException.of(checkpoint.orElseThrow(), e.getCause());
    }
    Predictions validation = Predictions.of(network, set.heldOut().orElseThrow());
    return new Run(settings, network, lr, watch.epochs, validation);
  }

  private Map<String, Double> options(double lr) {
    return Map.of(
        "--epochs",
        (double) settings.epochs(),
        "--seed",
        (double) settings.seed(),
        "--batch-size",
        (double) settings.batchSize(),
        "--augment",
        settings.augment() ? 1.0 : 0.0,
        "--lr",
        lr);
  }

  /// Gathers the figures of the epochs. They are notes, so that a checkpoint has those of all.
  private static final class Watch implements Callback {
    private final Runnable step;
    private final BiConsumer<Integer, Epoch> listener;
    private final List<Epoch> epochs = new ArrayList<>();
    private long start;

    Watch(Runnable step, BiConsumer<Integer, Epoch> listener) {
      this.step = step;
      this.listener = listener;
    }

    private static String key(int epoch, String figure) {
      return String.format(Locale.ROOT, "epoch.%d.%s", epoch, figure);
    }

    @Override
    public void beforeEpoch(Fit fit) {
      for (int i = epochs.size(); i < fit.epoch(); i++) {
        epochs.add(
            new Epoch(
                note(fit, i, "train_loss"),
                note(fit, i, "valid_loss"),
                note(fit, i, "accuracy"),
                note(fit, i, "seconds")));
      }
      start = System.nanoTime();
    }

    private static double note(Fit fit, int epoch, String figure) {
      return fit.notes().getOrDefault(key(epoch, figure), Double.NaN);
    }

    @Override
    public void afterStep(Fit fit) {
      step.run();
    }

    @Override
    public void afterEpoch(Fit fit) {
      Epoch epoch =
          new Epoch(
              fit.results().get("train_loss"),
              fit.results().get("valid_loss"),
              fit.results().get("accuracy"),
              (System.nanoTime() - start) / 1e9);
      fit.notes().put(key(fit.epoch(), "train_loss"), epoch.trainLoss());
      fit.notes().put(key(fit.epoch(), "valid_loss"), epoch.validLoss());
      fit.notes().put(key(fit.epoch(), "accuracy"), epoch.accuracy());
      fit.notes().put(key(fit.epoch(), "seconds"), epoch.seconds());
      epochs.add(epoch);
      listener.accept(fit.epoch(), epoch);
    }

    @Override
    public void afterFit(Fit fit) {
      // Where all epochs were done before.
      beforeEpoch(fit);
    }
  }
}
