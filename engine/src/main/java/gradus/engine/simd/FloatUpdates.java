package gradus.engine.simd;

import gradus.engine.Elementwise.AddOverRoot;
import gradus.engine.Elementwise.AddProduct;
import gradus.engine.Elementwise.Combine;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// Loops over runs of floats for the steps of optimisers, each in a single pass because memory
/// bandwidth limits them: vectors first, then plain Java for the tail, once [WarmUp] allows
/// vectors.
///
/// The parameters are the arrays of the inputs and of the output, in this order, and the offset of
/// each run.
final class FloatUpdates {
  private static final VectorSpecies<Float> S = Lanes.FLOAT;
  private static final int W = Lanes.WIDTH;

  private static final WarmUp COMBINE = new WarmUp();
  private static final WarmUp ADD_PRODUCT = new WarmUp();
  private static final WarmUp ADD_OVER_ROOT = new WarmUp();

  private FloatUpdates() {}

  /// y = α·a + β·b
  static void combine(Combine op, Object[] in, int[] at, int n) {
    float alpha = (float) op.alpha();
    float beta = (float) op.beta();
    float[] a = (float[]) in[0];
    float[] b = (float[]) in[1];
    float[] y = (float[]) in[2];
    int ao = at[0];
    int bo = at[1];
    int yo = at[2];
    int i = 0;
    for (int whole = COMBINE.lanes(n); i < whole; i += W) {
      FloatVector.fromArray(S, b, bo + i)
          .fma(FloatVector.broadcast(S, beta), FloatVector.fromArray(S, a, ao + i).mul(alpha))
          .intoArray(y, yo + i);
    }
    for (; i < n; i++) {
      y[yo + i] = Math.fma(b[bo + i], beta, a[ao + i] * alpha);
    }
  }

  /// y = α·a + β·b·c
  static void addProduct(AddProduct op, Object[] in, int[] at, int n) {
    float alpha = (float) op.alpha();
    float beta = (float) op.beta();
    float[] a = (float[]) in[0];
    float[] b = (float[]) in[1];
    float[] c = (float[]) in[2];
    float[] y = (float[]) in[3];
    int ao = at[0];
    int bo = at[1];
    int co = at[2];
    int yo = at[3];
    int i = 0;
    for (int whole = ADD_PRODUCT.lanes(n); i < whole; i += W) {
      FloatVector.fromArray(S, b, bo + i)
          .mul(FloatVector.fromArray(S, c, co + i))
          .fma(FloatVector.broadcast(S, beta), FloatVector.fromArray(S, a, ao + i).mul(alpha))
          .intoArray(y, yo + i);
    }
    for (; i < n; i++) {
      y[yo + i] = Math.fma(b[bo + i] * c[co + i], beta, a[ao + i] * alpha);
    }
  }

  /// y = a + β·b / (√c + ε)
  static void addOverRoot(AddOverRoot op, Object[] in, int[] at, int n) {
    float beta = (float) op.beta();
    float eps = (float) op.eps();
    float[] a = (float[]) in[0];
    float[] b = (float[]) in[1];
    float[] c = (float[]) in[2];
    float[] y = (float[]) in[3];
    int ao = at[0];
    int bo = at[1];
    int co = at[2];
    int yo = at[3];
    int i = 0;
    for (int whole = ADD_OVER_ROOT.lanes(n); i < whole; i += W) {
      FloatVector.fromArray(S, b, bo + i)
          .div(FloatVector.fromArray(S, c, co + i).sqrt().add(eps))
          .fma(FloatVector.broadcast(S, beta), FloatVector.fromArray(S, a, ao + i))
          .intoArray(y, yo + i);
    }
    for (; i < n; i++) {
      float divisor = (float) Math.sqrt(c[co + i]) + eps;
      y[yo + i] = Math.fma(b[bo + i] / divisor, beta, a[ao + i]);
    }
  }
}
