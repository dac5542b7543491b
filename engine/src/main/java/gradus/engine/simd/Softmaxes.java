package gradus.engine.simd;

import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.MAX;

import gradus.engine.Binary;
import gradus.engine.HostStorage.Floats;
import gradus.engine.Operand;
import gradus.engine.Softmax;
import gradus.engine.Unary;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// Softmax and log-softmax along an axis. The maximum is subtracted from each element before the
/// exponential, so nothing overflows. A NaN is not searched for; it makes the sum NaN.
///
/// Long rows are processed one by one, short ones by [ShortSoftmaxes], and columns next to each
/// other in strips.
final class Softmaxes {
  private static final VectorSpecies<Float> S = Lanes.FLOAT;
  private static final int W = Lanes.WIDTH;

  private static final int BLOCK = 1024;

  /// Elements per task of a thread.
  private static final int GRAIN = 1 << 14;

  /// With fewer adjacent columns than this, transposing them into rows first pays off.
  private static final int NARROW = 16;

  /// Rows shorter than this are short.
  private static final int SHORT = 64;

  /// The exponentials of rows up to this length stay in the L1 cache together with the rows, so
  /// that the output is written only once.
  private static final int FITS = 2048;

  private static final WarmUp GREATEST = new WarmUp();
  private static final WarmUp SHIFT = new WarmUp();
  private static final WarmUp SCALE = new WarmUp();

  private Softmaxes() {}

  /// Runs a softmax.
  ///
  /// @return false if the reference backend's loops are as good: for F64
  static boolean run(Softmax op, Operand input, Operand output) {
    if (!(output.storage() instanceof Floats)) {
      return false;
    }
    Dense.Extent extent = Dense.Extent.of(input.shape(), op.axis());
    if (extent.outer() > 0) {
      Dense x = Dense.of(input);
      Dense y = Dense.room(output);
      run(
          op.log(),
          (float[]) x.array(),
          x.offset(),
          extent.outer(),
          extent.n(),
          extent.inner(),
          (float[]) y.array(),
          y.offset());
      y.writeTo(output);
    }
    return true;
  }

  /// Computes the softmax of x into y, both of shape (outer, n, inner), along the middle axis.
  static void run(boolean log, float[] x, int xo, int outer, int n, int inner, float[] y, int yo) {
    if (inner == 1 && n < SHORT) {
      Workers.share(
          outer,
          Math.max(1, GRAIN / n),
          (first, end) ->
              ShortSoftmaxes.run(log, x, xo + first * n, end - first, n, y, yo + first * n));
    } else if (inner == 1) {
      Workers.share(
          outer,
          Math.max(1, GRAIN / n),
          (first, end) -> {
            float[] powers = log || n <= FITS ? new float[n] : y;
            for (int row = first; row < end; row++) {
              row(log, x, xo + row * n, n, powers, y, yo + row * n);
            }
          });
    } else if (inner < NARROW) {
      int[] dims = {outer, n, inner};
      int[] steps = {n * inner, inner, 1};
      int[] turned = {n * inner, 1, n};
      float[] from = new float[outer * n * inner];
      float[] to = new float[outer * n * inner];
      Runs.copy(dims, x, xo, steps, from, 0, turned);
      run(log, from, 0, outer * inner, n, 1, to, 0);
      Runs.copy(dims, to, 0, turned, y, yo, steps);
    } else {
      int strips = Math.ceilDiv(inner, BLOCK);
      Workers.share(
          outer * strips,
          Math.max(1, GRAIN / n / Math.min(inner, BLOCK)),
          (first, end) -> {
            for (int unit = first; unit < end; unit++) {
              int start = unit % strips * BLOCK;
              int at = unit / strips * n * inner + start;
              int width = Math.min(BLOCK, inner - start);
              columns(log, x, xo + at, n, inner, width, y, yo + at);
            }
          });
    }
  }

  private static void row(
      boolean log, float[] x, int xo, int n, float[] powers, float[] y, int yo) {
    float greatest = greatest(x, xo, n);
    int po = powers == y ? yo : 0;
    shift(x, xo, greatest, 0, powers, po, n);
    Loops.run(Unary.EXP, powers, po, powers, po, n);
    double sum = FloatSums.sum(powers, po, n);
    if (log) {
      shift(x, xo, greatest, (float) Math.log(sum), y, yo, n);
    } else {
      scale(powers, po, (float) (1 / sum), y, yo, n);
    }
  }

