package gradus.vision.report;

import gradus.cli.Drawing;
import gradus.cli.InputException;
import gradus.cli.Outputs;
import gradus.cli.Version;
import gradus.cli.figures.Exhibit;
import gradus.cli.figures.Exhibit.Figures;
import gradus.cli.figures.Interval;
import gradus.cli.figures.LossCurves;
import gradus.cli.figures.Page;
import gradus.cli.figures.Picture;
import gradus.cli.figures.Plots;
import gradus.cli.figures.Plots.Look;
import gradus.engine.Backends;
import gradus.engine.Tensor;
import gradus.vision.data.Labelled;
import gradus.vision.data.PictureSet;
import gradus.vision.figures.Tiles;
import gradus.vision.model.Network;
import gradus.vision.train.Epoch;
import gradus.vision.train.Predictions;
import gradus.vision.train.Run;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// A report about a training: a page that contains its pictures, and the pictures as files.
public final class Report {
  /// The page's name in its folder.
  public static final String PAGE = "report.html";

  /// The names of the report's files.
  public static final List<String> NAMES =
      List.of(
          PAGE, LossCurves.FILE, "accuracy.png", "mistakes.png", "filters.png", "activations.png");

  /// How many mistakes are shown.
  private static final int MISTAKES = 24;

  /// Up to how many classes the whole confusion matrix is shown.
  private static final int MATRIX = 20;

  /// How many confusions are listed where there are more classes.
  private static final int CONFUSIONS = 20;

  private final Run run;
  private final PictureSet set;
  private final String command;

  /// A mistake.
  ///
  /// @param picture the picture
  /// @param caption what it is, and what it was taken for
  record Mistake(Picture picture, String caption) {}

  /// The values of the page's template.
  ///
  /// @param style the style sheet
  /// @param title the heading
  /// @param lead the result
  /// @param losses the curves of the losses
  /// @param accuracy the curve of the accuracy
  /// @param confusionCaption how to read the matrix
  /// @param confusion the confusion matrix
  /// @param mistakes the worst mistakes
  /// @param anyMistakes whether there are any
  /// @param filters the weights of the first layer
  /// @param activations its output for a picture
  /// @param facts the facts about this run
  private record Content(
      String style,
      String title,
      String lead,
      Exhibit losses,
      Exhibit accuracy,
      String confusionCaption,
      Figures confusion,
      List<Mistake> mistakes,
      boolean anyMistakes,
      Mistake filters,
      Mistake activations,
      Figures facts) {}

  /// Creates a report.
  ///
  /// @param run the training
  /// @param set the pictures
  /// @param command the command line
  public Report(Run run, PictureSet set, String command) {
    this.run = run;
    this.set = set;
    this.command = command;
  }

  /// Tries to draw, before any work is done.
  ///
  /// @throws InputException if no picture can be drawn on this machine
  public static void check() {
    Drawing.check("--report", Plots::sample);
  }

  /// Writes the page and its pictures.
  ///
  /// @param files the files that are written
  /// @param folder the folder, which may not exist
  public void add(Outputs files, Path folder) {
    Predictions predictions = run.validation();
    Labelled held = set.heldOut().orElseThrow();
    List<Integer> worst = predictions.worst().stream().limit(MISTAKES).toList();
    List<Mistake> mistakes = worst.stream().map(row -> mistake(predictions, held, row)).toList();
    int shown = worst.isEmpty() ? 0 : worst.getFirst();
    Network network = run.network();
    Tensor picture = held.samples().get(shown).x();
    FirstLayer first =
        FirstLayer.of(network, network.input().transform().apply(picture, null).unsqueeze(0));
    Exhibit losses = losses();
    Exhibit accuracy = accuracy();
    boolean matrix = set.classes().size() <= MATRIX;
    Content content =
        new Content(
            Page.style(),
            "What is in the picture?",
            lead(predictions),
            losses,
            accuracy,
            matrix
                ? "A row for each class, a column for each prediction. What is right is on the"
                    + " diagonal."
                : "The most frequent confusions.",
            matrix ? matrix(predictions) : confusions(predictions),
            mistakes,
            !mistakes.isEmpty(),
            tiles(
                "filters.png",
                first.filters(),
                "The weights of the first layer, a picture for each filter or unit: grey is 0,"
                    + " white positive, black negative."),
            tiles(
                "activations.png",
                first.activations(),
                "What the first layer makes of a picture of the class "
                    + label(held.labels()[shown])
                    + ": white is the greatest number."),
            facts());
    String html = Page.render(Page.text(Report.class.getResourceAsStream("report.html")), content);
    files.folder(folder);
    files.add(folder.resolve(PAGE), file -> Files.writeString(file, html, StandardCharsets.UTF_8));
    Stream.of(
            losses.picture(),
            accuracy.picture(),
            content.filters.picture(),
            content.activations.picture())
        .forEach(each -> add(files, folder, each));
    if (!worst.isEmpty()) {
      Tiles all = Tiles.of(worst.stream().map(row -> held.samples().get(row).x()).toList());
      add(files, folder, tiles("mistakes.png", all, "The worst mistakes.").picture());
    }
  }

  private static void add(Outputs files, Path folder, Picture picture) {
    files.add(folder.resolve(picture.file()), file -> Files.write(file, picture.png()));
  }

