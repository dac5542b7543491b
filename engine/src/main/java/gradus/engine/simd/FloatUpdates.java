package gradus.engine.simd;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// Loops over runs of floats that take an optimiser's steps, in one pass each. What limits them is
/// the memory: they read every input once and write once.
final class FloatUpdates {
  private static final VectorSpecies<Float> S = Lanes.FLOAT;
  private static final int W = Lanes.WIDTH;

  private FloatUpdates() {}

  /// y = α·a + β·b
  static void combine(
      float alpha, float[] a, int ao, float beta, float[] b, int bo, float[] y, int yo, int n) {
    int i = 0;
    for (; i <= n - W; i += W) {
      FloatVector.fromArray(S, b, bo + i)
          .fma(FloatVector.broadcast(S, beta), FloatVector.fromArray(S, a, ao + i).mul(alpha))
          .intoArray(y, yo + i);
    }
    for (; i < n; i++) {
      y[yo + i] = Math.fma(b[bo + i], beta, a[ao + i] * alpha);
    }
  }

  /// y = α·a + β·b·c
  static void addProduct(
      float alpha,
      float[] a,
      int ao,
      float beta,
      float[] b,
      int bo,
      float[] c,
      int co,
      float[] y,
      int yo,
      int n) {
    int i = 0;
    for (; i <= n - W; i += W) {
      FloatVector product =
          FloatVector.fromArray(S, b, bo + i).mul(FloatVector.fromArray(S, c, co + i));
      product
          .fma(FloatVector.broadcast(S, beta), FloatVector.fromArray(S, a, ao + i).mul(alpha))
          .intoArray(y, yo + i);
    }
    for (; i < n; i++) {
      y[yo + i] = Math.fma(b[bo + i] * c[co + i], beta, a[ao + i] * alpha);
    }
  }

  /// y = a + β·b / (√c + ε)
  static void addOverRoot(
      float[] a,
      int ao,
      float beta,
      float[] b,
      int bo,
      float[] c,
      int co,
      float eps,
      float[] y,
      int yo,
      int n) {
    int i = 0;
    for (; i <= n - W; i += W) {
      FloatVector divisor = FloatVector.fromArray(S, c, co + i).sqrt().add(eps);
      FloatVector quotient = FloatVector.fromArray(S, b, bo + i).div(divisor);
      quotient
          .fma(FloatVector.broadcast(S, beta), FloatVector.fromArray(S, a, ao + i))
          .intoArray(y, yo + i);
    }
    for (; i < n; i++) {
      float divisor = (float) Math.sqrt(c[co + i]) + eps;
      y[yo + i] = Math.fma(b[bo + i] / divisor, beta, a[ao + i]);
    }
  }
}
