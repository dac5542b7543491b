package gradus.engine.simd;

import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.EQ;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LT;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/// The exponential and functions based on it. One float and a vector take the same steps, so that a
/// result depends neither on the vector width nor on the position of an element.
///
/// With k the integer nearest to x/ln 2 and r = x - k·ln 2, eˣ = 2ᵏ·eʳ, and |r| ≤ ½ ln 2. ln 2 is
/// subtracted in two parts (W. Cody, W. Waite: *Software Manual for the Elementary Functions*,
/// 1980), and eʳ - 1 = r + r²·q(r), where q is the minimax polynomial of degree 4 over that
/// interval. Adding 1.5·2²³ to a float rounds it to an integer, which is then in the last bits of
/// the sum.
///
/// The vector code is repeated in each loop, because vectors that are passed between methods may be
/// boxed.
final class Exponentials {
  private static final VectorSpecies<Float> S = Lanes.FLOAT;
  private static final int W = Lanes.WIDTH;

  private static final WarmUp EXP = new WarmUp(8);
  private static final WarmUp EXPM1 = new WarmUp(8);
  private static final WarmUp SIGMOID = new WarmUp(8);
  private static final WarmUp TANH = new WarmUp(8);

  static final float LOG2_E = 1.44269504f;
  static final float LN2_HIGH = 0x1.63p-1f;
  static final float LN2_LOW = -2.12194440e-4f;
  static final float ROUNDER = 0x1.8p23f;
  static final int ROUNDER_BITS = Float.floatToRawIntBits(ROUNDER);
  static final float Q0 = 0.5f;
  static final float Q1 = 0x1.5554b0p-3f;
  static final float Q2 = 0x1.555486p-5f;
  static final float Q3 = 0x1.12280cp-7f;
  static final float Q4 = 0x1.6d991cp-10f;

  /// Above this value eˣ is infinite; below the next one it is 0.
  private static final float HIGHEST = 89;

  private static final float LOWEST = -104;

  /// Above this value eˣ - 1 is computed as eˣ; below the next one it rounds to -1.
  private static final float LARGE = 20;

  private static final float NEGLIGIBLE = -20;

  /// Up to this value tanh x is computed by a polynomial.
  private static final float SMALL = 0.5625f;

  /// From this value on, tanh x rounds to 1.
  private static final float SATURATED = 10;

  private static final float T0 = -0x1.555548p-2f;
  private static final float T1 = 0x1.110c72p-3f;
  private static final float T2 = -0x1.b90944p-5f;
  private static final float T3 = 0x1.582fb4p-6f;
  private static final float T4 = -0x1.95002ap-8f;

  private Exponentials() {}

  /// Computes eˣ.
  static void exp(float[] x, int xo, float[] y, int yo, int n) {
    exp(x, xo, 0, y, yo, n);
  }

  /// Computes e to the power of x - base. After the last whole vector a row may leave up to W - 1
  /// elements for plain Java; instead, a vector that overlaps the previous one computes them at
  /// once, unless the output has overwritten the input that it would read.
  static void exp(float[] x, int xo, float base, float[] y, int yo, int n) {
    int whole = EXP.lanes(n);
    if (whole > 0) {
      expLanes(x, xo, base, y, yo, whole);
      if (whole < n && x != y) {
        expLanes(x, xo + n - W, base, y, yo + n - W, W);
        whole = n;
      }
    }
    for (int i = whole; i < n; i++) {
      y[yo + i] = exp(x[xo + i] - base);
    }
  }

  /// Computes eˣ with an error of at most 1 ulp.
  static float exp(float x) {
    if (x > HIGHEST) {
      return Float.POSITIVE_INFINITY;
    }
    if (x < LOWEST) {
      return 0;
    }
    float rounded = Math.fma(x, LOG2_E, ROUNDER);
    float k = rounded - ROUNDER;
    float near = Math.fma(k, -LN2_HIGH, x);
    float r = Math.fma(k, -LN2_LOW, near);
    // The rounding error of r matters in the last bit.
    float lost = Math.fma(k, -LN2_LOW, near - r);
    float q = Math.fma(Math.fma(Math.fma(Math.fma(Q4, r, Q3), r, Q2), r, Q1), r, Q0);
    float power = Math.fma(q, r * r, lost) + r + 1;
    // In two steps, because 2ᵏ alone may underflow or overflow.
    int exponent = Float.floatToRawIntBits(rounded) - ROUNDER_BITS;
    int half = exponent >> 1;
    return power
        * Float.intBitsToFloat(half + 127 << 23)
        * Float.intBitsToFloat(exponent - half + 127 << 23);
  }

