package gradus.vision.report;

import gradus.cli.figures.Interval;
import gradus.cli.figures.Picture;
import gradus.cli.figures.Plots;
import gradus.cli.figures.Plots.Look;
import gradus.vision.compare.Candidate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The chart of a comparison: accuracy over the time for a picture.
public final class ComparisonPicture {
  private static final double MS = 1e3;

  private ComparisonPicture() {}

  /// {@return the chart}
  ///
  /// @param candidates the networks, at least one
  public static Picture of(List<Candidate> candidates) {
    List<Candidate> frontier = Candidate.frontier(candidates);
    double least = candidates.stream().mapToDouble(Candidate::accuracy).min().orElseThrow();
    double most = candidates.stream().mapToDouble(Candidate::accuracy).max().orElseThrow();
    double fastest = MS * candidates.stream().mapToDouble(Candidate::alone).min().orElseThrow();
    double slowest = MS * candidates.stream().mapToDouble(Candidate::alone).max().orElseThrow();
    double margin = Math.max(0.01, 0.15 * (most - least));
    List<Plots.Line> lines = new ArrayList<>();
    lines.add(
        new Plots.Line(
            "Pareto frontier",
            frontier.stream().mapToDouble(each -> MS * each.alone()).toArray(),
            frontier.stream().mapToDouble(Candidate::accuracy).toArray(),
            Plots.GREY,
            Look.LINE));
    for (int i = 0; i < candidates.size(); i++) {
      Candidate each = candidates.get(i);
      lines.add(
          new Plots.Line(
              each.name(),
              new double[] {MS * each.alone()},
              new double[] {each.accuracy()},
              i,
              Look.POINTS));
    }
    String alt =
        String.join(
            ", ",
            candidates.stream()
                .map(
                    each ->
                        String.format(
                            Locale.ROOT,
                            "%s %.2f %% in %.3f ms",
                            each.name(),
                            100 * each.accuracy(),
                            MS * each.alone()))
                .toList());
    return Plots.logarithmic(
        new Plots.Frame(
            "models.png",
            "Accuracy over the time for one picture: " + alt + ".",
            "Which model is best?",
            "milliseconds for one picture",
            "accuracy",
            true,
            true),
        new Interval(fastest / 1.2, slowest * 1.2),
        new Interval(Math.max(0, least - margin), Math.min(1, most + margin)),
        lines);
  }
}
