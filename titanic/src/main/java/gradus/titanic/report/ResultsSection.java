package gradus.titanic.report;

import gradus.cli.figures.Exhibit;
import gradus.cli.figures.Exhibit.Figures;
import gradus.cli.figures.Interval;
import gradus.cli.figures.Plots;
import gradus.cli.figures.Plots.Look;
import gradus.titanic.recipe.Recipe;
import gradus.titanic.recipe.Run;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/// The section of a report about the results of all models.
///
/// @param lead a summary in a sentence or two
/// @param accuracy the accuracies with their intervals
/// @param losses the learning curves
record ResultsSection(String lead, Exhibit accuracy, Exhibit losses) {
  /// Creates the section.
  ///
  /// @param assessments the measurements of the runs, in their order; null for one that diverged
  /// @param guessing the baseline loss
  static ResultsSection of(
      Recipe recipe,
      Recipe.Prepared prepared,
      List<Run> runs,
      List<Assessment> assessments,
      Curves curves,
      double guessing) {
    return new ResultsSection(
        lead(prepared, runs, assessments),
        accuracy(prepared, runs, assessments),
        losses(recipe.loss(), runs, curves, guessing));
  }

  /// Describes the results of the largest model of a run, if it is larger than a given one.
  static String larger(Run run, List<Run> runs, List<Assessment> assessments) {
    return IntStream.range(0, runs.size())
        .filter(i -> assessments.get(i) != null)
        .boxed()
        .max(Comparator.comparingInt(i -> runs.get(i).parameters()))
        .filter(i -> runs.get(i).parameters() > run.parameters())
        .map(
            i ->
                String.format(
                    Locale.ROOT,
                    "For comparison: %s, with %d parameters, has a training loss of %s of the"
                        + " baseline loss and an accuracy of %s.",
                    runs.get(i).plan().name(),
                    runs.get(i).parameters(),
                    Exhibit.percent(assessments.get(i).trainingLoss()),
                    Exhibit.percent(runs.get(i).accuracy())))
        .orElse("");
  }

  private static double alwaysDied(Recipe.Prepared prepared) {
    double[] truth = prepared.validation().y().toDoubles();
    return (double) Run.right(new int[truth.length], truth) / truth.length;
  }

  private static String rows(Recipe.Prepared prepared) {
    return prepared.heldOut()
        ? "passengers of the validation set"
        : "passengers of the training set";
  }

  private static String lead(
      Recipe.Prepared prepared, List<Run> runs, List<Assessment> assessments) {
    return Run.best(
            runs.stream().filter(run -> assessments.get(runs.indexOf(run)) != null).toList())
        .map(
            best -> {
              Interval interval = assessments.get(runs.indexOf(best)).accuracy();
              String all =
                  runs.size() == 1
                      ? "The model %s is"
                      : String.format(Locale.ROOT, "Of %d models, %%s is best: it is", runs.size());
              return String.format(
                  Locale.ROOT,
                  all
                      + " right for %d of %d %s, an accuracy of %s with a 95 %% interval from %s to"
                      + " %s. Baseline: always predicting “died” is right for %s.",
                  best.plan().name(),
                  best.right(),
                  best.checked(),
                  rows(prepared),
                  Exhibit.percent(best.accuracy()),
                  Exhibit.percent(interval.low()),
                  Exhibit.percent(interval.high()),
                  Exhibit.percent(alwaysDied(prepared)));
            })
        .orElse(
            "All models diverged: the steps were too long. Try a smaller learning rate (--lr).");
  }

