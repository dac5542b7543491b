package gradus.engine.simd;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// What the matrix product does with runs of floats.
final class FloatRows {
  private static final VectorSpecies<Float> S = Lanes.FLOAT;
  private static final int W = Lanes.WIDTH;

  private FloatRows() {}

  /// y += factor · x, of any length.
  static void addScaled(float factor, float[] x, int xo, float[] y, int yo, int n) {
    int i = 0;
    FloatVector by = FloatVector.broadcast(S, factor);
    for (; i <= n - W; i += W) {
      by.fma(FloatVector.fromArray(S, x, xo + i), FloatVector.fromArray(S, y, yo + i))
          .intoArray(y, yo + i);
    }
    for (; i < n; i++) {
      y[yo + i] = Math.fma(factor, x[xo + i], y[yo + i]);
    }
  }
}
