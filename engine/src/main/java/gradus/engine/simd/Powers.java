package gradus.engine.simd;

import static jdk.incubator.vector.VectorOperators.EQ;
import static jdk.incubator.vector.VectorOperators.GE;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LT;
import static jdk.incubator.vector.VectorOperators.NE;
import static jdk.incubator.vector.VectorOperators.XOR;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/// Powers aᵇ of floats, computed in double precision as 2^(b·log₂|a|); all but one in thousands of
/// results are correctly rounded.
///
/// With |a| = 2ᵏ·m, √½ ≤ m < √2, and s = (m - 1)/(m + 1), log₂ |a| = k + 2/ln 2 · (s + s³/3 + s⁵/5
/// + …), and the fractional power of 2 is a Taylor polynomial. A negative base needs an integer
///   exponent; an odd one keeps the sign. Java computes zeros, infinities and NaN.
final class Powers {
  private static final VectorSpecies<Double> D = Lanes.DOUBLE;
  private static final int W = D.length();

  private static final WarmUp POW = new WarmUp(16);

  /// The number of floats that are converted at a time.
  private static final int PIECE = 512;

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

  private Powers() {}

  static void pow(float[] a, int ao, float[] b, int bo, float[] y, int yo, int n) {
    int whole = POW.lanes(n);
    if (whole > 0) {
      double[] base = new double[Math.min(whole, PIECE)];
      double[] exponent = new double[Math.min(whole, PIECE)];
      for (int start = 0; start < whole; start += PIECE) {
        int end = Math.min(whole - start, PIECE);
        for (int i = 0; i < end; i++) {
          base[i] = a[ao + start + i];
        }
        for (int i = 0; i < end; i++) {
          exponent[i] = b[bo + start + i];
        }
        if (lanes(base, exponent, end)) {
          for (int i = 0; i < end; i++) {
            if (isSpecial(a[ao + start + i], b[bo + start + i])) {
              base[i] = exact(a[ao + start + i], b[bo + start + i]);
            }
          }
        }
        for (int i = 0; i < end; i++) {
          y[yo + start + i] = (float) base[i];
        }
      }
    }
    for (int i = whole; i < n; i++) {
      y[yo + i] = (float) pow(a[ao + i], b[bo + i]);
    }
  }

  private static boolean isSpecial(double a, double b) {
    return !(Math.abs(a) < Double.POSITIVE_INFINITY && Math.abs(b) < EVEN) || a == 0;
  }

  /// Computes the power with special cases: `Math.pow` is NaN for base ±1 with an infinite or NaN
  /// exponent where IEEE 754, C and PyTorch specify 1.
  static double exact(double a, double b) {
    return a == 1 || a == -1 && Double.isInfinite(b) ? 1 : Math.pow(a, b);
  }

  private static double pow(double a, double b) {
    if (isSpecial(a, b)) {
      return exact(a, b);
    }
    long bits = Double.doubleToRawLongBits(Math.abs(a)) - ROOT_HALF_BITS;
    double k = Double.longBitsToDouble((bits >> 52) + ROUNDER_BITS) - ROUNDER;
    double m = Double.longBitsToDouble((bits & FRACTION_BITS) + ROOT_HALF_BITS);
    double s = (m - 1) / (m + 1);
    double z = s * s;
    double p = Math.fma(Math.fma(Math.fma(1.0 / 15, z, 1.0 / 13), z, 1.0 / 11), z, 1.0 / 9);
    p = Math.fma(Math.fma(Math.fma(Math.fma(p, z, 1.0 / 7), z, 1.0 / 5), z, 1.0 / 3), z, 1);
    double t = b * Math.fma(s * TWO_OVER_LN2, p, k);
    t = t >= LIMIT ? LIMIT : t < -LIMIT ? -LIMIT : t;
    double rounded = t + ROUNDER;
    double r = (t - (rounded - ROUNDER)) * LN2;
    double q = Math.fma(Math.fma(1.0 / 362880, r, 1.0 / 40320), r, 1.0 / 5040);
    q = Math.fma(Math.fma(Math.fma(q, r, 1.0 / 720), r, 1.0 / 120), r, 1.0 / 24);
    q = Math.fma(Math.fma(Math.fma(Math.fma(q, r, 1.0 / 6), r, 0.5), r, 1), r, 1);
    long exponent = Double.doubleToRawLongBits(rounded) - ROUNDER_BITS;
    double power = q * Double.longBitsToDouble(exponent + 1023 << 52);
    if (!(a < 0)) {
      return power;
    }
    double whole = b + ROUNDER;
    if (whole - ROUNDER != b) {
      return Double.NaN;
    }
    return (Double.doubleToRawLongBits(whole) & 1) == 1 ? -power : power;
  }

