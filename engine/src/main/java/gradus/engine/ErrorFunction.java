package gradus.engine;

/// The error function.
///
/// For floats: x + x·p(x²) for |x| up to 1, and 1 - e^t(x) above, where t approximates the
/// logarithm of erfc x. Both polynomials have degree 6 and are minimax approximations with respect
/// to the error relative to erf x.
final class ErrorFunction {
  private static final double[] P = {
    0x1.06eba8p-3,
    -0x1.81273ep-2,
    0x1.ce2cf8p-4,
    -0x1.b7f910p-6,
    0x1.5405ccp-8,
    -0x1.a3f7a4p-11,
    0x1.496bc4p-14
  };
  private static final double[] T = {
    -0x1.661a3cp-12,
    -0x1.2088ecp0,
    -0x1.46baeap-1,
    -0x1.a65356p-4,
    0x1.65cb9cp-6,
    -0x1.825b46p-9,
    0x1.86de06p-13
  };

  /// ln(erfc z / t) + z² as a polynomial in t = 2/(2 + z), for z from 0 to 11, by interpolation at
  /// Chebyshev points; its error is below 2·10⁻¹⁰. The form is that of W. Press et al.: *Numerical
  /// Recipes*, section on the error function.
  private static final double[] C = {
    -1.2655055155327635,
    0.9997639658248211,
    0.3787518530008729,
    0.04823973360147041,
    0.12916305656260432,
    -1.0531322084651458,
    2.6204673916772516,
    -5.6856311652619045,
    8.462826033944038,
    -7.822787533994391,
    4.36822529622091,
    -1.3651916166779645,
    0.18481070926483623
  };

  /// From this value on, erf x rounds to 1 as a float.
  private static final float SATURATED = 3.93f;

  private static final double TWO_OVER_ROOT_PI = 2 / Math.sqrt(Math.PI);

  private ErrorFunction() {}

  static Term.Number erf(Term.Number x) {
    Term.Number magnitude = x.abs();
    Term.Number size = magnitude.gt(SATURATED).select(SATURATED, magnitude);
    Term.Number small = size.fma(size.mul(size).polynomial(P), size);
    Term.Number large = Exponentials.oneLessExp(size.polynomial(T));
    return size.gt(1).select(large, small).withSign(x, Exponentials.SIGN);
  }

  /// x times half the complement of the error function of -x/√2, in F64.
  static Term.Number gelu(Term.Number x) {
    Term.Number z = x.abs().mul(Math.sqrt(0.5));
    Term.Number t = Term.constant(2).div(z.add(2));
    Term.Number power = Powers.exp(z.mul(z).neg().add(t.polynomial(C)));
    Term.Number half = z.gt(11).select(0, t.mul(power).mul(0.5));
    return x.mul(x.gt(0).select(Term.constant(1).sub(half), half));
  }

  /// Computes x times half the complement of the error function of -x/√2.
  static double exactGelu(double x) {
    double z = -x * Math.sqrt(0.5);
    double half = z < 2.5 ? 0.5 - 0.5 * exact(z) : 0.5 * complement(z);
    return x * half;
  }

  /// Computes erf x to the last few bits of a double: near 0 by the series 7.6.2 of the NIST
  /// Handbook of Mathematical Functions, further out as 1 - erfc x by the continued fraction 7.9.2.
  static double exact(double x) {
    if (Double.isNaN(x)) {
      return x;
    }
    double size = Math.abs(x);
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
