package gradus.engine.simd;

import gradus.engine.DType;
import gradus.engine.simd.Switch.Order;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/// Maxima and minima of rows of floats; NaN if any element is.
final class FloatExtremes {
  private static final VectorSpecies<Float> S = Lanes.FLOAT;
  private static final int W = Lanes.WIDTH;

  private static final Switch MAX =
      new Switch("maxima of rows", Order.LOOPS, 16, (turns, times) -> sample(turns, times, true));
  private static final Switch MIN =
      new Switch("minima of rows", Order.LOOPS, 16, (turns, times) -> sample(turns, times, false));

  /// The array for samples.
  private static final class Sample {
    private static final float[] X = (float[]) Scratch.of(DType.F32);
  }

  private FloatExtremes() {}

  private static void sample(int turns, int times, boolean greatest) {
    int n = turns * W;
    for (int i = 0; i < times && n > 0; i++) {
      float extreme = greatest ? maxLanes(Sample.X, 0, n) : minLanes(Sample.X, 0, n);
      // The result is used, lest the JVM leave the loop out.
      Sample.X[0] = extreme;
    }
  }

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
