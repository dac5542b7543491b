package gradus.engine;

/// Sine and cosine of floats, computed in F64, where subtracting a multiple of π/2 loses no
/// accuracy; all but one in thousands of results are correctly rounded.
///
/// With k the integer nearest to x/(π/2) and r the remainder, |r| ≤ π/4, the sine is ± sin r or ±
/// cos r, depending on the last two bits of k. These are Taylor polynomials, whose error is below
/// 10⁻¹⁰ there. The few floats from 2²⁰ up take the exact function.
final class Trigonometry {
  private static final double FAR = 0x1p20;
  private static final double TWO_OVER_PI = 2 / Math.PI;
  private static final double ROUNDER = 0x1.8p52;

  /// π/2 in two parts: a double, and its rounding error.
  private static final double HALF_PI = Math.PI / 2;

  private static final double HALF_PI_LOW = 6.123233995736766e-17;

  private static final double[] S = {
    1, -1.0 / 6, 1.0 / 120, -1.0 / 5040, 1.0 / 362880, -1.0 / 39916800
  };
  private static final double[] C = {
    1, -1.0 / 2, 1.0 / 24, -1.0 / 720, 1.0 / 40320, -1.0 / 3628800
  };

  private Trigonometry() {}

  static Term.Number sin(Term.Number x) {
    return sine(x, 0);
  }

  /// cos x = sin (x + π/2).
  static Term.Number cos(Term.Number x) {
    return sine(x, 1);
  }

  /// The sine of x plus a number of quarter turns.
  private static Term.Number sine(Term.Number x, int quarters) {
    Term.Number rounded = x.fma(TWO_OVER_PI, Term.constant(ROUNDER));
    Term.Number k = rounded.sub(ROUNDER);
    Term.Number r = k.fma(-HALF_PI_LOW, k.fma(-HALF_PI, x));
    Term.Number z = r.mul(r);
    Term.Number s = z.polynomial(S).mul(r);
    Term.Number c = z.polynomial(C);
    Term.Bits turn = rounded.toBits().add(quarters);
    Term.Number value = turn.and(1).anyBit().select(c, s);
    Term.Number signed = value.toBits().xor(turn.and(2).shiftLeft(62)).toNumber();
    return signed.exactWhere(x.abs().gt(Term.constant(FAR)));
  }
}
