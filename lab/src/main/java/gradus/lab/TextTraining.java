package gradus.lab;

import gradus.engine.Generator;
import gradus.engine.Tensor;
import gradus.nn.AdamW;
import gradus.nn.Losses;
import gradus.nn.data.DataLoader;
import gradus.nn.data.Sample;
import gradus.nn.data.Samples;
import gradus.nn.learn.Callback;
import gradus.nn.learn.ClipGradients;
import gradus.nn.learn.Fit;
import gradus.nn.learn.Learner;
import gradus.text.data.MobyDick;
import gradus.text.generate.Generation;
import gradus.text.generate.Sampling;
import gradus.text.generate.Stopping;
import gradus.text.generate.TextGeneration;
import gradus.text.model.Gpt2;
import gradus.text.model.Gpt2Config;
import gradus.text.tokenize.ByteLevelBpe;
import gradus.text.tokenize.Tokenizer;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.Consumer;

/// The training of a small GPT-2 on *Moby-Dick*, on first use. The seeds are fixed, so that it has
/// the same weights each time.
///
/// @param characters how much of the text it learns from and is tested on
/// @param vocabulary the number of tokens
/// @param width the width of a state
/// @param layers the number of blocks
/// @param context the greatest number of tokens of a text
/// @param batch the number of texts in a batch
/// @param rate the greatest learning rate
record TextTraining(
    int characters, int vocabulary, int width, int layers, int context, int batch, double rate) {
  /// What takes about a minute.
  static final TextTraining LESSON = new TextTraining(2_000_000, 2048, 96, 2, 64, 16, 0.004);

  private static final int HEADS = 4;

  /// The share of the text that is held out is one in so many.
  private static final int HELD_OUT = 20;

  /// How often progress is reported.
  private static final int REPORTS = 24;

  private static final String PROMPT = "The captain";
  private static final int SAID = 24;

  /// Progress.
  ///
  /// @param step the number of steps so far
  /// @param steps the number of all steps
  /// @param loss the loss of the last batch
  /// @param sample how the model continues a text so far
  record Progress(int step, int steps, double loss, String sample) {}

  /// Texts of the same length one after another, and as targets the same a token later.
  private record Windows(Tensor ids, int context) implements Samples {
    @Override
    public int size() {
      return (ids.size() - 1) / context;
    }

    @Override
    public Sample get(int index) {
      int from = index * context;
      return new Sample(
          ids.slice(0, from, from + context), ids.slice(0, from + 1, from + context + 1));
    }
  }

  /// Trains, unless another computation in the background goes on.
  ///
  /// @param listener hears of the progress
  TextModel run(Consumer<Progress> listener) {
    synchronized (Quiet.LOCK) {
      String text = paragraphs(MobyDick.read());
      text = text.substring(0, Math.min(text.length(), characters));
      Tokenizer tokenizer = ByteLevelBpe.train(text, vocabulary);
      int[] ids = tokenizer.encode(text);
      int learned = ids.length - ids.length / HELD_OUT;
      Gpt2Config config = new Gpt2Config(tokenizer.size(), context, width, layers, HEADS);
      Gpt2 model = Gpt2.create(new Generator(1), config);
      Learner learner =
          new Learner(
              model,
              (logits, next) ->
                  Losses.crossEntropy(logits.reshape(-1, logits.size(-1)), next.reshape(-1)),
              p -> new AdamW(p, rate),
              new DataLoader(windows(Arrays.copyOf(ids, learned)), batch)
                  .shuffled(new Generator(2))
                  .droppingLast(),
              new DataLoader(windows(Arrays.copyOfRange(ids, learned, ids.length)), batch));
      double loss =
          learner
              .fitOneCycle(
                  1, rate, new ClipGradients(1), new Reporting(model, tokenizer, listener))
              .getLast()
              .get("valid_loss");
      String name =
          String.format(
              Locale.ROOT,
              "a small GPT-2 that has just read %,d tokens of Moby-Dick once",
              learned);
      return new TextModel(name, model, tokenizer, OptionalDouble.of(Math.exp(loss)));
    }
  }

  private Samples windows(int... ids) {
    return new Windows(Tensor.fromArray(ids, ids.length), context);
  }

  /// The lines of the file are parts of paragraphs, which empty lines separate.
  private static String paragraphs(String text) {
    return text.replaceAll("(?<!\n)\n(?!\n)", " ").replaceAll("\n+", "\n");
  }

  /// Tells a listener about some of the steps.
  private record Reporting(Gpt2 model, Tokenizer tokenizer, Consumer<Progress> listener)
      implements Callback {
    @Override
    public void afterStep(Fit fit) {
      int every = Math.max(1, fit.steps() / REPORTS);
      if (fit.step() % every == 0 || fit.step() == fit.steps() - 1) {
        listener.accept(
            new Progress(fit.step() + 1, fit.steps(), fit.loss().item(), PROMPT + continuation()));
      }
    }

    private String continuation() {
      Generation generation =
          new Generation(
              model,
              List.of(tokenizer.encode(PROMPT)),
              Sampling.of(0.8, 0).withTopP(0.95),
              Stopping.after(SAID));
      StringBuilder said = new StringBuilder();
      new TextGeneration(generation, tokenizer, List.of()).forEachRemaining(said::append);
      return said.toString();
    }
  }
}
