package gradus.engine;

import java.util.Arrays;
import java.util.List;

/// The set on which a function of one real input is defined and smooth: an open interval without
/// some points, at which the function jumps or has a kink. Tests draw inputs from it.
///
/// @param low the lower end of the interval, possibly -∞
/// @param high the upper end, possibly ∞
/// @param kinks points inside at which there is no derivative
public record Domain(double low, double high, List<Double> kinks) {
  /// All real numbers.
  public static final Domain REAL =
      new Domain(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, List.of());

  /// The positive numbers.
  public static final Domain POSITIVE = new Domain(0, Double.POSITIVE_INFINITY, List.of());

  /// Returns this domain without some points.
  ///
  /// @param points the points of a jump or kink
  /// @return the smaller domain
  public Domain except(double... points) {
    return new Domain(low, high, Arrays.stream(points).boxed().toList());
  }
}
