package gradus.lab;

import gradus.text.data.MobyDick;
import gradus.text.generate.Sampling;
import gradus.text.generate.TextModel;
import gradus.text.train.Corpus;
import gradus.text.train.Evaluation;
import gradus.text.train.Run;
import gradus.text.train.Settings;
import gradus.text.train.Tokens;
import gradus.text.train.Trainer;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/// The training of a small GPT-2 on *Moby-Dick*, on first use. The seeds are fixed, so that it has
/// the same weights each time.
///
/// @param characters how much of the text it learns from and is tested on
/// @param settings how it is trained
record TextTraining(int characters, Settings settings) {
  /// What takes about a minute.
  static final TextTraining LESSON =
      new TextTraining(
          Integer.MAX_VALUE,
          new Settings(Tokens.BPE, 2048, 3, 4, 96, 64, 8, 1200, 400, 1.5e-3, 0, 442));

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

  /// Trains, unless other work in the background must not be disturbed: then afterwards.
  ///
  /// @param listener hears of the progress
  ShownModel run(Consumer<Progress> listener) {
    synchronized (Quiet.LOCK) {
      String text = paragraphs(MobyDick.read());
      text = text.substring(0, Math.min(text.length(), characters));
      Corpus corpus = Corpus.of("Moby-Dick", text, settings);
      Trainer trainer = new Trainer(corpus, settings);
      Run run = trainer.train(null, false, reporting(trainer.text(), listener));
      return new ShownModel(
          String.format(
              Locale.ROOT,
              "a small GPT-2, trained just now on %,d tokens of Moby-Dick",
              settings.steps() * settings.batchSize() * settings.context()),
          run.text(),
          Optional.of(Math.exp(run.last().validLoss())));
    }
  }

  /// The lines of the file are parts of paragraphs, which empty lines separate.
  private static String paragraphs(String text) {
    return text.replaceAll("(?<!\n)\n(?!\n)", " ").replaceAll("\n+", "\n");
  }

  private Trainer.Listener reporting(TextModel model, Consumer<Progress> listener) {
    int steps = settings.steps();
    int every = Math.max(1, steps / REPORTS);
    return new Trainer.Listener() {
      @Override
      public void step(int step, double loss) {
        if (step % every == 0 || step == steps - 1) {
          listener.accept(new Progress(step + 1, steps, loss, sample(model)));
        }
      }

      @Override
      public void evaluated(Evaluation evaluation) {}
    };
  }

  private static String sample(TextModel model) {
    Sampling sampling = Sampling.of(0.8, 0).withTopP(0.95);
    StringBuilder said = new StringBuilder(PROMPT);
    model.generate(PROMPT, SAID, sampling, List.of()).forEachRemaining(said::append);
    return said.toString();
  }
}
