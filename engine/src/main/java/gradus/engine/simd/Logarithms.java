package gradus.engine.simd;

import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.EQ;
import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.LT;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/// The natural logarithm; one float and a vector take the same steps.
///
/// With x = 2ᵏ·m and √½ ≤ m < √2, ln x = k·ln 2 + ln m, and with f = m - 1, ln m = f - f²/2 +
/// f³·p(f), the form used by S. Moshier's Cephes library. p is the minimax polynomial of degree 8
/// over that interval.
///
/// ln(1 + x) is ln u plus the first-order correction c/u, where u = 1 + x rounded and c is the
/// rounding error of that sum, which is a float (D. Knuth's two-sum).
final class Logarithms {
  private static final VectorSpecies<Float> S = Lanes.FLOAT;
  private static final int W = Lanes.WIDTH;

  private static final WarmUp LOG = new WarmUp(8);
  private static final WarmUp LOG1P = new WarmUp(8);

  private static final int ROOT_HALF_BITS = Float.floatToRawIntBits((float) Math.sqrt(0.5));
  private static final int FRACTION_BITS = (1 << 23) - 1;

  private static final float P0 = 0x1.555546p-2f;
  private static final float P1 = -0x1.ffffeep-3f;
  private static final float P2 = 0x1.99a546p-3f;
  private static final float P3 = -0x1.5562e2p-3f;
  private static final float P4 = 0x1.2332b6p-3f;
  private static final float P5 = -0x1.fb4362p-4f;
  private static final float P6 = 0x1.e65150p-4f;
  private static final float P7 = -0x1.e2e8b8p-4f;
  private static final float P8 = 0x1.1b4026p-4f;

  private Logarithms() {}

  /// Computes ln x; NaN below 0, -∞ at 0.
  static void log(float[] x, int xo, float[] y, int yo, int n) {
    int whole = LOG.lanes(n);
    if (whole > 0) {
      lanes(false, x, xo, y, yo, whole);
    }
    for (int i = whole; i < n; i++) {
      y[yo + i] = log(x[xo + i]);
    }
  }

  /// Computes ln(1 + x); NaN below -1, -∞ at -1.
  static void log1p(float[] x, int xo, float[] y, int yo, int n) {
    int whole = LOG1P.lanes(n);
    if (whole > 0) {
      lanes(true, x, xo, y, yo, whole);
    }
    for (int i = whole; i < n; i++) {
      y[yo + i] = log1p(x[xo + i]);
    }
  }

  private static float log1p(float x) {
    float u = 1 + x;
    if (u == 1 || u == Float.POSITIVE_INFINITY) {
      return x;
    }
    if (u == 0) {
      return Float.NEGATIVE_INFINITY;
    }
    float part = u - 1;
    float lost = (1 - (u - part)) + (x - part);
    return log(u) + lost / u;
  }

  static float log(float x) {
    if (!(x < Float.POSITIVE_INFINITY)) {
      return x;
    }
    if (x < 0) {
      return Float.NaN;
    }
    if (x == 0) {
      return Float.NEGATIVE_INFINITY;
    }
    boolean subnormal = x < Float.MIN_NORMAL;
    int bits = Float.floatToRawIntBits(subnormal ? x * 0x1p23f : x) - ROOT_HALF_BITS;
    float k = (bits >> 23) - (subnormal ? 23 : 0);
    float f = Float.intBitsToFloat((bits & FRACTION_BITS) + ROOT_HALF_BITS) - 1;
    float square = f * f;
    float p = Math.fma(Math.fma(Math.fma(Math.fma(P8, f, P7), f, P6), f, P5), f, P4);
    p = Math.fma(Math.fma(Math.fma(Math.fma(p, f, P3), f, P2), f, P1), f, P0);
    float rest = Math.fma(p, f * square, k * Exponentials.LN2_LOW);
    return Math.fma(k, Exponentials.LN2_HIGH, f + Math.fma(square, -0.5f, rest));
  }

  /// Computes ln x, or ln(1 + x) if `plusOne`.
  private static void lanes(boolean plusOne, float[] x, int xo, float[] y, int yo, int n) {
    for (int i = 0; i < n; i += W) {
      FloatVector given = FloatVector.fromArray(S, x, xo + i);
      FloatVector v = plusOne ? given.add(1) : given;
      VectorMask<Float> subnormal = v.compare(LT, Float.MIN_NORMAL);
      IntVector bits = v.blend(v.mul(0x1p23f), subnormal).reinterpretAsInts().sub(ROOT_HALF_BITS);
      FloatVector k = (FloatVector) bits.lanewise(ASHR, 23).convertShape(I2F, S, 0);
      k = k.blend(k.sub(23), subnormal);
      FloatVector f = bits.and(FRACTION_BITS).add(ROOT_HALF_BITS).reinterpretAsFloats().sub(1);
      FloatVector square = f.mul(f);
      FloatVector p =
          FloatVector.broadcast(S, P8)
              .fma(f, FloatVector.broadcast(S, P7))
              .fma(f, FloatVector.broadcast(S, P6))
              .fma(f, FloatVector.broadcast(S, P5))
              .fma(f, FloatVector.broadcast(S, P4))
              .fma(f, FloatVector.broadcast(S, P3))
              .fma(f, FloatVector.broadcast(S, P2))
              .fma(f, FloatVector.broadcast(S, P1))
              .fma(f, FloatVector.broadcast(S, P0));
      FloatVector rest = p.fma(f.mul(square), k.mul(Exponentials.LN2_LOW));
      FloatVector sum = square.fma(FloatVector.broadcast(S, -0.5f), rest).add(f);
      FloatVector log = k.fma(FloatVector.broadcast(S, Exponentials.LN2_HIGH), sum);
      // The logarithms of ∞ and NaN are ∞ and NaN.
      FloatVector result =
          v.blend(log, v.compare(LT, Float.POSITIVE_INFINITY)).blend(Float.NaN, v.compare(LT, 0));
      if (plusOne) {
        FloatVector part = v.sub(1);
        FloatVector lost = v.sub(part).neg().add(1).add(given.sub(part));
        result = result.add(lost.div(v));
        result = result.blend(given, v.compare(EQ, 1).or(v.compare(EQ, Float.POSITIVE_INFINITY)));
      }
      result.blend(Float.NEGATIVE_INFINITY, v.compare(EQ, 0)).intoArray(y, yo + i);
    }
  }
}