  private String lead(Predictions predictions) {
    Interval interval = Interval.wilson(predictions.right(), predictions.labels().length);
    return String.format(
        Locale.ROOT,
        "The network %s, with %,d parameters, is right for %d of %d pictures that it did not learn"
            + " from: an accuracy of %s with a 95 %% interval from %s to %s.",
        run.settings().arch(),
        run.network().parameters(),
        predictions.right(),
        predictions.labels().length,
        Exhibit.percent(predictions.accuracy()),
        Exhibit.percent(interval.low()),
        Exhibit.percent(interval.high()));
  }

  private Exhibit losses() {
    return new LossCurves(
            "epoch",
            IntStream.rangeClosed(1, run.epochs().size()).toArray(),
            run.epochs().stream().mapToDouble(Epoch::trainLoss).toArray(),
            run.epochs().stream().mapToDouble(Epoch::validLoss).toArray())
        .exhibit(
            "The loss on the pictures that the network learns from, as they were when it saw them,"
                + " and on those held out, after each epoch.");
  }

  private Exhibit accuracy() {
    double least =
        run.epochs().stream().mapToDouble(Epoch::accuracy).filter(Double::isFinite).min().orElse(0);
    return new Exhibit(
        Plots.lines(
            new Plots.Frame(
                "accuracy.png",
                "The accuracy over the epochs.",
                "Accuracy",
                "epoch",
                "accuracy",
                true,
                false),
            epochs(),
            new Interval(Math.max(0, Math.floor(10 * least - 0.5) / 10), 1),
            List.of(line("accuracy", 0, Epoch::accuracy))),
        "The share of the pictures held out that are predicted correctly, after each epoch.",
        new Figures(
            List.of("Epoch", "Accuracy", "Seconds"),
            LossCurves.shown(run.epochs().size()).stream()
                .map(
                    i ->
                        List.of(
                            String.valueOf(i + 1),
                            Exhibit.percent(run.epochs().get(i).accuracy()),
                            String.format(Locale.ROOT, "%.1f", run.epochs().get(i).seconds())))
                .toList()));
  }

  private Interval epochs() {
    return new Interval(0, Math.max(1, run.epochs().size()));
  }

  private Plots.Line line(String name, int colour, ToDoubleFunction<Epoch> figure) {
    double[] x = new double[run.epochs().size()];
    double[] y = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      x[i] = i + 1;
      y[i] = figure.applyAsDouble(run.epochs().get(i));
    }
    return new Plots.Line(name, x, y, colour, Look.LINE);
  }

  private int[][] counts(Predictions predictions) {
    int[][] counts = new int[set.classes().size()][set.classes().size()];
    int[] predicted = predictions.predicted();
    for (int i = 0; i < predicted.length; i++) {
      counts[predictions.labels()[i]][predicted[i]]++;
    }
    return counts;
  }

  private Figures matrix(Predictions predictions) {
    int[][] counts = counts(predictions);
    List<String> heads = new ArrayList<>(List.of("Class"));
    set.classes().forEach(name -> heads.add(Exhibit.label(name)));
    List<List<String>> rows = new ArrayList<>();
    for (int label = 0; label < counts.length; label++) {
      List<String> row = new ArrayList<>(List.of(label(label)));
      for (int count : counts[label]) {
        row.add(count == 0 ? "·" : String.valueOf(count));
      }
      rows.add(row);
    }
    return new Figures(heads, rows);
  }

  private Figures confusions(Predictions predictions) {
    record Pair(int label, int predicted, int count) {}
    int[][] counts = counts(predictions);
    List<Pair> pairs = new ArrayList<>();
    for (int label = 0; label < counts.length; label++) {
      for (int other = 0; other < counts.length; other++) {
        if (label != other && counts[label][other] > 0) {
          pairs.add(new Pair(label, other, counts[label][other]));
        }
      }
    }
    return new Figures(
        List.of("Class", "Taken for", "Pictures"),
        pairs.stream()
            .sorted((a, b) -> b.count - a.count)
            .limit(CONFUSIONS)
            .map(
                pair ->
                    List.of(label(pair.label), label(pair.predicted), String.valueOf(pair.count)))
            .toList());
  }

  private String label(int number) {
    return InputException.shown(set.classes().get(number));
  }

  private Mistake mistake(Predictions predictions, Labelled held, int row) {
    int predicted = predictions.predicted()[row];
    String caption =
        String.format(
            Locale.ROOT,
            "%s, taken for %s (%s)",
            label(predictions.labels()[row]),
            label(predicted),
            Exhibit.percent(predictions.probability(row, predicted)));
    return tiles("", Tiles.of(List.of(held.samples().get(row).x())), caption);
  }

  private static Mistake tiles(String file, Tiles tiles, String caption) {
    return new Mistake(
        new Picture(file, caption, tiles.width(), tiles.height(), tiles.png()), caption);
  }

  private Figures facts() {
    return new Figures(
        List.of("What", "Which"),
        List.of(
            List.of("Command", command),
            List.of("Pictures", InputException.shown(set.source())),
            List.of("Learned from", String.valueOf(set.training().size())),
            List.of("Held out", String.valueOf(set.heldOut().orElseThrow().size())),
            List.of("Architecture", run.settings().arch().toString()),
            List.of("Epochs", String.valueOf(run.settings().epochs())),
            List.of("Batch size", String.valueOf(run.settings().batchSize())),
            List.of("Learning rate", String.valueOf(run.lr())),
            List.of("Augmentation", run.settings().augment() ? "yes" : "no"),
            List.of("Seed", String.valueOf(run.settings().seed())),
            List.of("Seconds", String.format(Locale.ROOT, "%.1f", run.seconds())),
            List.of("Backend", Backends.current().name()),
            List.of("Gradus", Version.text())),
        true);
  }
}