  private static void expLanes(float[] x, int xo, float base, float[] y, int yo, int n) {
    FloatVector log2e = FloatVector.broadcast(S, LOG2_E);
    FloatVector rounder = FloatVector.broadcast(S, ROUNDER);
    FloatVector ln2High = FloatVector.broadcast(S, -LN2_HIGH);
    FloatVector ln2Low = FloatVector.broadcast(S, -LN2_LOW);
    FloatVector q0 = FloatVector.broadcast(S, Q0);
    FloatVector q1 = FloatVector.broadcast(S, Q1);
    FloatVector q2 = FloatVector.broadcast(S, Q2);
    FloatVector q3 = FloatVector.broadcast(S, Q3);
    FloatVector q4 = FloatVector.broadcast(S, Q4);
    for (int i = 0; i < n; i += W) {
      FloatVector v = FloatVector.fromArray(S, x, xo + i).sub(base);
      FloatVector rounded = v.fma(log2e, rounder);
      FloatVector k = rounded.sub(rounder);
      FloatVector near = k.fma(ln2High, v);
      FloatVector r = k.fma(ln2Low, near);
      FloatVector lost = k.fma(ln2Low, near.sub(r));
      FloatVector q = q4.fma(r, q3).fma(r, q2).fma(r, q1).fma(r, q0);
      FloatVector power = q.fma(r.mul(r), lost).add(r).add(1);
      IntVector exponent = rounded.reinterpretAsInts().sub(ROUNDER_BITS);
      IntVector half = exponent.lanewise(ASHR, 1);
      power
          .mul(half.add(127).lanewise(LSHL, 23).reinterpretAsFloats())
          .mul(exponent.sub(half).add(127).lanewise(LSHL, 23).reinterpretAsFloats())
          .blend(Float.POSITIVE_INFINITY, v.compare(GT, HIGHEST))
          .blend(0, v.compare(LT, LOWEST))
          .intoArray(y, yo + i);
    }
  }

  /// Computes eˣ - 1.
  static void expm1(float[] x, int xo, float[] y, int yo, int n) {
    int whole = EXPM1.lanes(n);
    if (whole > 0) {
      expm1Lanes(x, xo, y, yo, whole);
    }
    for (int i = whole; i < n; i++) {
      y[yo + i] = expm1(x[xo + i]);
    }
  }

  /// Computes eˣ - 1 as 2ᵏ·(eʳ - 1) + (2ᵏ - 1), in which nothing cancels.
  private static float expm1(float x) {
    if (x > LARGE) {
      return exp(x);
    }
    if (x < NEGLIGIBLE) {
      return -1;
    }
    if (x == 0) {
      return x;
    }
    float rounded = Math.fma(x, LOG2_E, ROUNDER);
    float k = rounded - ROUNDER;
    float near = Math.fma(k, -LN2_HIGH, x);
    float r = Math.fma(k, -LN2_LOW, near);
    float lost = Math.fma(k, -LN2_LOW, near - r);
    float q = Math.fma(Math.fma(Math.fma(Math.fma(Q4, r, Q3), r, Q2), r, Q1), r, Q0);
    float fraction = Math.fma(q, r * r, lost) + r;
    float power = Float.intBitsToFloat(Float.floatToRawIntBits(rounded) - ROUNDER_BITS + 127 << 23);
    return Math.fma(power, fraction, power - 1);
  }

