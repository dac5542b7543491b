package gradus.titanic.recipe;

import gradus.engine.Tensor;
import gradus.nn.Losses;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BinaryOperator;

/// The lesson's first fit: find a, b and c of a·x² + b·x + c from noisy points on such a curve.
///
/// @param x the points' places
/// @param y their heights
public record Quadratic(Tensor x, Tensor y) {
  private static final int POINTS = 20;
  private static final double START = 1.1;

  /// What a descent went through.
  ///
  /// @param losses the loss before each step
  /// @param parameters a, b and c in the end
  public record Descent(List<Double> losses, Tensor parameters) {}

  /// The lesson's points: 3x² + 2x + 1 at 20 places from -2 to 2, with noise in proportion to the
  /// height and, drawn after it, noise that isn't.
  ///
  /// @param seed the noise's; the lesson's is 42
  /// @return the points
  public static Quadratic noisy(int seed) {
    NumpyRandom random = new NumpyRandom(seed);
    double[] proportional = random.normal(0.15, POINTS);
    double[] constant = random.normal(1.5, POINTS);
    Tensor x = Tensor.linspace(-2, 2, POINTS);
    // In F32, as PyTorch does it; the noise is NumPy's, in F64.
    double[] y = x.square().mul(3).add(x.mul(2)).add(1).toDoubles();
    for (int i = 0; i < POINTS; i++) {
      y[i] = y[i] * (1 + proportional[i]) + constant[i];
    }
    return new Quadratic(x, Tensor.of(y));
  }

  /// {@return the lesson's first guess: a, b and c are all 1.1}
  public static Tensor start() {
    return Tensor.full(START, 3).requiresGrad(true);
  }

  /// {@return the heights that a, b and c would give}
  ///
  /// @param abc a, b and c
  public Tensor predict(Tensor abc) {
    Tensor a = abc.select(0, 0);
    Tensor b = abc.select(0, 1);
    Tensor c = abc.select(0, 2);
    return a.mul(x.square()).add(b.mul(x)).add(c);
  }

  /// Goes downhill.
  ///
  /// @param abc where from; changed
  /// @param loss of prediction and target
  /// @param lr the learning rate: how far to go along the gradient
  /// @param steps how many
  /// @param zeroing whether to forget the gradients before each step, as one should
  /// @return the losses and the end
  public Descent descend(
      Tensor abc, BinaryOperator<Tensor> loss, double lr, int steps, boolean zeroing) {
    List<Double> losses = new ArrayList<>();
    for (int step = 0; step < steps; step++) {
      if (zeroing) {
        abc.zeroGrad();
      }
      Tensor error = loss.apply(predict(abc), y);
      error.backward();
      Tensor.noGrad(() -> abc.subInPlace(abc.grad().mul(lr)));
      losses.add(error.item());
    }
    return new Descent(losses, abc);
  }

  /// {@return the mean absolute error}
  ///
  /// @param abc a, b and c
  public Tensor error(Tensor abc) {
    return Losses.l1(predict(abc), y);
  }
}
