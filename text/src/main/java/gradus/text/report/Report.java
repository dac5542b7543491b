package gradus.text.report;

import gradus.cli.Drawing;
import gradus.cli.InputException;
import gradus.cli.Outputs;
import gradus.cli.Version;
import gradus.cli.figures.Exhibit;
import gradus.cli.figures.Exhibit.Figures;
import gradus.cli.figures.LossCurves;
import gradus.cli.figures.Page;
import gradus.cli.figures.Plots;
import gradus.engine.Backends;
import gradus.text.train.Corpus;
import gradus.text.train.Evaluation;
import gradus.text.train.Run;
import gradus.text.train.Settings;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/// A report about a training: a page that contains its picture, and the picture as a file.
///
/// @param run the training
/// @param samples what the model wrote
/// @param command the command line
public record Report(Run run, List<Sample> samples, String command) {
  /// The page's name in its folder.
  public static final String PAGE = "report.html";

  /// The names of the report's files.
  public static final List<String> NAMES = List.of(PAGE, LossCurves.FILE);

  /// Creates a report; the list is copied.
  public Report {
    samples = List.copyOf(samples);
  }

  /// What the model wrote during the training.
  ///
  /// @param step the number of steps before
  /// @param text the text
  public record Sample(int step, String text) {}

  /// The values of the page's template.
  ///
  /// @param style the style sheet
  /// @param lead the result
  /// @param losses the curves of the losses
  /// @param samples what the model wrote
  /// @param facts the facts about this run
  private record Content(
      String style, String lead, Exhibit losses, List<Sample> samples, Figures facts) {}

  /// Tries to draw, before any work is done.
  ///
  /// @throws InputException if no picture can be drawn on this machine
  public static void check() {
    Drawing.check("--report", Plots::sample);
  }

  /// Writes the page and its picture.
  ///
  /// @param files the files that are written
  /// @param folder the folder, which may not exist
  public void add(Outputs files, Path folder) {
    Exhibit losses = losses();
    Content content = new Content(Page.style(), lead(), losses, samples, facts());
    String html = Page.render(Page.text(Report.class.getResourceAsStream(PAGE)), content);
    files.folder(folder);
    files.add(folder.resolve(PAGE), file -> Files.writeString(file, html, StandardCharsets.UTF_8));
    files.add(folder.resolve(LossCurves.FILE), file -> Files.write(file, losses.picture().png()));
  }

  private String lead() {
    int kinds = run.corpus().tokenizer().size();
    return String.format(
        Locale.ROOT,
        "A GPT-2 with %,d parameters predicts the next of %,d tokens. After %,d steps its"
            + " cross-entropy on text that it did not learn from is %.4f: it gives the right token"
            + " a probability of 1 in %.1f, as a geometric mean. A guess would give it 1 in %,d.",
        run.text().parameters(),
        kinds,
        run.last().step(),
        run.last().validLoss(),
        Math.exp(run.last().validLoss()),
        kinds);
  }

  private Exhibit losses() {
    List<Evaluation> all = run.evaluations();
    return new LossCurves(
            "step",
            all.stream().mapToInt(Evaluation::step).toArray(),
            all.stream().mapToDouble(Evaluation::trainLoss).toArray(),
            all.stream().mapToDouble(Evaluation::validLoss).toArray())
        .exhibit(
            "The loss on pieces of the text that the model learns from, and of the last tenth,"
                + " which is held out: the same pieces in each evaluation.");
  }

  private Figures facts() {
    Settings settings = run.settings();
    Corpus corpus = run.corpus();
    return new Figures(
        List.of("What", "Which"),
        List.of(
            List.of("Command", command),
            List.of("Text", InputException.shown(corpus.source())),
            List.of("Characters", String.valueOf(corpus.characters())),
            List.of("Tokens", settings.tokens().toString()),
            List.of("Different tokens", String.valueOf(corpus.tokenizer().size())),
            List.of("Learned from", String.valueOf(corpus.training().length)),
            List.of("Held out", String.valueOf(corpus.validation().length)),
            List.of("Loss of a character", Exhibit.number(run.validLossPerCharacter())),
            List.of("Blocks", String.valueOf(settings.layers())),
            List.of("Heads", String.valueOf(settings.heads())),
            List.of("Width", String.valueOf(settings.width())),
            List.of("Context", String.valueOf(settings.context())),
            List.of("Batch size", String.valueOf(settings.batchSize())),
            List.of("Learning rate", String.valueOf(settings.lr())),
            List.of("Dropout", String.valueOf(settings.dropout())),
            List.of("Seed", String.valueOf(settings.seed())),
            List.of("Seconds", String.format(Locale.ROOT, "%.1f", run.last().seconds())),
            List.of("Backend", Backends.current().name()),
            List.of("Gradus", Version.text())),
        true);
  }
}
