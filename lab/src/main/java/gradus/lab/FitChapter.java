package gradus.lab;

import gradus.engine.DType;
import gradus.engine.Gradients;
import gradus.engine.Tensor;
import gradus.nn.Losses;
import gradus.titanic.recipe.Quadratic;
import java.util.function.BinaryOperator;

/// Chapter 1, fit by hand: the lesson's points, a curve with three sliders, and what the loss says.
final class FitChapter {
  /// The lesson's points, which the chapters on descent and on the graph are about, too.
  static final Quadratic POINTS = Quadratic.noisy(42);

  /// Other points near the same curve, which no fit has seen.
  private static final Quadratic FRESH = Quadratic.noisy(43);

  private static final double[] START = {1.1, 1.1, 1.1};
  static final double LIMIT = 10;
  private static final int HIGHEST = 15;
  private static final int PLACES = 101;
  private static final double EDGE = 2.4;

  private FitChapter() {}

  /// Places, and heights there.
  ///
  /// @param x the places
  /// @param y the heights
  record Curve(double[] x, double[] y) {
    static Curve of(Tensor x, Tensor y) {
      return new Curve(x.toDoubles(), y.toDoubles());
    }

    /// The curve of a, b and c.
    static Curve of(Tensor abc) {
      Tensor along = Tensor.linspace(-EDGE, EDGE, PLACES);
      return of(along, Tensor.noGrad(() -> new Quadratic(along, along).predict(abc)));
    }

    static Curve points() {
      return of(POINTS.x(), POINTS.y());
    }
  }

  /// What a curve is worth.
  ///
  /// @param points the lesson's
  /// @param curve that of the parameters
  /// @param loss how far the curve is from the points
  /// @param gradient how the loss changes with a, b and c
  record Fit(Curve points, Curve curve, double loss, double[] gradient) {}

  /// A curve given by its parameters.
  static Fit fit(Query query) {
    Tensor abc = abc(query);
    Tensor error = loss(query).apply(POINTS.predict(abc), POINTS.y());
    Tensor gradient = Gradients.of(error, abc).getFirst();
    return new Fit(Curve.points(), Curve.of(abc), error.item(), gradient.toDoubles());
  }

  /// The parameters that are asked for, as a leaf that learns.
  static Tensor abc(Query query) {
    double[] abc = query.numbers("abc", START, -LIMIT, LIMIT, 3);
    if (abc.length != 3) {
      throw new RequestException(400, "abc must be three numbers, such as 1.1,1.1,1.1");
    }
    return Tensor.of(abc).to(DType.F32).detach().requiresGrad(true);
  }

  /// The loss that is asked for.
  static BinaryOperator<Tensor> loss(Query query) {
    return query.choice("loss", "mae", "mse").equals("mse") ? Losses::mse : Losses::l1;
  }

  /// The closest polynomial of a degree, and how close those of all degrees come.
  ///
  /// @param points the lesson's
  /// @param curve of the closest polynomial
  /// @param losses by degree, from 1, on the points that it was fitted to
  /// @param fresh the same on other points near the same curve
  record Degrees(Curve points, Curve curve, double[] losses, double[] fresh) {}

  /// Polynomials of higher degrees: ever closer to the points, and ever further from others.
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
