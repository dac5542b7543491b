package gradus.text.command;

import static gradus.cli.CommandFiles.quoted;

import gradus.cli.InputException;
import gradus.text.generate.Sampling;
import gradus.text.generate.TextModel;
import gradus.text.report.Report;
import gradus.text.train.Corpus;
import gradus.text.train.Evaluation;
import gradus.text.train.Run;
import gradus.text.train.Settings;
import gradus.text.train.Tokens;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Prints the progress and the result of a training, with explanations and samples.
final class TrainStory {
  private static final double TEMPERATURE = 0.8;

  /// About as many characters of both kinds of tokens.
  private static final int SAMPLE_CHARS = 120;

  private static final int SAMPLE_BPE = 40;

  private final PrintWriter out;
  private final boolean quiet;
  private final TextModel text;
  private final Settings settings;
  private final List<Report.Sample> samples = new ArrayList<>();

  /// Creates a story.
  ///
  /// @param quiet whether to print only the result
  /// @param text the model, which changes
  TrainStory(PrintWriter out, boolean quiet, TextModel text, Settings settings) {
    this.out = out;
    this.quiet = quiet;
    this.text = text;
    this.settings = settings;
  }

  private void line(String format, Object... values) {
    if (!quiet) {
      out.println(String.format(Locale.ROOT, format, values));
    }
  }

  private static String counted(int number, String what) {
    return number + " " + what + (number == 1 ? "" : "s");
  }

  void begin(String backend, Corpus corpus) {
    int tokens = corpus.tokenizer().size();
    line("GPT-2, backend %s, seed %d", backend, settings.seed());
    line("");
    line("The text");
    line("  %s, %,d characters.", corpus.source(), corpus.characters());
    if (settings.tokens() == Tokens.BPE) {
      line(
          "  They are %,d tokens of %,d kinds, %.2f characters each.",
          corpus.size(), tokens, (double) corpus.characters() / corpus.size());
    } else {
      line("  Each is a token, of %,d kinds.", tokens);
    }
    line(
        "  The model learns from the first %,d. The last %,d are held out, to test it.",
        corpus.training().length, corpus.validation().length);
    line("");
    line("The model");
    line(
        "  %s of %s, %d wide, %,d parameters. It sees %d tokens and predicts the next.",
        counted(settings.layers(), "block"),
        counted(settings.heads(), "head"),
        settings.width(),
        text.parameters(),
        settings.context());
    line(
        "  AdamW, greatest learning rate %s, %d pieces of the text a step.",
        settings.lr(), settings.batchSize());
    line(
        "  The loss of a guess among %,d tokens is ln %d = %.2f.",
        tokens, tokens, Math.log(tokens));
    line("");
    line("The training, in %,d steps, with samples", settings.steps());
    out.flush();
  }

  void evaluated(Evaluation evaluation) {
    StringBuilder sample = new StringBuilder();
    text.generate(
            "",
            settings.tokens() == Tokens.BPE ? SAMPLE_BPE : SAMPLE_CHARS,
            Sampling.of(TEMPERATURE, settings.seed()),
            List.of())
        .forEachRemaining(sample::append);
    samples.add(new Report.Sample(evaluation.step(), sample.toString()));
    line(
        "  step %5d: training loss %.4f, validation loss %.4f, %.1f s",
        evaluation.step(), evaluation.trainLoss(), evaluation.validLoss(), evaluation.seconds());
    sample.toString().lines().forEach(each -> line("    | %s", InputException.shown(each)));
    out.flush();
  }

  /// {@return the samples so far}
  List<Report.Sample> samples() {
    return samples;
  }

  /// Prints the result, also when quiet.
  void result(Run run) {
    if (!quiet) {
      out.println();
    }
    Evaluation last = run.last();
    out.println(
        String.format(
            Locale.ROOT,
            "validation loss %.4f%s, training loss %.4f; %,d parameters, %,d steps, %.1f s",
            last.validLoss(),
            settings.tokens() == Tokens.BPE
                ? String.format(
                    Locale.ROOT, " a token, %.4f a character", run.validLossPerCharacter())
                : "",
            last.trainLoss(),
            run.text().parameters(),
            last.step(),
            last.seconds()));
  }

  void next(Path data, Path save, Path report) {
    if (save != null) {
      line("  Saved in %s.", save);
    }
    if (report != null) {
      line("  The report: %s.", report.resolve(Report.PAGE));
    }
    line("");
    line("Next");
    String text = data == null ? "" : " --data " + quoted(data);
    if (save == null) {
      line("  gradus text train%s --save writer", text);
      line("    keeps the model, for gradus text generate and inspect");
    } else {
      line("  gradus text generate --model %s", quoted(save));
      line("    writes");
      line("  gradus text inspect %s --text 'a few words'", quoted(save));
      line("    shows its layers and its tokens");
    }
    if (report == null) {
      line("  gradus text train%s --report report", text);
      line("    shows how it learns");
    }
  }
}
