package gradus.vision.compare;

import gradus.cli.figures.Interval;
import java.util.List;
import java.util.Locale;

/// What would help a network most: the lesson's three answers, from a learning curve.
///
/// @param advice the answer
/// @param why the measurements that led to it, a sentence
public record Diagnosis(Advice advice, String why) {
  /// A network whose accuracy on the pictures it learned from is below this does not fit them.
  static final double FITS = 0.95;

  /// More pictures help if the last step of the curve took away more than this share of the errors.
  static final double HELPS = 0.1;

  /// The answers.
  public enum Advice {
    /// The network can't fit what it learns from.
    CAPACITY("more capacity: a larger --arch, or more --epochs"),
    /// It learns by heart, and more pictures do not help.
    REGULARISATION("regularisation: --augment, a smaller --arch, or fewer --epochs"),
    /// It learns by heart, and more pictures help.
    DATA("more data: further pictures, or --augment, which makes some of those that are there");

    private final String text;

    Advice(String text) {
      this.text = text;
    }

    @Override
    public String toString() {
      return text;
    }
  }

  /// A network trained on part of the pictures.
  ///
  /// @param pictures the number of pictures that it learned from
  /// @param trained its accuracy on those
  /// @param right how many of the pictures held out it predicts correctly
  /// @param tested the number of pictures held out
  public record Point(int pictures, double trained, int right, int tested) {
    /// {@return the accuracy on the pictures held out}
    public double accuracy() {
      return (double) right / tested;
    }
  }

  /// {@return the diagnosis}
  ///
  /// @param curve networks trained on more and more pictures, at least two; the last one on all
  public static Diagnosis of(List<Point> curve) {
    Point last = curve.getLast();
    Point before = curve.get(curve.size() - 2);
    Interval interval = Interval.wilson(last.right, last.tested);
    double errors = 1 - before.accuracy();
    double removed = errors > 0 ? (last.accuracy() - before.accuracy()) / errors : 0;
    String growth =
        line(
            "From %,d to %,d pictures, the accuracy on those held out went from %.2f %% to %.2f %%",
            before.pictures, last.pictures, 100 * before.accuracy(), 100 * last.accuracy());
    boolean gap = last.trained > interval.high();
    if (!gap && last.trained < FITS) {
      return new Diagnosis(
          Advice.CAPACITY,
          line(
              "It is right for only %.2f %% of the pictures that it learned from, and for %.2f %%"
                  + " of the others: it does not fit.",
              100 * last.trained, 100 * last.accuracy()));
    }
    if (gap && removed <= HELPS) {
      return new Diagnosis(
          Advice.REGULARISATION,
          line(
              "It is right for %.2f %% of the pictures that it learned from, above the 95 %%"
                  + " interval for the others, which ends at %.2f %%: it learns by heart. %s, so"
                  + " further pictures would hardly help.",
              100 * last.trained, 100 * interval.high(), growth));
    }
    return new Diagnosis(
        Advice.DATA,
        gap
            ? line(
                "It is right for %.2f %% of the pictures that it learned from, above the 95 %%"
                    + " interval for the others, which ends at %.2f %%. %s, and would go on.",
                100 * last.trained, 100 * interval.high(), growth)
            : line(
                "It fits, and generalises: %.2f %% of the pictures that it learned from, %.2f %% of"
                    + " the others. %s.",
                100 * last.trained, 100 * last.accuracy(), growth));
  }

  private static String line(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