  /// Computes powers in place of the bases; returns true if any pair is special.
  private static boolean lanes(double[] as, double[] bs, int n) {
    boolean special = false;
    for (int i = 0; i < n; i += W) {
      DoubleVector a = DoubleVector.fromArray(D, as, i);
      DoubleVector b = DoubleVector.fromArray(D, bs, i);
      DoubleVector size = a.abs();
      special |=
          !size.compare(LT, Double.POSITIVE_INFINITY)
              .and(b.abs().compare(LT, EVEN))
              .and(a.compare(NE, 0))
              .allTrue();
      LongVector bits = size.reinterpretAsLongs().sub(ROOT_HALF_BITS);
      DoubleVector k =
          bits.lanewise(VectorOperators.ASHR, 52)
              .add(ROUNDER_BITS)
              .reinterpretAsDoubles()
              .sub(ROUNDER);
      DoubleVector m = bits.and(FRACTION_BITS).add(ROOT_HALF_BITS).reinterpretAsDoubles();
      DoubleVector s = m.sub(1).div(m.add(1));
      DoubleVector z = s.mul(s);
      DoubleVector p =
          DoubleVector.broadcast(D, 1.0 / 15)
              .fma(z, DoubleVector.broadcast(D, 1.0 / 13))
              .fma(z, DoubleVector.broadcast(D, 1.0 / 11))
              .fma(z, DoubleVector.broadcast(D, 1.0 / 9))
              .fma(z, DoubleVector.broadcast(D, 1.0 / 7))
              .fma(z, DoubleVector.broadcast(D, 1.0 / 5))
              .fma(z, DoubleVector.broadcast(D, 1.0 / 3))
              .fma(z, DoubleVector.broadcast(D, 1));
      DoubleVector t = b.mul(s.mul(TWO_OVER_LN2).fma(p, k));
      t = t.blend(LIMIT, t.compare(GE, LIMIT)).blend(-LIMIT, t.compare(LT, -LIMIT));
      DoubleVector rounded = t.add(ROUNDER);
      DoubleVector r = t.sub(rounded.sub(ROUNDER)).mul(LN2);
      DoubleVector q =
          DoubleVector.broadcast(D, 1.0 / 362880)
              .fma(r, DoubleVector.broadcast(D, 1.0 / 40320))
              .fma(r, DoubleVector.broadcast(D, 1.0 / 5040))
              .fma(r, DoubleVector.broadcast(D, 1.0 / 720))
              .fma(r, DoubleVector.broadcast(D, 1.0 / 120))
              .fma(r, DoubleVector.broadcast(D, 1.0 / 24))
              .fma(r, DoubleVector.broadcast(D, 1.0 / 6))
              .fma(r, DoubleVector.broadcast(D, 0.5))
              .fma(r, DoubleVector.broadcast(D, 1))
              .fma(r, DoubleVector.broadcast(D, 1));
      DoubleVector power =
          rounded
              .reinterpretAsLongs()
              .sub(ROUNDER_BITS - 1023)
              .lanewise(LSHL, 52)
              .reinterpretAsDoubles()
              .mul(q);
      VectorMask<Double> negative = a.compare(LT, 0);
      DoubleVector whole = b.add(ROUNDER);
      LongVector sign = whole.reinterpretAsLongs().lanewise(LSHL, 63);
      DoubleVector signed = power.reinterpretAsLongs().lanewise(XOR, sign).reinterpretAsDoubles();
      power
          .blend(signed, negative)
          .blend(Double.NaN, negative.andNot(whole.sub(ROUNDER).compare(EQ, b)))
          .intoArray(as, i);
    }
    return special;
  }
}
