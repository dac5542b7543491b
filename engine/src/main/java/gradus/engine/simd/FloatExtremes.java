package gradus.engine.simd;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/// Maxima and minima of rows of floats; NaN if any element is.
final class FloatExtremes {
  private static final VectorSpecies<Float> S = Lanes.FLOAT;
  private static final int W = Lanes.WIDTH;

  private static final WarmUp MAX = new WarmUp();
  private static final WarmUp MIN = new WarmUp();

  private FloatExtremes() {}

  /// Returns the maximum of a row.
  static float max(float[] x, int xo, int n) {
    int whole = MAX.lanes(n);
    float result = whole > 0 ? maxLanes(x, xo, whole) : Float.NEGATIVE_INFINITY;
    for (int i = whole; i < n; i++) {
      result = Math.max(result, x[xo + i]);
    }
    return result;
  }

  private static float maxLanes(float[] x, int xo, int n) {
    FloatVector a = FloatVector.broadcast(S, Float.NEGATIVE_INFINITY);
    FloatVector b = a;
    FloatVector c = a;
    FloatVector d = a;
    int i = xo;
    for (; i <= xo + n - 4 * W; i += 4 * W) {
      a = a.max(FloatVector.fromArray(S, x, i));
      b = b.max(FloatVector.fromArray(S, x, i + W));
      c = c.max(FloatVector.fromArray(S, x, i + 2 * W));
      d = d.max(FloatVector.fromArray(S, x, i + 3 * W));
    }
    for (; i < xo + n; i += W) {
      a = a.max(FloatVector.fromArray(S, x, i));
    }
    return a.max(b).max(c.max(d)).reduceLanes(VectorOperators.MAX);
  }

  /// Returns the minimum of a row.
  static float min(float[] x, int xo, int n) {
    int whole = MIN.lanes(n);
    float result = whole > 0 ? minLanes(x, xo, whole) : Float.POSITIVE_INFINITY;
    for (int i = whole; i < n; i++) {
      result = Math.min(result, x[xo + i]);
    }
    return result;
  }

  private static float minLanes(float[] x, int xo, int n) {
    FloatVector a = FloatVector.broadcast(S, Float.POSITIVE_INFINITY);
    FloatVector b = a;
    FloatVector c = a;
    FloatVector d = a;
    int i = xo;
    for (; i <= xo + n - 4 * W; i += 4 * W) {
      a = a.min(FloatVector.fromArray(S, x, i));
      b = b.min(FloatVector.fromArray(S, x, i + W));
      c = c.min(FloatVector.fromArray(S, x, i + 2 * W));
      d = d.min(FloatVector.fromArray(S, x, i + 3 * W));
    }
    for (; i < xo + n; i += W) {
      a = a.min(FloatVector.fromArray(S, x, i));
    }
    return a.min(b).min(c.min(d)).reduceLanes(VectorOperators.MIN);
  }
}
