package gradus.cli.figures;

import java.util.Locale;

/// A confidence interval of a share.
///
/// @param low the lower end, from 0
/// @param high the upper end, up to 1
public record Interval(double low, double high) {
  /// The number of standard deviations around the mean that contain 95 % of a normal distribution.
  private static final double Z = 1.959963984540054;

  /// {@return the Wilson score interval of a share at 95 %: wherever the true share lies in it, a
  /// sample like this one is nothing unusual}
  ///
  /// Source: E. B. Wilson, "Probable Inference, the Law of Succession, and Statistical Inference",
  /// Journal of the American Statistical Association 22 (1927), pages 209 to 212. Unlike the one
  /// that is symmetrical about the share it never leaves 0 to 1 and holds for few rows too.
  ///
  /// @param hits how many of the sample have it
  /// @param of the sample's size, at least 1
  /// @throws IllegalArgumentException if there are fewer than 0 hits or more than the sample's size
  public static Interval wilson(int hits, int of) {
    if (of < 1 || hits < 0 || hits > of) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "%d of %d is no share", hits, of));
    }
    double share = (double) hits / of;
    double square = Z * Z / of;
    double centre = (share + square / 2) / (1 + square);
    double half = Z * Math.sqrt(share * (1 - share) / of + square / of / 4) / (1 + square);
    // 0 and 1 are exact ends, regardless of rounding.
    return new Interval(hits == 0 ? 0 : centre - half, hits == of ? 1 : centre + half);
  }
}
