package gradus.titanic.report;

import static java.util.stream.Collectors.joining;

import gradus.cli.figures.Exhibit;
import gradus.cli.figures.Exhibit.Figures;
import gradus.cli.figures.Interval;
import gradus.cli.figures.Plots;
import gradus.cli.figures.Plots.Look;
import gradus.titanic.figures.Calibration;
import gradus.titanic.figures.Confusion;
import gradus.titanic.recipe.Recipe;
import gradus.titanic.recipe.Run;
import gradus.titanic.recipe.Weights;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// The section of a report about a trained model.
///
/// @param name its name
/// @param about its architecture and training
/// @param parameters the number of parameters
/// @param losses the learning curve
/// @param finite the results of a model that did not diverge, else null
/// @param advice the advice on what to try next
/// @param options the options for it
/// @param why the measurements that led to it
/// @param further other things to try first, or empty
record ModelSection(
    String name,
    String about,
    int parameters,
    Exhibit losses,
    Finite finite,
    String advice,
    String options,
    String why,
    String further) {
  private static final int TOP = 6;

  /// The results of a model that did not diverge.
  ///
  /// @param accuracy the accuracy
  /// @param confusion the confusion matrix
  /// @param calibration the calibration
  /// @param weights the weights of the columns
  record Finite(String accuracy, Confusion confusion, Exhibit calibration, Exhibit weights) {}

  /// Returns whether there is something to try first.
  boolean anyFurther() {
    return !further.isEmpty();
  }

  /// Creates the section.
  ///
  /// @param larger the results of a larger model of this run, or empty
  /// @param place the index of the model
  static ModelSection of(
      Recipe recipe,
      Run run,
      Recipe.Prepared prepared,
      Assessment assessment,
      Curves curves,
      String larger,
      int place) {
    Diagnosis diagnosis = Diagnosis.of(assessment, prepared.heldOut());
    double falling = Diagnosis.stillFalling(run);
    return new ModelSection(
        run.plan().name(),
        String.format(
            Locale.ROOT,
            "Architecture: %s Training: %d steps of gradient descent, learning rate %s%s; the loss"
                + " is the %s.",
            run.plan().about(),
            run.plan().epochs(),
            Recipe.Plan.text(run.plan().lr()),
            recipe.momentum() > 0 ? ", momentum " + recipe.momentum() : "",
            recipe.loss()),
        run.parameters(),
        losses(run, curves),
        assessment == null ? null : finite(run, prepared, assessment, place),
        diagnosis.advice().toString(),
        diagnosis.advice().options(),
        diagnosis.why(),
        Stream.of(
                falling > Diagnosis.STILL_LEARNING && assessment != null
                    ? String.format(
                        Locale.ROOT,
                        "The training loss still decreased by %s over the last tenth of the steps:"
                            + " try more steps (--epochs) first.",
                        Exhibit.percent(falling))
                    : "",
                diagnosis.advice() == Diagnosis.Advice.MORE_CAPACITY ? larger : "")
            .filter(text -> !text.isEmpty())
            .collect(joining(" ")));
  }

  private static Finite finite(
      Run run, Recipe.Prepared prepared, Assessment assessment, int place) {
    return new Finite(
        String.format(
            Locale.ROOT,
            "Predicted correctly: %d of %d %s, an accuracy of %s with a 95 %% interval from %s to"
                + " %s.",
            run.right(),
            run.checked(),
            prepared.heldOut() ? "rows of the validation set" : "rows of the training set",
            Exhibit.percent(run.accuracy()),
            Exhibit.percent(assessment.accuracy().low()),
            Exhibit.percent(assessment.accuracy().high())),
        assessment.confusion(),
        calibration(run, assessment.calibration(), place),
        weights(run, prepared));
  }

  private static Exhibit losses(Run run, Curves curves) {
    double[] training = Curves.training(run);
    boolean watched = run.validation().length > 0;
    List<List<String>> rows = new ArrayList<>();
    int last = training.length - 1;
    IntStream.of(0, last / 10, last / 4, last / 2, last)
        .distinct()
        .forEach(step -> rows.add(row(String.valueOf(step), step, run)));
    if (watched) {
      IntStream.rangeClosed(0, last)
          .filter(step -> Double.isFinite(run.validation()[step]))
          .boxed()
          .min(Comparator.comparingDouble(step -> run.validation()[step]))
          .ifPresent(step -> rows.add(row(step + ", lowest validation loss", step, run)));
    }
    List<String> heads = new ArrayList<>(List.of("Step", "Training"));
    if (watched) {
      heads.add("Validation");
    }
    String alt =
        String.format(
            Locale.ROOT,
            "Curve of the loss of %s over %d steps: the training loss goes from %s to %s%s.",
            run.plan().name(),
            last,
            Exhibit.number(training[0]),
            Exhibit.number(run.loss()),
            watched
                ? String.format(
                    Locale.ROOT,
                    ", the validation loss from %s to %s",
                    Exhibit.number(run.validation()[0]),
                    Exhibit.number(run.validation()[last]))
                : "");
    return new Exhibit(
        curves.of(run, alt),
        (watched
                ? "The loss on the training set and on the validation set."
                : "The loss on the training set.")
            + " Values above the frame are not shown.",
        new Figures(heads, rows));
  }

  private static List<String> row(String name, int step, Run run) {
    List<String> row = new ArrayList<>(List.of(name, Exhibit.number(Curves.training(run)[step])));
    if (run.validation().length > 0) {
      row.add(Exhibit.number(run.validation()[step]));
    }
    return row;
  }

  private static Exhibit calibration(Run run, Calibration calibration, int place) {
    List<Calibration.Bin> bins = calibration.bins().stream().filter(b -> b.count() > 0).toList();
    double[] predicted = bins.stream().mapToDouble(Calibration.Bin::predicted).toArray();
    double[] observed = bins.stream().mapToDouble(Calibration.Bin::observed).toArray();
    List<Plots.Line> lines = new ArrayList<>();
    double[] ends = {0, 1};
    lines.add(new Plots.Line("perfect calibration", ends, ends, Plots.GREY, Look.DASHED));
    lines.add(intervals(bins, predicted));
    lines.add(new Plots.Line("observed", predicted, observed, place, Look.POINTS));
    String caption =
        "Calibration compares predicted probabilities with observed frequencies. For a calibrated"
            + " model the points are on the diagonal; here they deviate by %s on average. Bins with"
            + " few passengers have wide intervals.";
    String outside =
        calibration.outside() == 0
            ? ""
            : String.format(
                Locale.ROOT,
                " %d predictions are below 0 or above 1, which a model without a sigmoid allows;"
                    + " they count as 0 and 1.",
                calibration.outside());
    String alt =
        bins.stream()
            .map(
                bin ->
                    String.format(
                        Locale.ROOT,
                        "%s predicted, %s of %d observed",
                        Exhibit.percent(bin.predicted()),
                        Exhibit.percent(bin.observed()),
                        bin.count()))
            .collect(joining("; "));
    String name = run.plan().name();
    return new Exhibit(
        Plots.shares(
            new Plots.Frame(
                name + "-calibration.png",
                "Calibration plot: predicted probability against the survival rate: " + alt + ".",
                name + ": calibration",
                "predicted probability of survival",
                "survival rate",
                true,
                true),
            lines),
        String.format(Locale.ROOT, caption, Exhibit.percent(calibration.error())) + outside,
        new Figures(
            List.of("Predicted probability", "Mean", "Passengers", "Survived", "Share"),
            calibration.bins().stream().map(ModelSection::row).toList()));
  }

  /// Returns the 95 % intervals of bins, as one line with gaps.
  private static Plots.Line intervals(List<Calibration.Bin> bins, double... predicted) {
    double[] x = new double[3 * bins.size()];
    double[] y = new double[3 * bins.size()];
    for (int bin = 0; bin < bins.size(); bin++) {
      Interval interval = Interval.wilson(bins.get(bin).survivors(), bins.get(bin).count());
      double[] ends = {interval.low(), interval.high(), Double.NaN};
      for (int end = 0; end < ends.length; end++) {
        x[3 * bin + end] = predicted[bin];
        y[3 * bin + end] = ends[end];
      }
    }
    return new Plots.Line("95 % interval", x, y, Plots.GREY, Look.LINE);
  }

  private static List<String> row(Calibration.Bin bin) {
    return List.of(
        String.format(Locale.ROOT, "%.0f–%.0f\u00a0%%", 100 * bin.from(), 100 * bin.to()),
        bin.count() == 0 ? "–" : Exhibit.percent(bin.predicted()),
        String.valueOf(bin.count()),
        String.valueOf(bin.survivors()),
        bin.count() == 0 ? "–" : Exhibit.percent(bin.observed()));
  }

  private static Exhibit weights(Run run, Recipe.Prepared prepared) {
    List<Weights> all =
        Weights.of(run, prepared).stream()
            .sorted(Comparator.comparingDouble((Weights w) -> -Math.abs(w.effect())))
            .limit(TOP)
            .toList();
    boolean linear = run.plan().kind() == Recipe.Kind.LINEAR;
    boolean shared = all.stream().anyMatch(w -> w.effect() != w.value());
    String name = run.plan().name();
    List<Plots.Bars> bars =
        List.of(
            new Plots.Bars(
                "increases the probability",
                all.stream().map(w -> w.effect() < 0 ? null : w.effect()).toList(),
                0),
            new Plots.Bars(
                "decreases it",
                all.stream().map(w -> w.effect() < 0 ? w.effect() : null).toList(),
                1));
    List<String> heads = new ArrayList<>(List.of("Column", linear ? "Weight" : "Slope"));
    if (shared) {
      heads.add("Relative to alternatives");
    }
    heads.add("Interpretation");
    List<List<String>> rows = new ArrayList<>();
    for (Weights w : all) {
      List<String> row = new ArrayList<>(List.of(w.column(), Exhibit.number(w.value())));
      if (shared) {
        row.add(Exhibit.number(w.effect()));
      }
      row.add(w.meaning());
      rows.add(row);
    }
    return new Exhibit(
        Plots.bars(
            new Plots.Frame(
                name + "-weights.png",
                "Bars of the largest weights: "
                    + all.stream()
                        .map(w -> w.column() + " " + Exhibit.number(w.effect()))
                        .collect(joining(", "))
                    + ".",
                name + (linear ? ": the largest weights" : ": slopes of the prediction"),
                "",
                linear ? "weight" : "slope",
                false,
                true),
            all.stream().map(w -> Exhibit.label(w.column())).toList(),
            true,
            bars),
        (linear
                ? "The weights of the columns, the largest first."
                : "The slope of the prediction in each column, on average over the training set.")
            + (shared
                ? " For columns that exclude each other, such as the classes, the chart shows the"
                    + " difference from their mean."
                : ""),
        new Figures(heads, rows, true));
  }
}
