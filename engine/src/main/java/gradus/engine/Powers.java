package gradus.engine;

/// Powers aᵇ of floats, computed in F64 as 2^(b·log₂|a|); all but one in thousands of results are
/// correctly rounded.
///
/// With |a| = 2ᵏ·m, √½ ≤ m < √2, and s = (m - 1)/(m + 1), log₂ |a| = k + 2/ln 2 · (s + s³/3 + s⁵/5
/// + …), and the fractional power of 2 is a Taylor polynomial. A negative base needs an integer
///   exponent; an odd one keeps the sign. Zeros, infinities and NaN take the exact function.
final class Powers {
  private static final long ROOT_HALF_BITS = Double.doubleToRawLongBits(Math.sqrt(0.5));
  private static final long FRACTION_BITS = (1L << 52) - 1;
  private static final double TWO_OVER_LN2 = 2 / Math.log(2);
  private static final double LN2 = Math.log(2);
  private static final double ROUNDER = 0x1.8p52;
  private static final long ROUNDER_BITS = Double.doubleToRawLongBits(ROUNDER);

  /// Beyond ± this exponent, powers of two are infinite or 0 as floats.
  private static final double LIMIT = 200;

  /// From this value on, all floats are even integers.
  private static final double EVEN = 0x1p24;

  private static final double[] P = {
    1, 1.0 / 3, 1.0 / 5, 1.0 / 7, 1.0 / 9, 1.0 / 11, 1.0 / 13, 1.0 / 15
  };
  private static final double[] Q = {
    1, 1, 0.5, 1.0 / 6, 1.0 / 24, 1.0 / 120, 1.0 / 720, 1.0 / 5040, 1.0 / 40320, 1.0 / 362880
  };

  private Powers() {}

  /// Computes the power with special cases: `Math.pow` is NaN for base ±1 with an infinite or NaN
  /// exponent where IEEE 754, C and PyTorch specify 1.
  static double exact(double a, double b) {
    return a == 1 || a == -1 && Double.isInfinite(b) ? 1 : Math.pow(a, b);
  }

  /// aᵇ.
  static Term.Number pow(Term.Number a, Term.Number b) {
    Term.Number size = a.abs();
    Term.Number power = exp2(b.mul(log2(size)));
    Term.Condition negative = a.lt(0);
    Term.Number whole = b.add(ROUNDER);
    Term.Number signed = power.toBits().xor(whole.toBits().shiftLeft(63)).toNumber();
    Term.Condition isInteger = whole.sub(ROUNDER).eq(b);
    Term.Number value = negative.select(signed, power);
    value = negative.and(isInteger.not()).select(Double.NaN, value);
    Term.Condition ordinary =
        size.lt(Double.POSITIVE_INFINITY).and(b.abs().lt(EVEN)).and(a.ne(Term.constant(0)));
    return value.exactWhere(ordinary.not());
  }

  /// log₂ a of a normal double a > 0.
  static Term.Number log2(Term.Number a) {
    Term.Bits bits = a.toBits().add(-ROOT_HALF_BITS);
    Term.Number k = bits.shiftRight(52).add(ROUNDER_BITS).toNumber().sub(ROUNDER);
    Term.Number m = bits.and(FRACTION_BITS).add(ROOT_HALF_BITS).toNumber();
    Term.Number s = m.sub(1).div(m.add(1));
    return s.mul(TWO_OVER_LN2).fma(s.mul(s).polynomial(P), k);
  }

  /// 2ᵗ; beyond ±200, where floats are infinite or 0, that of ±200.
  static Term.Number exp2(Term.Number t) {
    Term.Number limit = Term.constant(LIMIT);
    Term.Number bounded = t.ge(limit).select(limit, t);
    bounded = t.lt(-LIMIT).select(-LIMIT, bounded);
    Term.Number rounded = bounded.add(ROUNDER);
    Term.Number r = bounded.sub(rounded.sub(ROUNDER)).mul(LN2);
    Term.Number scale = rounded.toBits().add(1023 - ROUNDER_BITS).shiftLeft(52).toNumber();
    return scale.mul(r.polynomial(Q));
  }

  /// eˣ, with the same bounds.
  static Term.Number exp(Term.Number x) {
    return exp2(x.mul(1 / LN2));
  }

  /// log₂ a of a float, times a factor; NaN below 0, -∞ at 0.
  static Term.Number logarithm(Term.Number a, double factor) {
    Term.Number value = a.lt(Double.POSITIVE_INFINITY).select(log2(a).mul(factor), a);
    value = a.lt(0).select(Double.NaN, value);
    return a.eq(0).select(Double.NEGATIVE_INFINITY, value);
  }

  /// Computes log₂ a, exactly where a is a power of two.
  static double exactLog2(double a) {
    int exponent = Math.getExponent(a);
    if (!(a >= Double.MIN_NORMAL && a < Double.POSITIVE_INFINITY)) {
      boolean subnormal = a > 0 && a < Double.MIN_NORMAL;
      return subnormal ? exactLog2(a * 0x1p54) - 54 : Math.log(a);
    }
    double fraction = Math.scalb(a, -exponent);
    boolean large = fraction > Math.sqrt(2);
    return (large ? exponent + 1 : exponent) + Math.log(large ? fraction / 2 : fraction) / LN2;
  }
}