  private static void expm1Lanes(float[] x, int xo, float[] y, int yo, int n) {
    FloatVector log2e = FloatVector.broadcast(S, LOG2_E);
    FloatVector rounder = FloatVector.broadcast(S, ROUNDER);
    FloatVector ln2High = FloatVector.broadcast(S, -LN2_HIGH);
    FloatVector ln2Low = FloatVector.broadcast(S, -LN2_LOW);
    FloatVector q0 = FloatVector.broadcast(S, Q0);
    FloatVector q1 = FloatVector.broadcast(S, Q1);
    FloatVector q2 = FloatVector.broadcast(S, Q2);
    FloatVector q3 = FloatVector.broadcast(S, Q3);
    FloatVector q4 = FloatVector.broadcast(S, Q4);
    for (int i = 0; i < n; i += W) {
      FloatVector v = FloatVector.fromArray(S, x, xo + i);
      FloatVector rounded = v.fma(log2e, rounder);
      FloatVector k = rounded.sub(rounder);
      FloatVector near = k.fma(ln2High, v);
      FloatVector r = k.fma(ln2Low, near);
      FloatVector lost = k.fma(ln2Low, near.sub(r));
      FloatVector q = q4.fma(r, q3).fma(r, q2).fma(r, q1).fma(r, q0);
      FloatVector fraction = q.fma(r.mul(r), lost).add(r);
      IntVector exponent = rounded.reinterpretAsInts().sub(ROUNDER_BITS);
      FloatVector power = exponent.add(127).lanewise(LSHL, 23).reinterpretAsFloats();
      IntVector half = exponent.lanewise(ASHR, 1);
      FloatVector large =
          fraction
              .add(1)
              .mul(half.add(127).lanewise(LSHL, 23).reinterpretAsFloats())
              .mul(exponent.sub(half).add(127).lanewise(LSHL, 23).reinterpretAsFloats())
              .blend(Float.POSITIVE_INFINITY, v.compare(GT, HIGHEST));
      fraction
          .fma(power, power.sub(1))
          .blend(large, v.compare(GT, LARGE))
          .blend(-1, v.compare(LT, NEGLIGIBLE))
          .blend(v, v.compare(EQ, 0))
          .intoArray(y, yo + i);
    }
  }

  /// Computes 1 / (1 + e⁻ˣ).
  static void sigmoid(float[] x, int xo, float[] y, int yo, int n) {
    int whole = SIGMOID.lanes(n);
    if (whole > 0) {
      sigmoidLanes(x, xo, y, yo, whole);
    }
    for (int i = whole; i < n; i++) {
      y[yo + i] = sigmoid(x[xo + i]);
    }
  }

  /// Computes the sigmoid. With z = e^(-|x|), which cannot overflow, it is 1/(1 + z), or z/(1 + z)
  /// for negative x; the result is then corrected by the rounding errors of the sum and of the
  /// quotient.
  static float sigmoid(float x) {
    float z = exp(-Math.abs(x));
    float dividend = x < 0 ? z : 1;
    float divisor = 1 + z;
    float quotient = dividend / divisor;
    float rest = Math.fma(-quotient, z - (divisor - 1), Math.fma(-quotient, divisor, dividend));
    return Math.fma(rest, x < 0 ? 1 - quotient : quotient, quotient);
  }

  private static void sigmoidLanes(float[] x, int xo, float[] y, int yo, int n) {
    FloatVector one = FloatVector.broadcast(S, 1);
    FloatVector log2e = FloatVector.broadcast(S, LOG2_E);
    FloatVector rounder = FloatVector.broadcast(S, ROUNDER);
    FloatVector ln2High = FloatVector.broadcast(S, -LN2_HIGH);
    FloatVector ln2Low = FloatVector.broadcast(S, -LN2_LOW);
    FloatVector q0 = FloatVector.broadcast(S, Q0);
    FloatVector q1 = FloatVector.broadcast(S, Q1);
    FloatVector q2 = FloatVector.broadcast(S, Q2);
    FloatVector q3 = FloatVector.broadcast(S, Q3);
    FloatVector q4 = FloatVector.broadcast(S, Q4);
    for (int i = 0; i < n; i += W) {
      FloatVector v = FloatVector.fromArray(S, x, xo + i);
      FloatVector size = v.abs().neg();
      FloatVector rounded = size.fma(log2e, rounder);
      FloatVector k = rounded.sub(rounder);
      FloatVector near = k.fma(ln2High, size);
      FloatVector r = k.fma(ln2Low, near);
      FloatVector lost = k.fma(ln2Low, near.sub(r));
      FloatVector q = q4.fma(r, q3).fma(r, q2).fma(r, q1).fma(r, q0);
      FloatVector power = q.fma(r.mul(r), lost).add(r).add(one);
      IntVector exponent = rounded.reinterpretAsInts().sub(ROUNDER_BITS);
      IntVector half = exponent.lanewise(ASHR, 1);
      FloatVector z =
          power
              .mul(half.add(127).lanewise(LSHL, 23).reinterpretAsFloats())
              .mul(exponent.sub(half).add(127).lanewise(LSHL, 23).reinterpretAsFloats())
              .blend(0, size.compare(LT, LOWEST));
      VectorMask<Float> negative = v.compare(LT, 0);
      FloatVector dividend = one.blend(z, negative);
      FloatVector divisor = z.add(one);
      FloatVector quotient = dividend.div(divisor);
      FloatVector minus = quotient.neg();
      FloatVector rest = minus.fma(z.sub(divisor.sub(one)), minus.fma(divisor, dividend));
      rest.fma(quotient.blend(one.sub(quotient), negative), quotient).intoArray(y, yo + i);
    }
  }

