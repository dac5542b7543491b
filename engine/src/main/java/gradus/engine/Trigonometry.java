package gradus.engine;

/// Sine, cosine and tangent of floats, computed in F64, where subtracting a multiple of π/2 loses
/// no accuracy; all but one in thousands of results are correctly rounded.
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

  /// x as k·π/2 + r, with the sine and cosine of r.
  private record Reduced(Term.Bits quarters, Term.Number sine, Term.Number cosine) {
    static Reduced of(Term.Number x) {
      Term.Number rounded = x.fma(TWO_OVER_PI, Term.constant(ROUNDER));
      Term.Number k = rounded.sub(ROUNDER);
      Term.Number r = k.fma(-HALF_PI_LOW, k.fma(-HALF_PI, x));
      Term.Number z = r.mul(r);
      return new Reduced(rounded.toBits(), z.polynomial(S).mul(r), z.polynomial(C));
    }
  }

  static Term.Number sin(Term.Number x) {
    return sine(x, 0);
  }

  /// cos x = sin (x + π/2).
  static Term.Number cos(Term.Number x) {
    return sine(x, 1);
  }

  /// The sine of x plus a number of quarter turns.
  private static Term.Number sine(Term.Number x, int quarters) {
    Reduced reduced = Reduced.of(x);
    Term.Bits turn = reduced.quarters().add(quarters);
    Term.Number value = turn.and(1).anyBit().select(reduced.cosine(), reduced.sine());
    Term.Number signed = value.toBits().xor(turn.and(2).shiftLeft(62)).toNumber();
    return exactFar(signed, x);
  }

  /// tan x = tan r, or -1/tan r after an odd number of quarter turns.
  static Term.Number tan(Term.Number x) {
    Reduced reduced = Reduced.of(x);
    Term.Condition odd = reduced.quarters().and(1).anyBit();
    Term.Number dividend = odd.select(reduced.cosine().neg(), reduced.sine());
    return exactFar(dividend.div(odd.select(reduced.sine(), reduced.cosine())), x);
  }

  private static Term.Number exactFar(Term.Number value, Term.Number x) {
    return value.exactWhere(x.abs().gt(Term.constant(FAR)));
  }
}
