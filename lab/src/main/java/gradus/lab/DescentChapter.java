package gradus.lab;

import gradus.engine.Tensor;
import gradus.titanic.recipe.Quadratic;
import java.util.List;
import java.util.function.BinaryOperator;

/// Chapter 2, gradient descent on the loss of the lesson's points.
final class DescentChapter {
  static final int MOST_STEPS = 300;

  /// The number of values of each parameter at which the loss surface is computed.
  static final int SIDE = 49;

  /// The range of both parameters of the loss surface: around the minimum, and wide enough to show
  /// a path that overshoots it.
  private static final double LEAST = -2;

  private static final double MOST = 6;

  private DescentChapter() {}

  /// The path of gradient descent. Its numbers are NaN or infinite where it has diverged.
  ///
  /// @param points the lesson's points
  /// @param losses the loss before each step, and after the last one
  /// @param parameters a, b and c at the same times
  /// @param rates the learning rate of each step
  /// @param curve the curve after the last step
  record Path(
      FitChapter.Curve points,
      double[] losses,
      double[][] parameters,
      double[] rates,
      FitChapter.Curve curve) {}

  /// Computes the whole path of the requested number of steps, from its start.
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
        // One step of the lesson's gradient descent. If gradients aren't zeroed, they stay in abc.
        points.descend(abc, loss, rate, 1, zero);
      }
    }
    return new Path(FitChapter.Curve.points(), losses, parameters, rates, FitChapter.Curve.of(abc));
  }

  /// The loss as a function of two parameters, on a square grid.
  ///
  /// @param side the number of values of each parameter
  /// @param least the first value of each
  /// @param most the last value of each
  /// @param losses row by row: the first parameter changes along a row, the second from row to row
  record Bowl(int side, double least, double most, double[] losses) {}

  /// Computes the loss surface over two parameters, for one value of the third.
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
    // All curves at once: parameters of shape (side, side, 1) are broadcast over 20 points.
    Tensor off = points.predict(Tensor.stack(0, abc.toArray(Tensor[]::new))).sub(points.y());
    Tensor losses = (squared ? off.square() : off.abs()).mean(2);
    return new Bowl(SIDE, LEAST, MOST, losses.toDoubles());
  }
}
