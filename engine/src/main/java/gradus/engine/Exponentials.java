package gradus.engine;

import static gradus.engine.Term.constant;

/// The exponential of floats and functions based on it.
///
/// With k the integer nearest to x/ln 2 and r = x - k·ln 2, eˣ = 2ᵏ·eʳ, and |r| ≤ ½ ln 2. ln 2 is
/// subtracted in two parts (W. Cody, W. Waite: *Software Manual for the Elementary Functions*,
/// 1980), and eʳ - 1 = r + r²·q(r), where q is the minimax polynomial of degree 4 over that
/// interval. Adding 1.5·2²³ to a float rounds it to an integer, which is then in the last bits of
/// the sum.
final class Exponentials {
  private static final float LOG2_E = 1.44269504f;
  static final float LN2_HIGH = 0x1.63p-1f;
  static final float LN2_LOW = -2.12194440e-4f;
  static final float ROUNDER = 0x1.8p23f;
  static final int ROUNDER_BITS = Float.floatToRawIntBits(ROUNDER);

  private static final double[] Q = {
    0.5, 0x1.5554b0p-3, 0x1.555486p-5, 0x1.12280cp-7, 0x1.6d991cp-10
  };

  /// Above this value eˣ is infinite; below the next one it is 0.
  private static final float HIGHEST = 89;

  private static final float LOWEST = -104;

  /// Above this value eˣ - 1 is computed as eˣ; below the next one it rounds to -1.
  private static final float LARGE = 20;

  private static final float NEGLIGIBLE = -20;

  /// Up to this value tanh x is computed by x + x³·t(x²), where t is a minimax polynomial.
  private static final float SMALL = 0.5625f;

  /// From this value on, tanh x rounds to 1.
  private static final float SATURATED = 10;

  private static final double[] T = {
    -0x1.555548p-2, 0x1.110c72p-3, -0x1.b90944p-5, 0x1.582fb4p-6, -0x1.95002ap-8
  };

  /// The sign bit of a float.
  static final int SIGN = Integer.MIN_VALUE;

  /// x as k·ln 2 + r.
  private record Reduced(Term.Number rounded, Term.Number near, Term.Number r) {
    static Reduced of(Term.Number x) {
      Term.Number rounded = x.fma(LOG2_E, constant(ROUNDER));
      Term.Number k = rounded.sub(ROUNDER);
      Term.Number near = k.fma(-LN2_HIGH, x);
      return new Reduced(rounded, near, k.fma(-LN2_LOW, near));
    }

    /// The rounding error of r, which matters in the last bit.
    Term.Number lost() {
      return rounded.sub(ROUNDER).fma(-LN2_LOW, near.sub(r));
    }

    /// eʳ - 1.
    Term.Number fraction(Term.Number lost) {
      return r.polynomial(Q).fma(r.mul(r), lost).add(r);
    }

    Term.Bits exponent() {
      return rounded.toBits().add(-ROUNDER_BITS);
    }

    /// 2ᵏ for exponents that a float has.
    Term.Number power() {
      return rounded.toBits().add(127 - ROUNDER_BITS).shiftLeft(23).toNumber();
    }

    /// A number times 2ᵏ: in two steps, because 2ᵏ alone may underflow or overflow.
    Term.Number scale(Term.Number number) {
      Term.Bits half = exponent().shiftRight(1);
      return number
          .mul(half.add(127).shiftLeft(23).toNumber())
          .mul(exponent().sub(half).add(127).shiftLeft(23).toNumber());
    }
  }

  private Exponentials() {}

  /// eˣ.
  static Term.Number exp(Term.Number x) {
    Reduced reduced = Reduced.of(x);
    Term.Number power = reduced.scale(reduced.fraction(reduced.lost()).add(1));
    Term.Number finite = x.gt(constant(HIGHEST)).select(Double.POSITIVE_INFINITY, power);
    return x.lt(LOWEST).select(0, finite);
  }

  /// eˣ - 1 as 2ᵏ·(eʳ - 1) + (2ᵏ - 1), in which nothing cancels.
  static Term.Number expm1(Term.Number x) {
    Reduced reduced = Reduced.of(x);
    Term.Number fraction = reduced.fraction(reduced.lost());
    Term.Number power = reduced.power();
    Term.Number value = fraction.fma(power, power.sub(1));
    value = x.gt(LARGE).select(exp(x), value);
    value = x.lt(NEGLIGIBLE).select(-1, value);
    return x.eq(0).select(x, value);
  }

  /// The sigmoid. With z = e^(-|x|), which cannot overflow, it is 1/(1 + z), or z/(1 + z) for
  /// negative x; the result is then corrected by the rounding errors of the sum and of the
  /// quotient.
  static Term.Number sigmoid(Term.Number x) {
    Term.Number size = x.abs().neg();
    Reduced reduced = Reduced.of(size);
    Term.Number power = reduced.scale(reduced.fraction(reduced.lost()).add(1));
    Term.Number z = size.lt(LOWEST).select(0, power);
    Term.Condition negative = x.lt(0);
    Term.Number dividend = negative.select(z, constant(1));
    Term.Number divisor = z.add(1);
    Term.Number quotient = dividend.div(divisor);
    Term.Number minus = quotient.neg();
    Term.Number rest = minus.fma(z.sub(divisor.sub(1)), minus.fma(divisor, dividend));
    return rest.fma(negative.select(constant(1).sub(quotient), quotient), quotient);
  }

  /// tanh x: for small |x|, x + x³·t(x²), where t is the minimax polynomial of degree 4; otherwise
  /// 1 - 2/(e^(2|x|) + 1) with the sign of x.
  static Term.Number tanh(Term.Number x) {
    Term.Number size = x.abs();
    Reduced reduced = Reduced.of(size.add(size));
    Term.Number r = reduced.r();
    Term.Number power = r.polynomial(Q).fma(r.mul(r), r).add(1);
    Term.Number divisor = power.fma(reduced.power(), constant(1));
    Term.Number square = size.mul(size);
    Term.Number small = square.polynomial(T).fma(square.mul(size), size);
    Term.Number large = constant(1).sub(constant(2).div(divisor));
    Term.Number value = size.gt(SMALL).select(large, small);
    return size.gt(SATURATED).select(1, value).withSign(x, SIGN);
  }

  /// 1 - eᵗ for t < 0, where eᵗ needs no more than 1 ulp.
  static Term.Number oneLessExp(Term.Number t) {
    Reduced reduced = Reduced.of(t);
    Term.Number r = reduced.r();
    Term.Number complement = r.polynomial(Q).fma(r.mul(r), r).add(1).mul(reduced.power());
    return constant(1).sub(complement);
  }
}
