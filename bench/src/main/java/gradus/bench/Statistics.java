package gradus.bench;

import java.util.Arrays;
import java.util.Collection;

/// Statistics of a series of measurements.
public final class Statistics {
  private Statistics() {}

  /// {@return the median: the middle value, or the mean of the two middle values}
  ///
  /// @param values at least one value
  public static double median(double... values) {
    if (values.length == 0) {
      throw new IllegalArgumentException("median: no values");
    }
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  /// Returns the geometric mean, which is the mean for ratios.
  ///
  /// @param values positive values; the mean of none is NaN
  static double geometricMean(Collection<Double> values) {
    return Math.exp(values.stream().mapToDouble(Math::log).average().orElse(Double.NaN));
  }
}
