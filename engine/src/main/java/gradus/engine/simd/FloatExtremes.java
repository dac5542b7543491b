package gradus.engine.simd;

import gradus.engine.Binary;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/// Maxima and minima of floats; NaN if any element is.
enum FloatExtremes implements Fold {
  /// The maximum.
  GREATEST,
  /// The minimum.
  LEAST;

  private static final VectorSpecies<Float> S = Lanes.FLOAT;
  private static final int W = Lanes.WIDTH;

  private static final WarmUp MAX = new WarmUp();
  private static final WarmUp MIN = new WarmUp();

  @Override
  public double start() {
    return this == GREATEST ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
  }

  @Override
  public double combine(double a, double b) {
    return this == GREATEST ? Math.max(a, b) : Math.min(a, b);
  }

  @Override
  public double row(Object x, int xo, int n) {
    return this == GREATEST ? max((float[]) x, xo, n) : min((float[]) x, xo, n);
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

  @Override
  public void columns(Object from, int xo, int pitch, int rows, int n, double[] results) {
    float[] extremes = new float[n];
    for (int i = 0; i < n; i++) {
      extremes[i] = (float) results[i];
    }
    columns((float[]) from, xo, pitch, rows, n, extremes);
    for (int i = 0; i < n; i++) {
      results[i] = extremes[i];
    }
  }

  /// Computes the maximum or minimum of each column and of the previous result.
  void columns(float[] x, int xo, int pitch, int rows, int n, float[] extremes) {
    for (int row = 0; row < rows; row++) {
      Binary op = this == GREATEST ? Binary.MAXIMUM : Binary.MINIMUM;
      Loops.run(op, extremes, 0, x, xo + row * pitch, extremes, 0, n);
    }
  }
}
