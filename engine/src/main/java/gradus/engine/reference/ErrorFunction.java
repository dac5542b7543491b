package gradus.engine.reference;

/// The error function, which the JDK lacks, to the last few bits of a double.
public final class ErrorFunction {
  private static final double TWO_OVER_ROOT_PI = 2 / Math.sqrt(Math.PI);

  private ErrorFunction() {}

  /// Computes erf x: near 0 by the series 7.6.2 of the NIST Handbook of Mathematical Functions,
  /// further out as 1 - erfc x by the continued fraction 7.9.2.
  ///
  /// @param x any number
  /// @return from -1 to 1, or NaN
  public static double erf(double x) {
    double size = Math.abs(x);
    if (Double.isNaN(x)) {
      return x;
    }
    double value = size < 2.5 ? series(size) : size > 6 ? 1 : 1 - complement(size);
    return Math.copySign(value, x);
  }

  /// Computes 2/√π e^(-x²) Σ 2ⁿ x^(2n+1) / (1·3·5⋯(2n+1)), whose terms are all positive.
  private static double series(double x) {
    double term = x;
    double sum = x;
    for (int n = 1; term > sum * 1e-17; n++) {
      term *= 2 * x * x / (2 * n + 1);
      sum += term;
    }
    return TWO_OVER_ROOT_PI * Math.exp(-x * x) * sum;
  }

  /// Computes erfc x = e^(-x²)/√π · 1/(x + ½/(x + 1/(x + 3/2/(x + …)))), from the inside out.
  private static double complement(double x) {
    double fraction = x;
    for (int n = 60; n >= 1; n--) {
      fraction = x + n / 2.0 / fraction;
    }
    return Math.exp(-x * x) / Math.sqrt(Math.PI) / fraction;
  }
}
