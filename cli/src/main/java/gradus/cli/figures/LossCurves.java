package gradus.cli.figures;

import gradus.cli.figures.Exhibit.Figures;
import gradus.cli.figures.Plots.Look;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;

/// The curves of the losses of a training.
///
/// @param unit what the training was counted in, such as `epoch`
/// @param at where the losses were measured, rising
/// @param training the losses on what is learnt from
/// @param validation the losses on what is held out
public record LossCurves(String unit, int[] at, double[] training, double[] validation) {
  /// The file of the picture.
  public static final String FILE = "losses.png";

  /// About how many rows the table has.
  private static final int ROWS = 10;

  /// {@return the curves, with a table of about ten rows}
  ///
  /// @param caption the caption
  public Exhibit exhibit(String caption) {
    double most =
        DoubleStream.concat(DoubleStream.of(training), DoubleStream.of(validation))
            .filter(Double::isFinite)
            .max()
            .orElse(1);
    return new Exhibit(
        Plots.lines(
            new Plots.Frame(
                FILE,
                String.format(Locale.ROOT, "Curves of the losses over the %ss.", unit),
                "Loss",
                unit,
                "cross-entropy",
                false,
                true),
            new Interval(0, Math.max(1, at.length == 0 ? 1 : at[at.length - 1])),
            new Interval(0, 1.05 * most),
            List.of(line("training", training, 1), line("validation", validation, 0))),
        caption,
        new Figures(
            List.of(
                unit.substring(0, 1).toUpperCase(Locale.ROOT) + unit.substring(1),
                "Training loss",
                "Validation loss"),
            rows()));
  }

  private Plots.Line line(String name, double[] losses, int colour) {
    return new Plots.Line(
        name, Arrays.stream(at).asDoubleStream().toArray(), losses, colour, Look.LINE);
  }

  private List<List<String>> rows() {
    List<List<String>> rows = new ArrayList<>();
    for (int i : shown(at.length)) {
      rows.add(
          List.of(
              String.valueOf(at[i]), Exhibit.number(training[i]), Exhibit.number(validation[i])));
    }
    return rows;
  }

  /// {@return about ten of the numbers from 0 to a count less 1, with the last one}
  ///
  /// @param count the count
  public static List<Integer> shown(int count) {
    List<Integer> shown = new ArrayList<>();
    int every = Math.ceilDiv(count, ROWS);
    for (int i = 0; i < count; i++) {
      if ((i + 1) % every == 0 || i == count - 1) {
        shown.add(i);
      }
    }
    return shown;
  }
}
