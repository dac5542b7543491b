package gradus.engine.simd;

import gradus.engine.Binary;
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

  private static final WarmUp SHIFT = new WarmUp();
  private static final WarmUp SCALE = new WarmUp();

  private Softmaxes() {}

  /// Runs a softmax.
  static void run(Softmax op, Operand input, Operand output) {
    Dense.Extent extent = Dense.Extent.of(input.shape(), op.axis());
    if (extent.outer() > 0) {
      Dense x = Dense.of(input);
      Dense y = Dense.room(output);
      int n = extent.n();
      int inner = extent.inner();
      run(op.log(), x.array(), x.offset(), extent.outer(), n, inner, y.array(), y.offset());
      y.writeTo(output);
    }
  }

  /// Computes the softmax of x into y, both of shape (outer, n, inner), along the middle axis.
  private static void run(
      boolean log, Object x, int xo, int outer, int n, int inner, Object y, int yo) {
    if (inner == 1 && n < SHORT && x instanceof float[] from && y instanceof float[] to) {
      Workers.share(
          outer,
          Math.max(1, GRAIN / n),
          (first, end) ->
              ShortSoftmaxes.run(log, from, xo + first * n, end - first, n, to, yo + first * n));
    } else if (inner == 1) {
      Workers.share(
          outer,
          Math.max(1, GRAIN / n),
          (first, end) -> {
            Object powers = log || n <= FITS ? Runs.scratch(y, n) : y;
            for (int row = first; row < end; row++) {
              row(log, x, xo + row * n, n, powers, y, yo + row * n);
            }
          });
    } else if (inner < NARROW) {
      int[] dims = {outer, n, inner};
      int[] strides = {n * inner, inner, 1};
      int[] turned = {n * inner, 1, n};
      Object from = Runs.scratch(x, outer * n * inner);
      Object to = Runs.scratch(y, outer * n * inner);
      Runs.copy(dims, x, xo, strides, from, 0, turned);
      run(log, from, 0, outer * inner, n, 1, to, 0);
      Runs.copy(dims, to, 0, turned, y, yo, strides);
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
      boolean log, Object from, int xo, int n, Object powers, Object to, int yo) {
    double greatest = Extremes.MAX.of(from, xo, n);
    int po = powers == to ? yo : 0;
    shift(from, xo, greatest, 0, powers, po, n);
    Loops.run(Unary.EXP, powers, po, powers, po, n);
    double sum = Sums.sum(powers, po, n);
    if (log) {
      shift(from, xo, greatest, Math.log(sum), to, yo, n);
    } else {
      scale(powers, po, 1 / sum, to, yo, n);
    }
  }

  /// y = x - by - then
  private static void shift(Object from, int xo, double by, double then, Object to, int yo, int n) {
    int i = 0;
    if (from instanceof float[] x) {
      float[] y = (float[]) to;
      float a = (float) by;
      float b = (float) then;
      for (int whole = SHIFT.lanes(n); i < whole; i += W) {
        FloatVector.fromArray(S, x, xo + i).sub(a).sub(b).intoArray(y, yo + i);
      }
      for (; i < n; i++) {
        y[yo + i] = x[xo + i] - a - b;
      }
    } else {
      double[] x = (double[]) from;
      double[] y = (double[]) to;
      for (; i < n; i++) {
        y[yo + i] = x[xo + i] - by - then;
      }
    }
  }

  /// y = x · by, possibly in place.
  private static void scale(Object from, int xo, double by, Object to, int yo, int n) {
    if (from instanceof double[] x) {
      double[] y = (double[]) to;
      for (int i = 0; i < n; i++) {
        y[yo + i] = x[xo + i] * by;
      }
      return;
    }
    float[] x = (float[]) from;
    float[] y = (float[]) to;
    float factor = (float) by;
    if (SCALE.lanes(n) > 0) {
      // The last vector may overlap the one before and must be read before that is changed.
      FloatVector last = FloatVector.fromArray(S, x, xo + n - W);
      for (int i = 0; i < n - W; i += W) {
        FloatVector.fromArray(S, x, xo + i).mul(factor).intoArray(y, yo + i);
      }
      last.mul(factor).intoArray(y, yo + n - W);
    } else {
      for (int i = 0; i < n; i++) {
        y[yo + i] = x[xo + i] * factor;
      }
    }
  }

  /// Processes adjacent columns; `stride` is that between rows.
  private static void columns(
      boolean log, Object x, int xo, int n, int stride, int width, Object y, int yo) {
    Results greatest = Results.of(Extremes.MAX, width, 0);
    Extremes.MAX.columns(x, xo, stride, n, width, 0, greatest);
    Object row = Runs.scratch(x, width);
    for (int i = 0; i < width; i++) {
      greatest.store(i, row, i);
    }
    Results sums = Results.of(Sums.ALL, width, 0);
    Object powers = log ? Runs.scratch(x, width) : y;
    for (int r = 0; r < n; r++) {
      int at = yo + r * stride;
      int po = log ? 0 : at;
      Loops.run(Binary.SUB, x, xo + r * stride, row, 0, y, at, width);
      Loops.run(Unary.EXP, y, at, powers, po, width);
      Sums.ALL.columns(powers, po, stride, 1, width, r, sums);
    }
    for (int i = 0; i < width; i++) {
      double sum = sums.values()[i];
      Results.store(log ? Math.log(sum) : 1 / sum, row, i);
    }
    Binary last = log ? Binary.SUB : Binary.MUL;
    for (int r = 0; r < n; r++) {
      Loops.run(last, y, yo + r * stride, row, 0, y, yo + r * stride, width);
    }
  }
}
