package gradus.engine;

import static gradus.engine.Term.constant;

/// The natural logarithm of floats.
///
/// With x = 2ᵏ·m and √½ ≤ m < √2, ln x = k·ln 2 + ln m, and with f = m - 1, ln m = f - f²/2 +
/// f³·p(f), the form used by S. Moshier's Cephes library. p is the minimax polynomial of degree 8
/// over that interval.
///
/// ln(1 + x) is ln u plus the first-order correction c/u, where u = 1 + x rounded and c is the
/// rounding error of that sum, which is a float (D. Knuth's two-sum).
final class Logarithms {
  private static final int ROOT_HALF_BITS = Float.floatToRawIntBits((float) Math.sqrt(0.5));
  private static final int FRACTION_BITS = (1 << 23) - 1;

  private static final double[] P = {
    0x1.555546p-2,
    -0x1.ffffeep-3,
    0x1.99a546p-3,
    -0x1.5562e2p-3,
    0x1.2332b6p-3,
    -0x1.fb4362p-4,
    0x1.e65150p-4,
    -0x1.e2e8b8p-4,
    0x1.1b4026p-4
  };

  private Logarithms() {}

  /// ln x; NaN below 0, -∞ at 0.
  static Term.Number log(Term.Number x) {
    return x.eq(0).select(Double.NEGATIVE_INFINITY, notOfZero(x));
  }

  /// ln(1 + x); NaN below -1, -∞ at -1.
  static Term.Number log1p(Term.Number x) {
    Term.Number u = x.add(1);
    Term.Number part = u.sub(1);
    Term.Number lost = u.sub(part).neg().add(1).add(x.sub(part));
    Term.Number value = notOfZero(u).add(lost.div(u));
    value = u.eq(1).or(u.eq(Double.POSITIVE_INFINITY)).select(x, value);
    return u.eq(0).select(Double.NEGATIVE_INFINITY, value);
  }

  private static Term.Number notOfZero(Term.Number x) {
    Term.Condition subnormal = x.lt(Float.MIN_NORMAL);
    Term.Bits bits = subnormal.select(x.mul(0x1p23), x).toBits().add(-ROOT_HALF_BITS);
    // A small integer as a number: its bits added to those of 1.5·2²³.
    Term.Number k =
        bits.shiftRight(23).add(Exponentials.ROUNDER_BITS).toNumber().sub(Exponentials.ROUNDER);
    k = subnormal.select(k.sub(23), k);
    Term.Number f = bits.and(FRACTION_BITS).add(ROOT_HALF_BITS).toNumber().sub(1);
    Term.Number square = f.mul(f);
    Term.Number rest = f.polynomial(P).fma(f.mul(square), k.mul(Exponentials.LN2_LOW));
    Term.Number sum = square.fma(-0.5, rest).add(f);
    Term.Number log = k.fma(Exponentials.LN2_HIGH, sum);
    // The logarithms of ∞ and NaN are ∞ and NaN.
    Term.Number value = x.lt(Double.POSITIVE_INFINITY).select(log, x);
    return x.lt(0).select(constant(Double.NaN), value);
  }
}