  /// Returns the maximum of a row.
  private static float greatest(float[] x, int xo, int n) {
    if (GREATEST.lanes(n) > 0) {
      return greatestLanes(x, xo, n);
    }
    float greatest = Float.NEGATIVE_INFINITY;
    for (int i = xo; i < xo + n; i++) {
      greatest = Math.max(greatest, x[i]);
    }
    return greatest;
  }

  private static float greatestLanes(float[] x, int xo, int n) {
    FloatVector a = FloatVector.fromArray(S, x, xo + n - W);
    FloatVector b = a;
    FloatVector c = a;
    FloatVector d = a;
    int i = xo;
    for (; i <= xo + n - 4 * W; i += 4 * W) {
      FloatVector v = FloatVector.fromArray(S, x, i);
      a = a.blend(v, v.compare(GT, a));
      v = FloatVector.fromArray(S, x, i + W);
      b = b.blend(v, v.compare(GT, b));
      v = FloatVector.fromArray(S, x, i + 2 * W);
      c = c.blend(v, v.compare(GT, c));
      v = FloatVector.fromArray(S, x, i + 3 * W);
      d = d.blend(v, v.compare(GT, d));
    }
    for (; i < xo + n - W; i += W) {
      FloatVector v = FloatVector.fromArray(S, x, i);
      a = a.blend(v, v.compare(GT, a));
    }
    a = a.blend(b, b.compare(GT, a));
    c = c.blend(d, d.compare(GT, c));
    return a.blend(c, c.compare(GT, a)).reduceLanes(MAX);
  }

  /// y = x - by - then
  private static void shift(float[] x, int xo, float by, float then, float[] y, int yo, int n) {
    int i = 0;
    for (int whole = SHIFT.lanes(n); i < whole; i += W) {
      FloatVector.fromArray(S, x, xo + i).sub(by).sub(then).intoArray(y, yo + i);
    }
    for (; i < n; i++) {
      y[yo + i] = x[xo + i] - by - then;
    }
  }

  /// y = x · by, possibly in place.
  private static void scale(float[] x, int xo, float by, float[] y, int yo, int n) {
    if (SCALE.lanes(n) > 0) {
      // The last vector may overlap the one before and must be read before that is changed.
      FloatVector last = FloatVector.fromArray(S, x, xo + n - W);
      for (int i = 0; i < n - W; i += W) {
        FloatVector.fromArray(S, x, xo + i).mul(by).intoArray(y, yo + i);
      }
      last.mul(by).intoArray(y, yo + n - W);
    } else {
      for (int i = 0; i < n; i++) {
        y[yo + i] = x[xo + i] * by;
      }
    }
  }

  /// Processes adjacent columns; `pitch` is the stride between rows.
  private static void columns(
      boolean log, float[] x, int xo, int n, int pitch, int width, float[] y, int yo) {
    float[] row = new float[width];
    System.arraycopy(x, xo, row, 0, width);
    FloatExtremes.GREATEST.columns(x, xo, pitch, n, width, row);
    double[] sums = new double[width];
    float[] powers = new float[log ? width : 0];
    for (int r = 0; r < n; r++) {
      int at = yo + r * pitch;
      Loops.run(Binary.SUB, x, xo + r * pitch, row, 0, y, at, width);
      Loops.run(Unary.EXP, y, at, log ? powers : y, log ? 0 : at, width);
      FloatSums.ALL.columns(log ? powers : y, log ? 0 : at, pitch, 1, width, sums);
    }
    for (int i = 0; i < width; i++) {
      row[i] = (float) (log ? Math.log(sums[i]) : 1 / sums[i]);
    }
    for (int r = 0; r < n; r++) {
      int at = yo + r * pitch;
      if (log) {
        Loops.run(Binary.SUB, y, at, row, 0, y, at, width);
      } else {
        Loops.run(Binary.MUL, y, at, row, 0, y, at, width);
      }
    }
  }
}
