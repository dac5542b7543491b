package gradus.text.classify;

import gradus.engine.Generator;
import gradus.engine.Tensor;
import gradus.nn.AdamW;
import gradus.nn.Dataset;
import gradus.nn.Losses;
import gradus.nn.data.DataLoader;
import gradus.nn.data.Sample;
import gradus.nn.data.Samples;
import gradus.nn.learn.Callback;
import gradus.nn.learn.Fit;
import gradus.nn.learn.Learner;
import gradus.nn.learn.Metrics;
import gradus.text.data.LabelledTexts;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/// Trains a classifier on texts, by a [Learner].
public final class ClassifierTraining {
  /// How many texts are validated at once.
  private static final int VALIDATED = 64;

  private static final int MOST_WORDS = 8192;

  /// For the bag of words, whose loss has one minimum.
  private static final Settings WORDS = new Settings(5, 32, 0.05, 0);

  private final LabelledTexts.Split split;
  private final Runnable step;
  private final BiConsumer<Integer, Epoch> listener;

  /// Creates a training.
  ///
  /// @param split the texts to learn from, and those held out
  /// @param step called at each step
  /// @param listener called after each epoch, with its number from 0 and its figures
  public ClassifierTraining(
      LabelledTexts.Split split, Runnable step, BiConsumer<Integer, Epoch> listener) {
    this.split = split;
    this.step = step;
    this.listener = listener;
  }

  /// {@return a bag of words, trained}
  ///
  /// @param split the texts to learn from, and those held out
  /// @param seed the seed of their order
  public static Trained words(LabelledTexts.Split split, long seed) {
    long start = System.nanoTime();
    LabelledTexts training = split.training();
    BagOfWords classifier =
        BagOfWords.create(training.classes(), TfIdf.of(training.texts(), MOST_WORDS));
    Settings settings = new Settings(WORDS.epochs(), WORDS.batchSize(), WORDS.lr(), seed);
    return new ClassifierTraining(split, () -> {}, (_, _) -> {}).cycle(classifier, settings, start);
  }

  /// {@return a small transformer, trained from random parameters}
  ///
  /// @param sizes its sizes
  /// @param settings how it is trained
  public Trained transformer(TransformerClassifier.Sizes sizes, Settings settings) {
    long start = System.nanoTime();
    LabelledTexts training = split.training();
    Generator generator = new Generator(settings.seed());
    return cycle(
        TransformerClassifier.create(generator, training.classes(), training.texts(), sizes),
        settings,
        start);
  }

  private Trained cycle(TextClassifier classifier, Settings settings, long start) {
    Learner learner = learner(classifier, settings);
    Watch watch = new Watch(start);
    learner.fitOneCycle(settings.epochs(), settings.lr(), watch);
    return trained(classifier, learner, watch, start);
  }

  /// Adapts a model that has learned already: its head alone first, and then all of it.
  ///
  /// @param classifier the model with a new head
  /// @param settings how it is trained
  /// @return the same classifier
  /// @see Learner#fineTune
  public Trained fineTune(TransformerClassifier classifier, Settings settings) {
    long start = System.nanoTime();
    Learner learner = learner(classifier, settings);
    learner.split("classifier");
    Watch watch = new Watch(start);
    learner.fineTune(settings.epochs(), settings.lr(), watch);
    return trained(classifier, learner, watch, start);
  }

  private Learner learner(TextClassifier classifier, Settings settings) {
    Samples training = samples(classifier, split.training(), step);
    return new Learner(
        classifier.layer(),
        Losses::crossEntropy,
        parameters -> new AdamW(parameters, settings.lr()),
        new DataLoader(training, settings.batchSize()).shuffled(new Generator(settings.seed() + 1)),
        heldOut(classifier),
        Metrics.accuracy());
  }

  private DataLoader heldOut(TextClassifier classifier) {
    return new DataLoader(samples(classifier, split.heldOut(), () -> {}), VALIDATED);
  }

  private static Samples samples(TextClassifier classifier, LabelledTexts texts, Runnable taken) {
    return new TextSamples(classifier.inputs(texts.texts()), texts.labels(), taken);
  }

  private Trained trained(TextClassifier classifier, Learner learner, Watch watch, long start) {
    Dataset predicted = learner.predict(heldOut(classifier));
    double seconds = (System.nanoTime() - start) / 1e9;
    return new Trained(classifier, predicted.x(), predicted.y(), watch.epochs, seconds);
  }

  /// Texts as a source of batches, each as long as its longest text.
  ///
  /// @param inputs the inputs of the texts
  /// @param labels their classes
  /// @param taken called for each batch
  private record TextSamples(TextClassifier.Inputs inputs, int[] labels, Runnable taken)
      implements Samples {
    @Override
    public int size() {
      return labels.length;
    }

    @Override
    public Sample get(int index) {
      Dataset one = batch(index);
      return new Sample(one.x().select(0, 0), one.y().select(0, 0));
    }

    @Override
    public Dataset batch(int... index) {
      taken.run();
      int[] classes = new int[index.length];
      for (int i = 0; i < index.length; i++) {
        classes[i] = labels[index[i]];
      }
      return new Dataset(inputs.batch(index), Tensor.of(classes));
    }
  }

  /// Gathers the figures of the epochs.
  private final class Watch implements Callback {
    private final long start;
    private final List<Epoch> epochs = new ArrayList<>();

    Watch(long start) {
      this.start = start;
    }

    @Override
    public void afterEpoch(Fit fit) {
      Epoch epoch =
          new Epoch(
              fit.results().get("train_loss"),
              fit.results().get("valid_loss"),
              fit.results().get("accuracy"),
              (System.nanoTime() - start) / 1e9);
      epochs.add(epoch);
      listener.accept(fit.epoch(), epoch);
    }
  }
}
