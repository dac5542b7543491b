package gradus.titanic;

import gradus.engine.DType;
import gradus.engine.Tensor;

/// The lesson's first model: three numbers a, b, c such that a·x² + b·x + c comes close to 20 noisy
/// points, found by gradient descent on the mean absolute error.
final class Quadratic {
  /// Where the lesson starts from.
  static final double START = 1.1;

  static final double LEARNING_RATE = 0.01;

  private static final int POINTS = 20;
  private static final int SEED = 42;

  private final Tensor x = Tensor.linspace(-2, 2, POINTS);
  private final Tensor y;

  Quadratic() {
    NumpyRandom random = new NumpyRandom(SEED);
    double[] factor = random.normal(0.15, POINTS);
    double[] summand = random.normal(1.5, POINTS);
    Tensor clean = of(Tensor.of(3.0, 2, 1)).to(DType.F64);
    y = clean.mul(Tensor.fromArray(factor, POINTS).add(1)).add(Tensor.fromArray(summand, POINTS));
  }

  Tensor x() {
    return x;
  }

  Tensor y() {
    return y;
  }

  /// a·x² + b·x + c at the points.
  Tensor of(Tensor abc) {
    return abc.select(0, 0).mul(x.square()).add(abc.select(0, 1).mul(x)).add(abc.select(0, 2));
  }

  static Tensor start() {
    return Tensor.full(START, 3).requiresGrad(true);
  }

  /// The mean absolute error.
  Tensor loss(Tensor abc) {
    return of(abc).sub(y).abs().mean();
  }

  /// Takes steps.
  ///
  /// @param abc the parameters, changed in place
  /// @param zeroing whether each gradient is forgotten before the next is computed, as it must be;
  ///   if not, all the gradients so far add up
  /// @return the loss before each step
  double[] steps(Tensor abc, int count, boolean zeroing) {
    double[] losses = new double[count];
    for (int i = 0; i < count; i++) {
      if (zeroing) {
        abc.zeroGrad();
      }
      Tensor loss = loss(abc);
      loss.backward();
      Tensor.noGrad(() -> abc.subInPlace(abc.grad().mul(LEARNING_RATE)));
      losses[i] = loss.item();
    }
    return losses;
  }
}
