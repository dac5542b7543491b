package gradus.bench;

import java.util.Arrays;
import java.util.Collection;

/// What a series of measurements comes to.
final class Statistics {
  private Statistics() {}

  /// {@return the middle one, or the mean of the two in the middle}
  ///
  /// @param values at least one
  static double median(double... values) {
    if (values.length == 0) {
      throw new IllegalArgumentException("median: there is no value");
    }
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  /// {@return the n-th root of the product of n values: the mean that ratios have}
  ///
  /// @param values positive; NaN if there is none
  static double geometricMean(Collection<Double> values) {
    return Math.exp(values.stream().mapToDouble(Math::log).average().orElse(Double.NaN));
  }
}
