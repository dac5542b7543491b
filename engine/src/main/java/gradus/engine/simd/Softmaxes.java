package gradus.engine.simd;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// Softmax and its logarithm along an axis: each element's distance below the greatest is what is
/// exponentiated, so nothing overflows.
///
/// The steps are runs as long as can be: short rows, or columns side by side, go through the
/// exponential together.
final class Softmaxes {
  private static final VectorSpecies<Float> S = Lanes.FLOAT;
  private static final int W = Lanes.WIDTH;

  private static final int BLOCK = 1024;

  /// How many elements make a task for a thread.
  private static final int GRAIN = 1 << 14;

  /// With fewer columns side by side than this it pays to turn them into rows first.
  private static final int NARROW = 16;

  /// Rows that are shorter than this are turned into columns, many at a time.
  private static final int SHORT = 64;

  private static final WarmUp SHIFT = new WarmUp();
  private static final WarmUp SCALE = new WarmUp();

  private Softmaxes() {}

  /// For x and y of shape (outer, n, inner), along the axis in the middle.
  static void run(boolean log, float[] x, int xo, int outer, int n, int inner, float[] y, int yo) {
    if (inner < NARROW && n < SHORT) {
      // As many of the outer axis as make columns enough.
      int block = BLOCK / 4 / inner;
      share(
          outer,
          Math.max(block, GRAIN / n / inner / block * block),
          (first, end) -> {
            float[] scratch = new float[Math.min(block, end - first) * n * inner];
            for (int o = first; o < end; o += block) {
              int at = o * n * inner;
              turned(log, x, xo + at, Math.min(block, end - o), n, inner, scratch, y, yo + at);
            }
          });
    } else if (inner == 1) {
      share(
          outer,
          Math.max(1, GRAIN / n),
          (first, end) -> {
            float[] powers = log ? new float[n] : y;
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
      int strips = (inner + BLOCK - 1) / BLOCK;
      share(
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

  private interface Units {
    void run(int first, int end);
  }

  private static void share(int units, int each, Units work) {
    if (units < 2 * each) {
      work.run(0, units);
    } else {
      Workers.run(
          (units + each - 1) / each,
          task -> work.run(task * each, Math.min(units, (task + 1) * each)));
    }
  }

  private static void row(
      boolean log, float[] x, int xo, int n, float[] powers, float[] y, int yo) {
    shift(x, xo, FloatExtremes.max(x, xo, n), y, yo, n);
    int po = log ? 0 : yo;
    Exponentials.exp(y, yo, powers, po, n);
    double sum = FloatSums.sum(powers, po, n);
    if (log) {
      shift(y, yo, (float) Math.log(sum), y, yo, n);
    } else {
      scale(y, yo, (float) (1 / sum), n);
    }
  }

  /// Short rows: turned into columns, and back.
  private static void turned(
      boolean log,
      float[] x,
      int xo,
      int outer,
      int n,
      int inner,
      float[] scratch,
      float[] y,
      int yo) {
    int width = outer * inner;
    int[] extent = inner == 1 ? new int[] {n, outer} : new int[] {inner, n, outer};
    int[] steps = inner == 1 ? new int[] {1, n} : new int[] {1, inner, n * inner};
    int[] turned = inner == 1 ? new int[] {width, 1} : new int[] {1, width, inner};
    Boxes.move(extent, extent.length, x, xo, steps, scratch, 0, turned);
    columns(log, scratch, 0, n, width, width, scratch, 0);
    Boxes.move(extent, extent.length, scratch, 0, turned, y, yo, steps);
  }

  /// y = x - by
  private static void shift(float[] x, int xo, float by, float[] y, int yo, int n) {
    int i = 0;
    for (int whole = SHIFT.lanes(n); i < whole; i += W) {
      FloatVector.fromArray(S, x, xo + i).sub(by).intoArray(y, yo + i);
    }
    for (; i < n; i++) {
      y[yo + i] = x[xo + i] - by;
    }
  }

  private static void scale(float[] y, int yo, float by, int n) {
    int i = 0;
    for (int whole = SCALE.lanes(n); i < whole; i += W) {
      FloatVector.fromArray(S, y, yo + i).mul(by).intoArray(y, yo + i);
    }
    for (; i < n; i++) {
      y[yo + i] *= by;
    }
  }

  /// Columns side by side, `pitch` elements from one row to the next.
  private static void columns(
      boolean log, float[] x, int xo, int n, int pitch, int width, float[] y, int yo) {
    float[] row = new float[width];
    System.arraycopy(x, xo, row, 0, width);
    FloatExtremes.GREATEST.columns(x, xo, pitch, n, width, row);
    double[] sums = new double[width];
    float[] powers = new float[log ? width : 0];
    for (int r = 0; r < n; r++) {
      int at = yo + r * pitch;
      FloatBinary.sub(x, xo + r * pitch, row, 0, y, at, width);
      Exponentials.exp(y, at, log ? powers : y, log ? 0 : at, width);
      FloatSums.ALL.columns(log ? powers : y, log ? 0 : at, pitch, 1, width, sums);
    }
    for (int i = 0; i < width; i++) {
      row[i] = (float) (log ? Math.log(sums[i]) : 1 / sums[i]);
    }
    for (int r = 0; r < n; r++) {
      int at = yo + r * pitch;
      if (log) {
        FloatBinary.sub(y, at, row, 0, y, at, width);
      } else {
        FloatBinary.mul(y, at, row, 0, y, at, width);
      }
    }
  }
}
