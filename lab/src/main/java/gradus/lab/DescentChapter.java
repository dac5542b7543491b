package gradus.lab;

import gradus.engine.Tensor;
import gradus.titanic.recipe.Quadratic;
import java.util.List;
import java.util.function.BinaryOperator;

/// Chapter 2, let it descend: the lesson's points again, and gradient descent on their loss.
final class DescentChapter {
  static final int MOST_STEPS = 300;

  /// Places along each side of the bowl.
  static final int SIDE = 49;

  /// The bowl's window, about the lowest point and wide enough to see a path overshoot it.
  private static final double LEAST = -2;

  private static final double MOST = 6;

  private DescentChapter() {}

  /// A path downhill. Where it has left all bounds its numbers are no numbers.
  ///
  /// @param points the lesson's
  /// @param losses before each step, and where it stands in the end
  /// @param parameters a, b and c at the same times
  /// @param rates the learning rate of each step
  /// @param curve that of the parameters in the end
  record Path(
      FitChapter.Curve points,
      double[] losses,
      double[][] parameters,
      double[] rates,
      FitChapter.Curve curve) {}

  /// The whole path of so many steps, from its start.
  static Path descent(Query query) {
    Tensor abc = FitChapter.abc(query);
    BinaryOperator<Tensor> loss = FitChapter.loss(query);
    double rate = query.number("lr", 0.01, 1e-4, 1);
    int steps = query.whole("steps", 0, 0, MOST_STEPS);
    boolean zero = query.on("zero", true);
    boolean halve = query.on("halve", false);
    Quadratic points = FitChapter.POINTS;
    double[] losses = new double[steps + 1];
    double[][] parameters = new double[steps + 1][];
    double[] rates = new double[steps];
    for (int step = 0; step <= steps; step++) {
      losses[step] = Tensor.noGrad(() -> loss.apply(points.predict(abc), points.y())).item();
      parameters[step] = abc.toDoubles();
      if (step < steps) {
        if (halve && step > 0 && losses[step] > losses[step - 1]) {
          rate /= 2;
        }
        rates[step] = rate;
        // One step of the lesson's own descent; what it forgets stays in abc's gradient.
        points.descend(abc, loss, rate, 1, zero);
      }
    }
    return new Path(FitChapter.Curve.points(), losses, parameters, rates, FitChapter.Curve.of(abc));
  }

  /// The loss over two of the parameters.
  ///
  /// @param side how many places there are along each
  /// @param least where both begin
  /// @param most where both end
  /// @param losses row by row: the first parameter changes along a row, the second from row to row
  record Bowl(int side, double least, double most, double[] losses) {}

  /// The bowl that a path goes down in, cut where the third parameter has one value.
  static Bowl bowl(Query query) {
    String plane = query.choice("plane", "ab", "ac", "bc");
    double third = query.number("third", 1.1, -FitChapter.LIMIT, FitChapter.LIMIT);
    boolean squared = query.choice("loss", "mae", "mse").equals("mse");
    Tensor places = Tensor.linspace(LEAST, MOST, SIDE);
    Tensor first = places.reshape(1, SIDE, 1).expand(SIDE, SIDE, 1);
    Tensor second = places.reshape(SIDE, 1, 1).expand(SIDE, SIDE, 1);
    Tensor rest = Tensor.full(third, SIDE, SIDE, 1);
    List<Tensor> abc =
        switch (plane) {
          case "ab" -> List.of(first, second, rest);
          case "ac" -> List.of(first, rest, second);
          default -> List.of(rest, first, second);
        };
    Quadratic points = FitChapter.POINTS;
    // All curves at once: (side, side, 1) parameters meet (20) points.
    Tensor off = points.predict(Tensor.stack(0, abc.toArray(Tensor[]::new))).sub(points.y());
    Tensor losses = (squared ? off.square() : off.abs()).mean(2);
    return new Bowl(SIDE, LEAST, MOST, losses.toDoubles());
  }
}
