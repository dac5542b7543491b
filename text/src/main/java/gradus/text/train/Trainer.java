package gradus.text.train;

import gradus.cli.InputException;
import gradus.cli.SameOptions;
import gradus.engine.Generator;
import gradus.engine.Tensor;
import gradus.nn.AdamW;
import gradus.nn.Losses;
import gradus.nn.Optimizer;
import gradus.nn.data.DataLoader;
import gradus.nn.data.Samples;
import gradus.nn.learn.Callback;
import gradus.nn.learn.Checkpointing;
import gradus.nn.learn.ClipGradients;
import gradus.nn.learn.Fit;
import gradus.nn.learn.Learner;
import gradus.nn.learn.Schedule;
import gradus.nn.learn.Scheduled;
import gradus.text.generate.TextModel;
import gradus.text.model.Gpt2;
import gradus.text.model.Gpt2Config;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Trains a [Gpt2] on a text, by the [Learner] that trains any other network.
///
/// An epoch is a number of random windows of the text, and ends with an evaluation. The optimizer
/// and its numbers are those of nanoGPT's small examples: AdamW with β = (0.9, 0.99) and a weight
/// decay of 0.1 for matrices alone; gradients of a norm of at most 1; a learning rate that rises
/// linearly and then falls to a tenth along half a cosine.
public final class Trainer {
  /// The checkpoint in the folder of a training.
  public static final String CHECKPOINT = "checkpoint.safetensors";

  /// How many batches of windows of each part an evaluation has.
  private static final int EVALUATED = 20;

  private static final double WEIGHT_DECAY = 0.1;
  private static final double LAST_LR = 0.1;
  private static final double MAX_NORM = 1;

  private final Corpus corpus;
  private final Settings settings;
  private final TextModel text;
  private final Learner learner;
  private final DataLoader evaluated;
  private final List<Generator> generators;

  /// What is told of a training.
  public interface Listener {
    /// Called after each step.
    ///
    /// @param step its number, from 0
    /// @param loss the loss of its batch
    void step(int step, double loss);

    /// Called before the first step, and after some.
    ///
    /// @param evaluation what was measured
    void evaluated(Evaluation evaluation);
  }

  /// Creates a trainer of a model with random parameters.
  ///
  /// @param corpus the text
  /// @param settings how the model is trained
  public Trainer(Corpus corpus, Settings settings) {
    this.corpus = corpus;
    this.settings = settings;
    Generator parameters = new Generator(settings.seed());
    Gpt2Config config =
        new Gpt2Config(
                corpus.tokenizer().size(),
                settings.context(),
                settings.width(),
                settings.layers(),
                settings.heads())
            .withDropout(settings.dropout());
    Gpt2 model = Gpt2.create(parameters, config);
    this.text = new TextModel(model, corpus.tokenizer());
    Generator order = new Generator(settings.seed() + 1);
    // Dropout draws from the generator of the parameters.
    this.generators = List.of(parameters, order);
    this.evaluated = evaluated(false);
    this.learner =
        new Learner(
                model,
                Trainer::loss,
                p -> adamW(p, WEIGHT_DECAY),
                loader(corpus.windows(), order),
                evaluated(true))
            .optimizers(optimizers(model.parameters().values()));
  }

  private DataLoader loader(Samples windows, Generator order) {
    long epoch = (long) settings.every() * settings.batchSize();
    DataLoader loader =
        new DataLoader(windows, settings.batchSize())
            .shuffled(order)
            .limited((int) Math.min(Integer.MAX_VALUE, epoch));
    // A text may have fewer windows than a batch.
    return windows.size() < settings.batchSize() ? loader : loader.droppingLast();
  }

  private DataLoader evaluated(boolean heldOut) {
    int most = (int) Math.min(Integer.MAX_VALUE, (long) EVALUATED * settings.batchSize());
    return new DataLoader(corpus.spread(heldOut, most), settings.batchSize());
  }

