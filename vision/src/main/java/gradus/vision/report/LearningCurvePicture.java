package gradus.vision.report;

import gradus.cli.figures.Interval;
import gradus.cli.figures.Picture;
import gradus.cli.figures.Plots;
import gradus.cli.figures.Plots.Look;
import gradus.vision.compare.Diagnosis;
import java.util.List;
import java.util.stream.DoubleStream;

/// The chart of a learning curve: accuracy over the number of pictures.
public final class LearningCurvePicture {
  private LearningCurvePicture() {}

  /// {@return the chart}
  ///
  /// @param curve the points, at least one
  public static Picture of(List<Diagnosis.Point> curve) {
    double[] pictures = curve.stream().mapToDouble(Diagnosis.Point::pictures).toArray();
    double[] trained = curve.stream().mapToDouble(Diagnosis.Point::trained).toArray();
    double[] tested = curve.stream().mapToDouble(Diagnosis.Point::accuracy).toArray();
    double least =
        DoubleStream.concat(DoubleStream.of(trained), DoubleStream.of(tested)).min().orElseThrow();
    return Plots.logarithmic(
        new Plots.Frame(
            "curve.png",
            "Accuracy over the number of pictures to learn from.",
            "Learning curve",
            "pictures to learn from",
            "accuracy",
            true,
            true),
        new Interval(pictures[0] / 1.2, pictures[pictures.length - 1] * 1.2),
        new Interval(Math.max(0, Math.floor(20 * least - 0.5) / 20), 1),
        List.of(
            new Plots.Line("on these pictures", pictures, trained, 1, Look.LINE),
            new Plots.Line("on those held out", pictures, tested, 0, Look.LINE)));
  }
}