  private static Exhibit accuracy(
      Recipe.Prepared prepared, List<Run> runs, List<Assessment> assessments) {
    List<List<String>> rows = new ArrayList<>();
    List<String> names = new ArrayList<>();
    int count = runs.size();
    double died = alwaysDied(prepared);
    double least = died;
    // Unknown values have no position.
    double[] shares = new double[count];
    double[] places = new double[count];
    double[] ends = new double[3 * count];
    double[] levels = new double[3 * count];
    Arrays.fill(shares, died);
    Arrays.fill(places, Double.NaN);
    Arrays.fill(ends, died);
    Arrays.fill(levels, Double.NaN);
    for (int i = 0; i < count; i++) {
      Run run = runs.get(i);
      Assessment assessment = assessments.get(i);
      names.add(run.plan().name() + (assessment == null ? " (diverged)" : ""));
      rows.add(row(run, assessment));
      if (assessment != null) {
        Interval interval = assessment.accuracy();
        shares[i] = run.accuracy();
        places[i] = i + 1;
        ends[3 * i] = interval.low();
        ends[3 * i + 1] = interval.high();
        levels[3 * i] = i + 1;
        levels[3 * i + 1] = i + 1;
        least = Math.min(least, interval.low());
      }
    }
    rows.add(List.of("always “died”", "0", Exhibit.percent(died), "", "", "", ""));
    String alt =
        rows.stream()
            .map(row -> String.format(Locale.ROOT, "%s %s", row.get(0), row.get(2)))
            .toList()
            .toString();
    return new Exhibit(
        Plots.beside(
            new Plots.Frame(
                "results.png",
                "The accuracy of each model, with its 95 % interval: "
                    + alt.substring(1, alt.length() - 1)
                    + ".",
                "Accuracy",
                "accuracy",
                "",
                false,
                true),
            names,
            new Interval(Math.max(0, Math.floor(10 * least - 0.5) / 10), 1),
            List.of(
                new Plots.Line(
                    "always “died”",
                    new double[] {died, died},
                    new double[] {0.6, count + 0.4},
                    Plots.GREY,
                    Look.DASHED),
                new Plots.Line("95 % interval", ends, levels, 5, Look.THICK),
                new Plots.Line("accuracy", shares, places, 0, Look.POINTS))),
        String.format(
            Locale.ROOT,
            "Share of %d %s predicted correctly. If intervals overlap widely, there are too few"
                + " rows to tell the models apart.",
            runs.getFirst().checked(),
            prepared.heldOut() ? "rows of the validation set" : "rows"),
        new Figures(
            List.of(
                "Model",
                "Parameters",
                "Accuracy",
                "95 % interval",
                "Training accuracy",
                "Training loss",
                "Of baseline loss"),
            rows));
  }

  private static List<String> row(Run run, Assessment assessment) {
    String name = run.plan().name();
    String parameters = String.valueOf(run.parameters());
    return assessment == null
        ? List.of(name, parameters, "diverged", "", "", Exhibit.number(run.loss()), "")
        : List.of(
            name,
            parameters,
            Exhibit.percent(run.accuracy()),
            String.format(
                Locale.ROOT,
                "%s to %s",
                Exhibit.percent(assessment.accuracy().low()),
                Exhibit.percent(assessment.accuracy().high())),
            Exhibit.percent(assessment.trainingAccuracy()),
            Exhibit.number(run.loss()),
            Exhibit.percent(assessment.trainingLoss()));
  }

  private static Exhibit losses(Recipe.Loss loss, List<Run> runs, Curves curves, double guessing) {
    List<List<String>> rows = new ArrayList<>();
    for (Run run : runs) {
      boolean watched = run.validation().length > 0;
      rows.add(
          List.of(
              run.plan().name(),
              String.valueOf(run.plan().epochs()),
              Exhibit.number(run.losses()[0]),
              Exhibit.number(run.loss()),
              watched ? Exhibit.number(run.validation()[run.plan().epochs()]) : "–"));
    }
    String alt =
        String.join(
            "; ",
            rows.stream()
                .map(
                    row ->
                        String.format(
                            Locale.ROOT, "%s from %s to %s", row.get(0), row.get(2), row.get(3)))
                .toList());
    return new Exhibit(
        curves.all(runs, "Curves of the training losses over the steps: " + alt + "."),
        String.format(
            Locale.ROOT,
            "The %s on the training set. The grey line is the baseline loss, that of the best"
                + " constant prediction, %s. Values above the frame are not shown.",
            loss,
            Exhibit.number(guessing)),
        new Figures(
            List.of("Model", "Steps", "First loss", "Last loss", "Last validation loss"), rows));
  }
}
