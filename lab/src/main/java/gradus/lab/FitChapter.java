package gradus.lab;

import gradus.engine.DType;
import gradus.engine.Gradients;
import gradus.engine.Tensor;
import gradus.nn.Losses;
import gradus.titanic.Quadratic;
import java.util.function.BinaryOperator;
import java.util.stream.IntStream;

/// Chapter 1, fit by hand: the lesson's points, a curve with three sliders, and what the loss says.
final class FitChapter {
  /// The lesson's seed.
  private static final int SEED = 42;

  /// A seed for other points near the same curve, which no fit has seen.
  private static final int FRESH = 43;

  static final double[] START = {1.1, 1.1, 1.1};
  static final double LIMIT = 10;
  private static final int HIGHEST = 15;
  private static final int CURVE = 101;
  private static final double EDGE = 2.4;

  private FitChapter() {}

  /// What a curve is worth.
  ///
  /// @param x the points' places
  /// @param y their heights
  /// @param curveX places along the curve
  /// @param curveY the curve's heights there
  /// @param loss how far the curve is from the points
  /// @param gradient how the loss changes with a, b and c
  record Fit(
      double[] x, double[] y, double[] curveX, double[] curveY, double loss, double[] gradient) {}

  /// A curve given by its parameters.
  static Fit fit(Query query) {
    double[] abc = abc(query);
    BinaryOperator<Tensor> loss = loss(query);
    Quadratic points = Quadratic.noisy(SEED);
    Tensor parameters = Tensor.of(abc).to(DType.F32).detach().requiresGrad(true);
    Tensor error = loss.apply(points.predict(parameters), points.y());
    Tensor gradient = Gradients.of(error, parameters).getFirst();
    Tensor along = Tensor.linspace(-EDGE, EDGE, CURVE);
    Tensor curve = Tensor.noGrad(() -> new Quadratic(along, along).predict(parameters));
    return new Fit(
        points.x().toDoubles(),
        points.y().toDoubles(),
        along.toDoubles(),
        curve.toDoubles(),
        error.item(),
        gradient.toDoubles());
  }

  static double[] abc(Query query) {
    double[] abc = query.numbers("abc", START, -LIMIT, LIMIT, 3);
    if (abc.length != 3) {
      throw new RequestException(400, "abc must be three numbers, such as 1.1,1.1,1.1");
    }
    return abc;
  }

  static BinaryOperator<Tensor> loss(Query query) {
    return query.choice("loss", "mae", "mse").equals("mse") ? Losses::mse : Losses::l1;
  }

  /// The closest polynomial of a degree, and how close those of all degrees come.
  ///
  /// @param curveX places along the curve
  /// @param curveY its heights there
  /// @param losses by degree, from 1, on the points that it was fitted to
  /// @param fresh the same on other points near the same curve
  record Degrees(double[] curveX, double[] curveY, double[] losses, double[] fresh) {}

  /// Polynomials of higher degrees: ever closer to the points, and ever further from others.
  static Degrees degrees(Query query) {
    int degree = query.whole("degree", 2, 1, HIGHEST);
    BinaryOperator<Tensor> loss = loss(query);
    Tensor x = Quadratic.noisy(SEED).x().to(DType.F64);
    Tensor y = Quadratic.noisy(SEED).y().to(DType.F64);
    Tensor others = Quadratic.noisy(FRESH).y().to(DType.F64);
    Tensor along = Tensor.linspace(-EDGE, EDGE, 2 * CURVE).to(DType.F64);
    double[] losses = new double[HIGHEST];
    double[] fresh = new double[HIGHEST];
    for (int i : IntStream.range(0, HIGHEST).toArray()) {
      Tensor heights = Polynomial.through(x, y, i + 1, x);
      losses[i] = loss.apply(heights, y).item();
      fresh[i] = loss.apply(heights, others).item();
    }
    return new Degrees(
        along.toDoubles(), Polynomial.through(x, y, degree, along).toDoubles(), losses, fresh);
  }
}
