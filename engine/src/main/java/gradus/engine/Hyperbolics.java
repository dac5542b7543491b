package gradus.engine;

import static gradus.engine.Term.constant;

/// Hyperbolic sine and cosine of floats, and activations that consist of exponentials, computed in
/// F64; all but one in thousands of results are correctly rounded.
final class Hyperbolics {
  /// The Taylor polynomial of sinh x / x in x², whose error is below 10⁻¹² up to 1.
  private static final double[] S = {
    1, 1.0 / 6, 1.0 / 120, 1.0 / 5040, 1.0 / 362880, 1.0 / 39916800, 1.0 / 6227020800.0
  };

  /// The Taylor polynomial of atanh s / s in s², whose error is below 10⁻¹² up to 1/3.
  private static final double[] A = {
    1, 1.0 / 3, 1.0 / 5, 1.0 / 7, 1.0 / 9, 1.0 / 11, 1.0 / 13, 1.0 / 15, 1.0 / 17, 1.0 / 19,
    1.0 / 21, 1.0 / 23
  };

  /// Beyond ± this value, eˣ is infinite or 0 as a float.
  private static final double FAR = 130;

  /// The constants of D. Hendrycks, K. Gimpel: *Gaussian error linear units*, 2016.
  static final double CUBIC = 0.044715;

  static final double STEEP = Math.sqrt(8 / Math.PI);

  private Hyperbolics() {}

  /// (eˣ - e⁻ˣ)/2, or near 0 its Taylor polynomial, in which nothing cancels.
  static Term.Number sinh(Term.Number x) {
    Term.Number size = x.abs();
    Term.Number power = Powers.exp(size);
    Term.Number large = power.sub(constant(1).div(power)).mul(0.5);
    Term.Number small = size.mul(size).polynomial(S).mul(size);
    return size.gt(1).select(large, small).withSign(x, Long.MIN_VALUE);
  }

  /// (eˣ + e⁻ˣ)/2
  static Term.Number cosh(Term.Number x) {
    Term.Number power = Powers.exp(x.abs());
    return power.add(constant(1).div(power)).mul(0.5);
  }

  /// max(x, 0) + ln(1 + u), where u = e^(-|x|), and ln(1 + u) = 2·atanh s with s = u/(2 + u).
  static Term.Number softplus(Term.Number x) {
    Term.Number u = Powers.exp(x.abs().neg());
    Term.Number s = u.div(u.add(2));
    return s.mul(2).mul(s.mul(s).polynomial(A)).add(x.max(0));
  }

  /// x/(1 + e⁻ʷ), x times the sigmoid of w.
  static Term.Number gated(Term.Number x, Term.Number w) {
    Term.Number power = w.lt(-FAR).select(Double.POSITIVE_INFINITY, Powers.exp(w.neg()));
    return x.div(power.add(1));
  }
}
