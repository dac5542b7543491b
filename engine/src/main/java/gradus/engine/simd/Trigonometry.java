package gradus.engine.simd;

import static jdk.incubator.vector.VectorOperators.EQ;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LSHL;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorSpecies;

/// Sine and cosine of floats, computed in double precision, where subtracting a multiple of π/2
/// loses no accuracy; all but one in thousands of results are correctly rounded.
///
/// With k the integer nearest to x/(π/2) and r the remainder, |r| ≤ π/4, the sine is ± sin r or ±
/// cos r, depending on the last two bits of k. These are Taylor polynomials, whose error is below
/// 10⁻¹⁰ there. Java computes the few floats from 2²⁰ up.
final class Trigonometry {
  private static final VectorSpecies<Double> D = Lanes.DOUBLE;
  private static final int W = D.length();

  private static final WarmUp SIN = new WarmUp(8);
  private static final WarmUp COS = new WarmUp(8);

  /// The number of floats that are converted at a time.
  private static final int PIECE = 512;

  private static final double FAR = 0x1p20;
  private static final double TWO_OVER_PI = 2 / Math.PI;
  private static final double ROUNDER = 0x1.8p52;

  /// π/2 in two parts: a double, and its rounding error.
  private static final double HALF_PI = Math.PI / 2;

  private static final double HALF_PI_LOW = 6.123233995736766e-17;

  private static final double S3 = -1.0 / 6;
  private static final double S5 = 1.0 / 120;
  private static final double S7 = -1.0 / 5040;
  private static final double S9 = 1.0 / 362880;
  private static final double S11 = -1.0 / 39916800;
  private static final double C2 = -1.0 / 2;
  private static final double C4 = 1.0 / 24;
  private static final double C6 = -1.0 / 720;
  private static final double C8 = 1.0 / 40320;
  private static final double C10 = -1.0 / 3628800;

  private Trigonometry() {}

  static void sin(float[] x, int xo, float[] y, int yo, int n) {
    run(SIN, 0, x, xo, y, yo, n);
  }

  /// Computes cos x = sin (x + π/2).
  static void cos(float[] x, int xo, float[] y, int yo, int n) {
    run(COS, 1, x, xo, y, yo, n);
  }

  private static void run(
      WarmUp warmUp, int quarters, float[] x, int xo, float[] y, int yo, int n) {
    int whole = warmUp.lanes(n);
    if (whole > 0) {
      double[] wide = new double[Math.min(whole, PIECE)];
      for (int start = 0; start < whole; start += PIECE) {
        int end = Math.min(whole - start, PIECE);
        for (int i = 0; i < end; i++) {
          wide[i] = x[xo + start + i];
        }
        if (lanes(quarters, wide, end)) {
          for (int i = 0; i < end; i++) {
            if (Math.abs(x[xo + start + i]) > FAR) {
              wide[i] = far(quarters, x[xo + start + i]);
            }
          }
        }
        for (int i = 0; i < end; i++) {
          y[yo + start + i] = (float) wide[i];
        }
      }
    }
    for (int i = whole; i < n; i++) {
      y[yo + i] = sine(quarters, x[xo + i]);
    }
  }

  private static double far(int quarters, double x) {
    return quarters == 0 ? Math.sin(x) : Math.cos(x);
  }

  /// Computes the sine of x plus a number of quarter turns.
  private static float sine(int quarters, double x) {
    if (Math.abs(x) > FAR) {
      return (float) far(quarters, x);
    }
    double rounded = Math.fma(x, TWO_OVER_PI, ROUNDER);
    double k = rounded - ROUNDER;
    double r = Math.fma(k, -HALF_PI_LOW, Math.fma(k, -HALF_PI, x));
    double z = r * r;
    double s = Math.fma(Math.fma(Math.fma(S11, z, S9), z, S7), z, S5);
    s = r * Math.fma(Math.fma(s, z, S3), z, 1);
    double c = Math.fma(Math.fma(Math.fma(C10, z, C8), z, C6), z, C4);
    c = Math.fma(Math.fma(c, z, C2), z, 1);
    long turn = Double.doubleToRawLongBits(rounded) + quarters;
    double value = (turn & 1) == 1 ? c : s;
    return (float) Double.longBitsToDouble(Double.doubleToRawLongBits(value) ^ (turn & 2) << 62);
  }

  /// Computes sines in place; returns true if any argument is too large.
  private static boolean lanes(int quarters, double[] x, int n) {
    boolean far = false;
    for (int i = 0; i < n; i += W) {
      DoubleVector v = DoubleVector.fromArray(D, x, i);
      far |= v.abs().compare(GT, FAR).anyTrue();
      DoubleVector rounded = v.fma(TWO_OVER_PI, ROUNDER);
      DoubleVector k = rounded.sub(ROUNDER);
      DoubleVector r =
          k.fma(
              DoubleVector.broadcast(D, -HALF_PI_LOW),
              k.fma(DoubleVector.broadcast(D, -HALF_PI), v));
      DoubleVector z = r.mul(r);
      DoubleVector s =
          DoubleVector.broadcast(D, S11)
              .fma(z, DoubleVector.broadcast(D, S9))
              .fma(z, DoubleVector.broadcast(D, S7))
              .fma(z, DoubleVector.broadcast(D, S5))
              .fma(z, DoubleVector.broadcast(D, S3))
              .fma(z, DoubleVector.broadcast(D, 1))
              .mul(r);
      DoubleVector c =
          DoubleVector.broadcast(D, C10)
              .fma(z, DoubleVector.broadcast(D, C8))
              .fma(z, DoubleVector.broadcast(D, C6))
              .fma(z, DoubleVector.broadcast(D, C4))
              .fma(z, DoubleVector.broadcast(D, C2))
              .fma(z, DoubleVector.broadcast(D, 1));
      LongVector turn = rounded.reinterpretAsLongs().add(quarters);
      s.blend(c, turn.and(1).compare(EQ, 1).cast(D))
          .reinterpretAsLongs()
          .lanewise(jdk.incubator.vector.VectorOperators.XOR, turn.and(2).lanewise(LSHL, 62))
          .reinterpretAsDoubles()
          .intoArray(x, i);
    }
    return far;
  }
}