  /// Computes the hyperbolic tangent.
  static void tanh(float[] x, int xo, float[] y, int yo, int n) {
    int whole = TANH.lanes(n);
    if (whole > 0) {
      tanhLanes(x, xo, y, yo, whole);
    }
    for (int i = whole; i < n; i++) {
      y[yo + i] = tanh(x[xo + i]);
    }
  }

  /// For small |x|, x + x³·t(x²), where t is the minimax polynomial of degree 4; otherwise 1 -
  /// 2/(e^(2|x|) + 1) with the sign of x.
  static float tanh(float x) {
    float size = Math.abs(x);
    if (size > SATURATED) {
      return Math.copySign(1, x);
    }
    float value;
    if (size > SMALL) {
      float twice = size + size;
      float rounded = Math.fma(twice, LOG2_E, ROUNDER);
      float k = rounded - ROUNDER;
      float r = Math.fma(k, -LN2_LOW, Math.fma(k, -LN2_HIGH, twice));
      float q = Math.fma(Math.fma(Math.fma(Math.fma(Q4, r, Q3), r, Q2), r, Q1), r, Q0);
      float power =
          Float.intBitsToFloat(Float.floatToRawIntBits(rounded) - ROUNDER_BITS + 127 << 23);
      value = 1 - 2 / Math.fma(Math.fma(q, r * r, r) + 1, power, 1);
    } else {
      float square = size * size;
      float t = Math.fma(Math.fma(Math.fma(T4, square, T3), square, T2), square, T1);
      value = Math.fma(Math.fma(t, square, T0), square * size, size);
    }
    return Math.copySign(value, x);
  }

  private static void tanhLanes(float[] x, int xo, float[] y, int yo, int n) {
    FloatVector one = FloatVector.broadcast(S, 1);
    FloatVector log2e = FloatVector.broadcast(S, LOG2_E);
    FloatVector rounder = FloatVector.broadcast(S, ROUNDER);
    FloatVector ln2High = FloatVector.broadcast(S, -LN2_HIGH);
    FloatVector ln2Low = FloatVector.broadcast(S, -LN2_LOW);
    FloatVector q0 = FloatVector.broadcast(S, Q0);
    FloatVector q1 = FloatVector.broadcast(S, Q1);
    FloatVector q2 = FloatVector.broadcast(S, Q2);
    FloatVector q3 = FloatVector.broadcast(S, Q3);
    FloatVector q4 = FloatVector.broadcast(S, Q4);
    for (int i = 0; i < n; i += W) {
      FloatVector v = FloatVector.fromArray(S, x, xo + i);
      FloatVector size = v.abs();
      FloatVector twice = size.add(size);
      FloatVector rounded = twice.fma(log2e, rounder);
      FloatVector k = rounded.sub(rounder);
      FloatVector r = k.fma(ln2Low, k.fma(ln2High, twice));
      FloatVector q = q4.fma(r, q3).fma(r, q2).fma(r, q1).fma(r, q0);
      FloatVector power =
          rounded
              .reinterpretAsInts()
              .sub(ROUNDER_BITS - 127)
              .lanewise(LSHL, 23)
              .reinterpretAsFloats();
      FloatVector divisor = q.fma(r.mul(r), r).add(one).fma(power, one);
      FloatVector square = size.mul(size);
      FloatVector t =
          FloatVector.broadcast(S, T4)
              .fma(square, FloatVector.broadcast(S, T3))
              .fma(square, FloatVector.broadcast(S, T2))
              .fma(square, FloatVector.broadcast(S, T1))
              .fma(square, FloatVector.broadcast(S, T0));
      t.fma(square.mul(size), size)
          .blend(one.sub(FloatVector.broadcast(S, 2).div(divisor)), size.compare(GT, SMALL))
          .blend(one, size.compare(GT, SATURATED))
          .reinterpretAsInts()
          .or(v.reinterpretAsInts().and(Integer.MIN_VALUE))
          .reinterpretAsFloats()
          .intoArray(y, yo + i);
    }
  }
}
