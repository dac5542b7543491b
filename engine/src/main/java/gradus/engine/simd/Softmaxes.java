package gradus.engine.simd;

import static gradus.engine.Term.parameter;

import gradus.engine.Binary;
import gradus.engine.Formula;
import gradus.engine.Operand;
import gradus.engine.Softmax;
import gradus.engine.Unary;

/// Softmax and log-softmax along an axis, by the element-wise loops and the folds. The maximum is
/// subtracted from each element before the exponential, so nothing overflows.
///
/// Rows are processed one by one, short ones of floats by [ShortSoftmaxes], and columns next to
/// each other in strips. A few columns are transposed into rows.
final class Softmaxes {
  private static final Formula SHIFT = Formula.unary(x -> x.sub(parameter(0)).sub(parameter(1)));

  private static final Formula SCALE = Formula.unary(x -> x.mul(parameter(0)));

  private static final int BLOCK = 1024;

  /// Elements per task of a thread.
  private static final int GRAIN = 1 << 14;

  /// With fewer adjacent columns than this, transposing them into rows first pays off.
  private static final int NARROW = 16;

  /// Rows shorter than this are short.
  private static final int SHORT = 64;

  /// The exponentials of rows of this length in all stay in the L1 cache together with the rows, so
  /// that the output is written only once.
  private static final int FITS = 2048;

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
    if (inner == 1) {
      Workers.share(
          outer,
          Math.max(1, GRAIN / n),
          (first, end) -> {
            int from = xo + first * n;
            int to = yo + first * n;
            if (n < SHORT && x instanceof float[] a && y instanceof float[] b) {
              ShortSoftmaxes.run(log, a, from, end - first, n, b, to);
            } else {
              rows(log, x, from, end - first, n, y, to);
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

  private static void rows(boolean log, Object x, int xo, int rows, int n, Object y, int yo) {
    int block = Math.clamp(FITS / n, 1, rows);
    Object powers = log || n <= FITS ? Runs.scratch(y, block * n) : y;
    double[] greatest = new double[block];
    Loop shift = Loops.of(SHIFT, y);
    Loop scale = Loops.of(SCALE, y);
    for (int first = 0; first < rows; first += block) {
      int count = Math.min(block, rows - first);
      int from = xo + first * n;
      int to = yo + first * n;
      int at = powers == y ? to : 0;
      for (int row = 0; row < count; row++) {
        greatest[row] = Extremes.MAX.of(x, from + row * n, n);
        run(shift, x, from + row * n, powers, at + row * n, n, greatest[row], 0);
      }
      Loops.run(Unary.EXP, powers, at, powers, at, count * n);
      for (int row = 0; row < count; row++) {
        double sum = Sums.sum(powers, at + row * n, n);
        if (log) {
          run(shift, x, from + row * n, y, to + row * n, n, greatest[row], Math.log(sum));
        } else {
          run(scale, powers, at + row * n, y, to + row * n, n, 1 / sum);
        }
      }
    }
  }

  private static void run(
      Loop loop, Object x, int xo, Object y, int yo, int n, double... parameters) {
    loop.run(new Object[] {x, y}, new int[] {xo, yo}, n, parameters);
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