  /// The mean cross-entropy over all tokens of all windows.
  private static Tensor loss(Tensor logits, Tensor targets) {
    return Losses.crossEntropy(
        logits.reshape(targets.size(), logits.size(-1)), targets.reshape(targets.size()));
  }

  private static Optimizer adamW(Collection<Tensor> parameters, double weightDecay) {
    return new AdamW(parameters, new AdamW.Options(1e-3, 0.9, 0.99, 1e-8, weightDecay));
  }

  /// Biases and the factors of normalisations do not decay.
  private static List<Optimizer> optimizers(Collection<Tensor> parameters) {
    return List.of(
        adamW(parameters.stream().filter(p -> p.rank() > 1).toList(), WEIGHT_DECAY),
        adamW(parameters.stream().filter(p -> p.rank() <= 1).toList(), 0));
  }

  /// {@return the model with its tokenizer}
  public TextModel text() {
    return text;
  }

  /// Trains.
  ///
  /// @param folder where the model and a checkpoint are saved after each evaluation; null for
  ///   nowhere. It need not exist, but the folder that it is in.
  /// @param resume whether to continue from the checkpoint in the folder, if there is one
  /// @param listener is told of the training
  /// @return the run
  /// @throws InputException if a loss is not a number, the checkpoint is not one of this training,
  ///   or a file can't be written
  public Run train(Path folder, boolean resume, Listener listener) {
    Watch watch =
        new Watch(
            settings.steps(),
            () -> learner.validate(evaluated).get("valid_loss"),
            folder,
            listener);
    List<Callback> callbacks = new ArrayList<>();
    callbacks.add(new ClipGradients(MAX_NORM));
    Schedule schedule = Schedule.warmUp(settings.warmUp(), Schedule.cosine(LAST_LR));
    callbacks.add(Scheduled.steps((step, _) -> schedule.factor(step, settings.steps())));
    callbacks.add(watch);
    if (folder != null) {
      Path file = folder.resolve(CHECKPOINT);
      callbacks.add(new SameOptions(file, options()));
      callbacks.add(saving(folder));
      Checkpointing checkpointing = new Checkpointing(file, generators);
      callbacks.add(resume ? checkpointing : afterEpochs(checkpointing));
    }
    try {
      learner.fit(
          Math.ceilDiv(settings.steps(), learner.training().size()),
          settings.lr(),
          callbacks.toArray(Callback[]::new));
    } catch (UncheckedIOException e) {
      throw InputException.of(folder.resolve(CHECKPOINT), e.getCause());
    }
    return new Run(settings, corpus, text, watch.evaluations());
  }

  private Map<String, Double> options() {
    Map<String, Double> options = new TreeMap<>();
    options.put("--data", (double) corpus.checksum());
    options.put("--layers", (double) settings.layers());
    options.put("--heads", (double) settings.heads());
    options.put("--width", (double) settings.width());
    options.put("--context", (double) settings.context());
    options.put("--batch-size", (double) settings.batchSize());
    options.put("--steps", (double) settings.steps());
    options.put("--every", (double) settings.every());
    options.put("--lr", settings.lr());
    options.put("--dropout", settings.dropout());
    options.put("--seed", (double) settings.seed());
    return options;
  }

  private Callback saving(Path folder) {
    return new Callback() {
      @Override
      public void afterEpoch(Fit fit) {
        try {
          if (!Files.isDirectory(folder)) {
            Files.createDirectory(folder);
          }
          text.save(folder);
        } catch (IOException e) {
          throw InputException.of(folder, e);
        }
      }
    };
  }

  /// Writes checkpoints, and does not read one: the file of an earlier training stays until there
  /// is one of this.
  private static Callback afterEpochs(Checkpointing checkpointing) {
    return new Callback() {
      @Override
      public void afterEpoch(Fit fit) {
        checkpointing.afterEpoch(fit);
      }
    };
  }
}
