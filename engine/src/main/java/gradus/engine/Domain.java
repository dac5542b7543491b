package gradus.engine;

import java.util.Arrays;
import java.util.List;

/// Where a function of one real input is defined and smooth: an open interval less some points,
/// where it jumps or has a kink. Tests draw inputs from it, and name the points rather than avoid
/// them by luck.
///
/// @param low the interval's lower end, possibly -∞
/// @param high its upper end, possibly ∞
/// @param kinks points inside at which there is no derivative
public record Domain(double low, double high, List<Double> kinks) {
  /// All real numbers.
  public static final Domain REAL =
      new Domain(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, List.of());

  /// The numbers above 0.
  public static final Domain POSITIVE = new Domain(0, Double.POSITIVE_INFINITY, List.of());

  /// The same without some points.
  ///
  /// @param points where there is a jump or a kink
  /// @return the smaller domain
  public Domain except(double... points) {
    return new Domain(low, high, Arrays.stream(points).boxed().toList());
  }
}
