package gradus.engine.simd;

import static gradus.engine.simd.Exponentials.LN2_HIGH;
import static gradus.engine.simd.Exponentials.LN2_LOW;
import static gradus.engine.simd.Exponentials.LOG2_E;
import static gradus.engine.simd.Exponentials.Q0;
import static gradus.engine.simd.Exponentials.Q1;
import static gradus.engine.simd.Exponentials.Q2;
import static gradus.engine.simd.Exponentials.Q3;
import static gradus.engine.simd.Exponentials.Q4;
import static gradus.engine.simd.Exponentials.ROUNDER;
import static gradus.engine.simd.Exponentials.ROUNDER_BITS;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LSHL;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// The error function: x + x·p(x²) for |x| up to 1, and 1 - e^t(x) above, where t approximates the
/// logarithm of erfc x. Both polynomials have degree 6 and are minimax approximations with respect
/// to the error relative to erf x.
final class ErrorFunction {
  private static final VectorSpecies<Float> S = Lanes.FLOAT;
  private static final int W = Lanes.WIDTH;

  private static final WarmUp ERF = new WarmUp(8);

  private static final float P0 = 0x1.06eba8p-3f;
  private static final float P1 = -0x1.81273ep-2f;
  private static final float P2 = 0x1.ce2cf8p-4f;
  private static final float P3 = -0x1.b7f910p-6f;
  private static final float P4 = 0x1.5405ccp-8f;
  private static final float P5 = -0x1.a3f7a4p-11f;
  private static final float P6 = 0x1.496bc4p-14f;

  private static final float T0 = -0x1.661a3cp-12f;
  private static final float T1 = -0x1.2088ecp0f;
  private static final float T2 = -0x1.46baeap-1f;
  private static final float T3 = -0x1.a65356p-4f;
  private static final float T4 = 0x1.65cb9cp-6f;
  private static final float T5 = -0x1.825b46p-9f;
  private static final float T6 = 0x1.86de06p-13f;

  /// From this value on, erf x rounds to 1.
  private static final float SATURATED = 3.93f;

  private ErrorFunction() {}

  /// Computes erf x.
  static void erf(float[] x, int xo, float[] y, int yo, int n) {
    int whole = ERF.lanes(n);
    if (whole > 0) {
      erfLanes(x, xo, y, yo, whole);
    }
    for (int i = whole; i < n; i++) {
      y[yo + i] = erf(x[xo + i]);
    }
  }

  static float erf(float x) {
    float size = Math.abs(x) > SATURATED ? SATURATED : Math.abs(x);
    float value;
    if (size > 1) {
      float t = Math.fma(Math.fma(Math.fma(T6, size, T5), size, T4), size, T3);
      t = Math.fma(Math.fma(Math.fma(t, size, T2), size, T1), size, T0);
      float rounded = Math.fma(t, LOG2_E, ROUNDER);
      float k = rounded - ROUNDER;
      float r = Math.fma(k, -LN2_LOW, Math.fma(k, -LN2_HIGH, t));
      float q = Math.fma(Math.fma(Math.fma(Math.fma(Q4, r, Q3), r, Q2), r, Q1), r, Q0);
      float power =
          Float.intBitsToFloat(Float.floatToRawIntBits(rounded) - ROUNDER_BITS + 127 << 23);
      value = 1 - (Math.fma(q, r * r, r) + 1) * power;
    } else {
      float square = size * size;
      float p = Math.fma(Math.fma(Math.fma(P6, square, P5), square, P4), square, P3);
      p = Math.fma(Math.fma(Math.fma(p, square, P2), square, P1), square, P0);
      value = Math.fma(size, p, size);
    }
    return Math.copySign(value, x);
  }

  private static void erfLanes(float[] x, int xo, float[] y, int yo, int n) {
    FloatVector one = FloatVector.broadcast(S, 1);
    FloatVector log2e = FloatVector.broadcast(S, LOG2_E);
    FloatVector rounder = FloatVector.broadcast(S, ROUNDER);
    FloatVector ln2High = FloatVector.broadcast(S, -LN2_HIGH);
    FloatVector ln2Low = FloatVector.broadcast(S, -LN2_LOW);
    for (int i = 0; i < n; i += W) {
      FloatVector v = FloatVector.fromArray(S, x, xo + i);
      FloatVector size = v.abs();
      size = size.blend(SATURATED, size.compare(GT, SATURATED));
      FloatVector square = size.mul(size);
      FloatVector p =
          FloatVector.broadcast(S, P6)
              .fma(square, FloatVector.broadcast(S, P5))
              .fma(square, FloatVector.broadcast(S, P4))
              .fma(square, FloatVector.broadcast(S, P3))
              .fma(square, FloatVector.broadcast(S, P2))
              .fma(square, FloatVector.broadcast(S, P1))
              .fma(square, FloatVector.broadcast(S, P0));
      FloatVector t =
          FloatVector.broadcast(S, T6)
              .fma(size, FloatVector.broadcast(S, T5))
              .fma(size, FloatVector.broadcast(S, T4))
              .fma(size, FloatVector.broadcast(S, T3))
              .fma(size, FloatVector.broadcast(S, T2))
              .fma(size, FloatVector.broadcast(S, T1))
              .fma(size, FloatVector.broadcast(S, T0));
      FloatVector rounded = t.fma(log2e, rounder);
      FloatVector k = rounded.sub(rounder);
      FloatVector r = k.fma(ln2Low, k.fma(ln2High, t));
      FloatVector q =
          FloatVector.broadcast(S, Q4)
              .fma(r, FloatVector.broadcast(S, Q3))
              .fma(r, FloatVector.broadcast(S, Q2))
              .fma(r, FloatVector.broadcast(S, Q1))
              .fma(r, FloatVector.broadcast(S, Q0));
      FloatVector power =
          rounded
              .reinterpretAsInts()
              .sub(ROUNDER_BITS - 127)
              .lanewise(LSHL, 23)
              .reinterpretAsFloats();
      FloatVector complement = q.fma(r.mul(r), r).add(one).mul(power);
      size.fma(p, size)
          .blend(one.sub(complement), size.compare(GT, 1))
          .reinterpretAsInts()
          .or(v.reinterpretAsInts().and(Integer.MIN_VALUE))
          .reinterpretAsFloats()
          .intoArray(y, yo + i);
    }
  }
}
