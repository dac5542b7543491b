package gradus.engine.simd;

import gradus.engine.Operand;
import gradus.engine.Scan;
import java.util.Arrays;
import java.util.List;

/// Linear recurrences along an axis, in plain Java. Each element needs the one before it, so
/// several recurrences advance together: columns next to each other, or rows. Floats are
/// accumulated in double precision.
final class Scans {
  /// Elements per task of a thread.
  private static final int GRAIN = 1 << 14;

  /// The number of columns that advance together, and of rows.
  private static final int COLUMNS = 512;

  private static final int ROWS = 8;

  private Scans() {}

  static void run(Scan op, List<Operand> inputs, Operand output) {
    Dense.Extent extent = Dense.Extent.of(output.shape(), op.axis());
    int n = extent.n();
    int inner = extent.inner();
    if (output.shape().size() == 0) {
      return;
    }
    Dense x = Dense.of(inputs.get(0));
    Dense factors = inputs.size() == 2 ? Dense.of(inputs.get(1)) : null;
    Dense y = Dense.room(output);
    boolean rows = inner == 1;
    int count = rows ? extent.outer() : inner;
    int most = Math.min(count, rows ? ROWS : COLUMNS);
    int groups = Math.ceilDiv(count, most);
    int across = rows ? n : 1;
    Workers.share(
        rows ? groups : extent.outer() * groups,
        Math.max(1, GRAIN / n / most),
        (first, end) -> {
          for (int unit = first; unit < end; unit++) {
            int start = unit % groups * most;
            int at = unit / groups * n * inner + start * across;
            scan(x, factors, y, at, n, inner, Math.min(most, count - start), across);
          }
        });
    y.writeTo(output);
  }

  /// Advances some recurrences.
  ///
  /// @param factors null for the cumulative sum
  /// @param at the index of the first element
  /// @param n the length of each recurrence
  /// @param along the stride between its elements
  /// @param count the number of recurrences
  /// @param across the stride between them
  private static void scan(
      Dense x, Dense factors, Dense y, int at, int n, int along, int count, int across) {
    double[] before = new double[count];
    Arrays.fill(before, -0.0);
    for (int i = 0; i < n; i++) {
      int from = at + i * along;
      int xo = x.offset() + from;
      int yo = y.offset() + from;
      boolean multiplies = i > 0 && factors != null;
      int fo = multiplies ? factors.offset() + from : 0;
      switch (y.array()) {
        case float[] to -> {
          if (multiplies) {
            multiply((float[]) factors.array(), fo, before, across);
          }
          add((float[]) x.array(), xo, before, to, yo, across);
        }
        case double[] to -> {
          if (multiplies) {
            multiply((double[]) factors.array(), fo, before, across);
          }
          add((double[]) x.array(), xo, before, to, yo, across);
        }
        default -> {
          int[] f = multiplies ? (int[]) factors.array() : null;
          add((int[]) x.array(), xo, f, fo, before, (int[]) y.array(), yo, across);
        }
      }
    }
  }

  private static void multiply(float[] f, int fo, double[] before, int across) {
    for (int j = 0; j < before.length; j++) {
      before[j] *= f[fo + j * across];
    }
  }

  private static void multiply(double[] f, int fo, double[] before, int across) {
    for (int j = 0; j < before.length; j++) {
      before[j] *= f[fo + j * across];
    }
  }

  private static void add(float[] x, int xo, double[] before, float[] y, int yo, int across) {
    for (int j = 0; j < before.length; j++) {
      before[j] += x[xo + j * across];
      y[yo + j * across] = (float) before[j];
    }
  }

  private static void add(double[] x, int xo, double[] before, double[] y, int yo, int across) {
    for (int j = 0; j < before.length; j++) {
      before[j] += x[xo + j * across];
      y[yo + j * across] = before[j];
    }
  }

  /// A product of integers may be larger than a double holds exactly.
  private static void add(
      int[] x, int xo, int[] f, int fo, double[] before, int[] y, int yo, int across) {
    for (int j = 0; j < before.length; j++) {
      int product = f == null ? (int) before[j] : (int) before[j] * f[fo + j * across];
      y[yo + j * across] = x[xo + j * across] + product;
      before[j] = y[yo + j * across];
    }
  }
}
