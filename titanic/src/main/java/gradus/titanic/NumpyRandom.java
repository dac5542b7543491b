package gradus.titanic;

import gradus.engine.MersenneTwister;

/// NumPy's legacy generator, `np.random.seed` and `np.random.normal`, draw for draw: the lesson's
/// quadratic has its noise from there.
final class NumpyRandom {
  private final MersenneTwister bits;
  private double spare = Double.NaN;

  NumpyRandom(int seed) {
    bits = new MersenneTwister(seed);
  }

  /// Normal numbers of mean 0, by Marsaglia's polar method.
  double[] normal(double deviation, int count) {
    double[] numbers = new double[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = deviation * next();
    }
    return numbers;
  }

  /// Two at a time; one is kept for the next call.
  private double next() {
    if (!Double.isNaN(spare)) {
      double number = spare;
      spare = Double.NaN;
      return number;
    }
    while (true) {
      double x = 2 * bits.nextDouble() - 1;
      double y = 2 * bits.nextDouble() - 1;
      double square = x * x + y * y;
      if (square < 1 && square != 0) {
        double factor = Math.sqrt(-2 * Math.log(square) / square);
        spare = factor * x;
        return factor * y;
      }
    }
  }
}
