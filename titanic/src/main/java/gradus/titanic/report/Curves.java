package gradus.titanic.report;

import gradus.cli.figures.Interval;
import gradus.cli.figures.Picture;
import gradus.cli.figures.Plots;
import gradus.cli.figures.Plots.Look;
import gradus.titanic.recipe.Recipe;
import gradus.titanic.recipe.Run;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// Charts of learning curves, with the same axes for all models. Losses that are not numbers, or
/// above the frame, are not drawn.
final class Curves {
  /// The maximum number of points of a curve.
  private static final int POINTS = 600;

  private final String loss;
  private final double guessing;
  private final double low;
  private final double high;

  /// Creates axes for some runs.
  ///
  /// @param loss the loss
  /// @param guessing the baseline loss; values far above it are not interesting
  Curves(Recipe.Loss loss, double guessing, List<Run> runs) {
    this.loss = loss.toString();
    this.guessing = guessing;
    double least = guessing;
    double most = 1.4 * guessing;
    for (Run run : runs) {
      double best =
          IntStream.rangeClosed(0, run.losses().length)
              .mapToDouble(step -> training(run)[step])
              .filter(Double::isFinite)
              .min()
              .orElse(guessing);
      // A curve that stays above the baseline should be visible, too.
      most = Math.max(most, 1.1 * best);
      least = Math.min(least, lowest(run.validation(), best));
    }
    this.low = least > guessing / 3 ? guessing / 4 : 0;
    this.high = most;
  }

  /// Returns the training loss before each step and after the last.
  static double[] training(Run run) {
    double[] all = Arrays.copyOf(run.losses(), run.losses().length + 1);
    all[run.losses().length] = run.loss();
    return all;
  }

  private static double lowest(double[] losses, double other) {
    return Math.min(other, Arrays.stream(losses).filter(Double::isFinite).min().orElse(other));
  }

  /// Draws the training losses of all models.
  Picture all(List<Run> runs, String alt) {
    List<Plots.Line> lines = new ArrayList<>();
    for (Run run : runs) {
      lines.add(line(run.plan().name(), training(run), lines.size()));
    }
    int steps = runs.stream().mapToInt(run -> run.losses().length).max().orElse(1);
    return picture("losses.png", alt, "Learning curves of all models", steps, lines);
  }

  /// Draws the training and validation losses of a model.
  Picture of(Run run, String alt) {
    List<Plots.Line> lines = new ArrayList<>();
    lines.add(line("training", training(run), 0));
    if (run.validation().length > 0) {
      lines.add(line("validation", run.validation(), 1));
    }
    String name = run.plan().name();
    return picture(name + "-losses.png", alt, name + ": the loss", run.losses().length, lines);
  }

  private Picture picture(
      String file, String alt, String title, int steps, List<Plots.Line> lines) {
    lines.addFirst(
        new Plots.Line(
            "baseline (constant prediction)",
            new double[] {0, steps},
            new double[] {guessing, guessing},
            Plots.GREY,
            Look.DASHED));
    return Plots.lines(
        new Plots.Frame(file, alt, title, "step", loss, false, true),
        new Interval(0, steps),
        new Interval(low, high),
        lines);
  }

  private Plots.Line line(String name, double[] losses, int colour) {
    int every = (losses.length + POINTS - 1) / POINTS;
    double[] steps =
        IntStream.range(0, losses.length)
            .filter(step -> step % every == 0 || step == losses.length - 1)
            .asDoubleStream()
            .toArray();
    double[] shown =
        Arrays.stream(steps)
            .map(step -> losses[(int) step])
            .map(loss -> loss <= high ? loss : Double.NaN)
            .toArray();
    return new Plots.Line(name, steps, shown, colour, Look.LINE);
  }
}
