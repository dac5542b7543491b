package gradus.titanic.recipe;

import gradus.engine.MersenneTwister;

/// Normal numbers as NumPy's older generator draws them after `np.random.seed`: what the lesson's
/// quadratic is made noisy with. Not for several threads at once.
///
/// Marsaglia's polar method: a point drawn in the unit circle gives two numbers, of which the first
/// is kept for the next call.
public final class NumpyRandom {
  private final MersenneTwister bits;
  private double spare = Double.NaN;

  /// A generator.
  ///
  /// @param seed as for `np.random.seed`
  public NumpyRandom(int seed) {
    bits = new MersenneTwister(seed);
  }

  /// A number of mean 0 and variance 1: `np.random.normal()`.
  ///
  /// @return the number
  public double nextNormal() {
    if (!Double.isNaN(spare)) {
      double number = spare;
      spare = Double.NaN;
      return number;
    }
    double x;
    double y;
    double squared;
    do {
      x = 2 * bits.nextDouble() - 1;
      y = 2 * bits.nextDouble() - 1;
      squared = x * x + y * y;
    } while (squared >= 1 || squared == 0);
    double factor = Math.sqrt(-2 * Math.log(squared) / squared);
    spare = factor * x;
    return factor * y;
  }

  /// Numbers of mean 0: `np.random.normal(scale=deviation, size=count)`.
  ///
  /// @param deviation their standard deviation
  /// @param count how many
  /// @return the numbers
  public double[] normal(double deviation, int count) {
    double[] numbers = new double[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = deviation * nextNormal();
    }
    return numbers;
  }
}
