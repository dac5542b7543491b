package gradus.lab;

import gradus.engine.DType;
import gradus.engine.Gradients;
import gradus.engine.Tensor;
import gradus.nn.Losses;
import gradus.titanic.recipe.Quadratic;
import java.util.function.BinaryOperator;

/// Chapter 1, fit by hand: the lesson's points, a curve with three sliders, and its loss.
final class FitChapter {
  /// The lesson's points, which the chapters on gradient descent and on the graph use, too.
  static final Quadratic POINTS = Quadratic.noisy(42);

  /// New points near the same curve, which no polynomial is fitted to.
  private static final Quadratic FRESH = Quadratic.noisy(43);

  private static final double[] START = {1.1, 1.1, 1.1};
  static final double LIMIT = 10;
  private static final int HIGHEST = 15;
  private static final int PLACES = 101;
  private static final double EDGE = 2.4;

  private FitChapter() {}

  /// The points of a curve.
  ///
  /// @param x their x coordinates
  /// @param y their y coordinates
  record Curve(double[] x, double[] y) {
    static Curve of(Tensor x, Tensor y) {
      return new Curve(x.toDoubles(), y.toDoubles());
    }

    /// Returns the curve a·x² + b·x + c.
    static Curve of(Tensor abc) {
      Tensor along = Tensor.linspace(-EDGE, EDGE, PLACES);
      return of(along, Tensor.noGrad(() -> new Quadratic(along, along).predict(abc)));
    }

    static Curve points() {
      return of(POINTS.x(), POINTS.y());
    }
  }

  /// A curve and its loss.
  ///
  /// @param points the lesson's points
  /// @param curve the curve with the given parameters
  /// @param loss the distance of the curve from the points
  /// @param gradient the gradient of the loss with respect to a, b and c
  record Fit(Curve points, Curve curve, double loss, double[] gradient) {}

  /// Computes the curve, the loss and the gradient for the given parameters.
  static Fit fit(Query query) {
    Tensor abc = abc(query);
    Tensor error = loss(query).apply(POINTS.predict(abc), POINTS.y());
    Tensor gradient = Gradients.of(error, abc).getFirst();
    return new Fit(Curve.points(), Curve.of(abc), error.item(), gradient.toDoubles());
  }

  /// Returns the requested parameters, as a leaf that requires a gradient.
  static Tensor abc(Query query) {
    double[] abc = query.numbers("abc", START, -LIMIT, LIMIT, 3);
    if (abc.length != 3) {
      throw new RequestException(400, "abc must be three numbers, such as 1.1,1.1,1.1");
    }
    return Tensor.of(abc).to(DType.F32).detach().requiresGrad(true);
  }

  /// Returns the requested loss function.
  static BinaryOperator<Tensor> loss(Query query) {
    return query.choice("loss", "mae", "mse").equals("mse") ? Losses::mse : Losses::l1;
  }

  /// The best-fitting polynomial of a degree, and the losses for all degrees.
  ///
  /// @param points the lesson's points
  /// @param curve the best-fitting polynomial
  /// @param losses by degree, from 1: the loss on the points that the polynomial was fitted to
  /// @param fresh by degree, from 1: the loss on new points near the same curve
  record Degrees(Curve points, Curve curve, double[] losses, double[] fresh) {}

  /// Fits polynomials of all degrees. Higher degrees fit the points better and new points worse.
  static Degrees degrees(Query query) {
    int degree = query.whole("degree", 2, 1, HIGHEST);
    BinaryOperator<Tensor> loss = loss(query);
    Tensor x = POINTS.x().to(DType.F64);
    Tensor y = POINTS.y().to(DType.F64);
    Tensor others = FRESH.y().to(DType.F64);
    Tensor along = Tensor.linspace(-EDGE, EDGE, 2 * PLACES).to(DType.F64);
    double[] losses = new double[HIGHEST];
    double[] fresh = new double[HIGHEST];
    for (int i = 0; i < HIGHEST; i++) {
      Tensor heights = Polynomial.through(x, y, i + 1, x);
      losses[i] = loss.apply(heights, y).item();
      fresh[i] = loss.apply(heights, others).item();
    }
    Tensor closest = Polynomial.through(x, y, degree, along);
    return new Degrees(Curve.points(), Curve.of(along, closest), losses, fresh);
  }
}
