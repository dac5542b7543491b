package gradus.engine.simd;

import java.util.Arrays;

/// The plan of a sum, maximum or minimum along some axes of a tensor.
///
/// The result does not depend on the order of the axes, so they are sorted by stride, largest
/// first; the last axis must be contiguous. If that axis is reduced, the work is by rows, each of
/// which yields a number. If it is kept, rows are combined element by element, in strips that fit
/// the cache together with their results.
///
/// The work is divided into units, which threads share. Long rows, and large numbers of short ones,
/// are split into chunks whose size depends only on the shape, and whose results are combined in
/// order. So the order of a sum does not depend on the number of threads.
final class FoldPlan {
  /// The maximum number of elements, of a row or of several, that is not split.
  static final int CHUNK = 1 << 16;

  /// The sums of this many columns, in double precision, stay in the cache.
  private static final int STRIP = 4096;

  /// This many units give threads enough to share.
  private static final int ENOUGH = 16;

  /// Elements per task of a thread.
  private static final int GRAIN = 1 << 16;

  /// Rows shorter than this are processed several at a time, as one row.
  private static final int SHORT = 64;

  private static final int TOGETHER = 16;

  /// The last axis: its length, whether it is reduced, and the stride of its results.
  private final int n;

  private final int step;
  private final boolean byRows;
  private final int outStep;

  private final Axes kept = new Axes();
  private final Axes reduced = new Axes();

  /// A list of axes, outermost first, with the strides of their elements and results.
  private static final class Axes {
    private int rank;
    private int size = 1;
    private int[] dims = new int[4];
    private int[] steps = new int[4];
    private int[] outs = new int[4];

    void add(int dim, int step, int out) {
      if (rank == dims.length) {
        dims = Arrays.copyOf(dims, 2 * rank);
        steps = Arrays.copyOf(steps, 2 * rank);
        outs = Arrays.copyOf(outs, 2 * rank);
      }
      dims[rank] = dim;
      steps[rank] = step;
      outs[rank++] = out;
      size *= dim;
    }

    int place(int index, int... steps) {
      int place = 0;
      int rest = index;
      for (int axis = rank - 1; axis > 0; axis--) {
        place += rest % dims[axis] * steps[axis];
        rest /= dims[axis];
      }
      return rank == 0 ? 0 : place + rest * steps[0];
    }
  }

  /// Creates a plan.
  ///
  /// @param dims the length of each axis
  /// @param steps the strides of the input
  /// @param reduced which axes are reduced
  /// @param outs the strides of the output, for the axes that are kept
  FoldPlan(int[] dims, int[] steps, boolean[] reduced, int[] outs) {
    int[] order = new int[dims.length];
    int rank = 0;
    for (int axis = 0; axis < dims.length; axis++) {
      if (dims[axis] != 1) {
        int at = rank++;
        for (; at > 0 && Math.abs(steps[order[at - 1]]) < Math.abs(steps[axis]); at--) {
          order[at] = order[at - 1];
        }
        order[at] = axis;
      }
    }
    int last = 1;
    int lastStep = 1;
    int lastOut = 0;
    boolean lastReduced = true;
    for (int i = 0; i < rank; i++) {
      int axis = order[i];
      int out = reduced[axis] ? 0 : outs[axis];
      boolean continues =
          i > 0
              && lastReduced == reduced[axis]
              && lastStep == steps[axis] * dims[axis]
              && lastOut == out * dims[axis];
      if (i > 0 && !continues) {
        (lastReduced ? this.reduced : kept).add(last, lastStep, lastOut);
      }
      last = continues ? last * dims[axis] : dims[axis];
      lastStep = steps[axis];
      lastOut = out;
      lastReduced = reduced[axis];
    }
    n = last;
    step = lastStep;
    byRows = lastReduced;
    outStep = lastOut;
  }

  /// Returns whether the last axis is not contiguous.
  boolean needsDenseRows() {
    return step != 1;
  }

  void run(Fold fold, RowMajor x, Object y, int yo) {
    if (n == 0 || reduced.size == 0) {
      for (int k = 0; k < kept.size; k++) {
        for (int i = 0; i < (byRows ? 1 : n); i++) {
          store(fold.start(), y, yo + kept.place(k, kept.outs) + i * outStep);
        }
      }
    } else if (!byRows) {
      columns(fold, x, y, yo);
    } else if (n > CHUNK) {
      longRows(fold, x, y, yo);
    } else {
      rows(fold, x, y, yo);
    }
  }

  private static void share(RowMajor x, int units, int elementsInEach, Workers.Range work) {
    int each = Math.max(1, GRAIN / Math.max(1, elementsInEach));
    Workers.share(units, Math.max(each, x.leastInTask(units)), work);
  }

  private static double row(Fold fold, RowMajor.Reader x, int from, int n) {
    int at = x.at(from, n);
    return fold.row(x.array(), at, n);
  }

  private void rows(Fold fold, RowMajor x, Object y, int yo) {
    boolean dense = reduced.rank == 0 && kept.rank == 1 && kept.steps[0] == n;
    share(
        x,
        kept.size,
        n * reduced.size,
        (first, end) -> {
          RowMajor.Reader reader = x.reader();
          if (dense) {
            denseRows(fold, reader, y, yo, first, end);
            return;
          }
          for (int k = first; k < end; k++) {
            int at = kept.place(k, kept.steps);
            double result = row(fold, reader, at + reduced.place(0, reduced.steps), n);
            for (int r = 1; r < reduced.size; r++) {
              double row = row(fold, reader, at + reduced.place(r, reduced.steps), n);
              result = fold.combine(result, row);
            }
            store(result, y, yo + kept.place(k, kept.outs));
          }
        });
  }

  private void denseRows(Fold fold, RowMajor.Reader x, Object y, int yo, int first, int end) {
    double[] results = new double[Math.min(end - first, Math.max(1, Math.min(512, CHUNK / n)))];
    for (int k = first; k < end; ) {
      int rows = Math.min(results.length, end - k);
      int at = x.at(k * n, rows * n);
      fold.shortRows(x.array(), at, rows, n, results, 0);
      for (int i = 0; i < rows; i++) {
        store(results[i], y, yo + (k + i) * kept.outs[0]);
      }
      k += rows;
    }
  }

  private void longRows(Fold fold, RowMajor x, Object y, int yo) {
    int chunks = Math.ceilDiv(n, CHUNK);
    int each = reduced.size * chunks;
    double[] parts = new double[kept.size * each];
    share(
        x,
        parts.length,
        CHUNK,
        (first, end) -> {
          RowMajor.Reader reader = x.reader();
          for (int part = first; part < end; part++) {
            int row = part / chunks;
            int start = part % chunks * CHUNK;
            int at = kept.place(row / reduced.size, kept.steps);
            at += reduced.place(row % reduced.size, reduced.steps) + start;
            parts[part] = row(fold, reader, at, Math.min(CHUNK, n - start));
          }
        });
    for (int k = 0; k < kept.size; k++) {
      double result = parts[k * each];
      for (int i = 1; i < each; i++) {
        result = fold.combine(result, parts[k * each + i]);
      }
      store(result, y, yo + kept.place(k, kept.outs));
    }
  }

  private void columns(Fold fold, RowMajor x, Object y, int yo) {
    int strips = Math.ceilDiv(n, STRIP);
    int width = Math.min(n, STRIP);
    int fields = kept.size * strips;
    boolean cut = fields < ENOUGH && reduced.rank == 1;
    int least = Math.max(SHORT, CHUNK / width);
    int height =
        cut ? Math.max(least, (int) ((long) reduced.size * fields / ENOUGH)) : reduced.size;
    int chunks = Math.ceilDiv(reduced.size, height);
    double[][] parts = new double[chunks == 1 ? 0 : fields * chunks][];
    share(
        x,
        fields * chunks,
        width * Math.min(height, reduced.size),
        (first, end) -> {
          RowMajor.Reader reader = x.reader();
          for (int unit = first; unit < end; unit++) {
            int field = unit / chunks;
            int start = field % strips * STRIP;
            int top = unit % chunks * height;
            int at = kept.place(field / strips, kept.steps) + start;
            int rows = Math.min(height, reduced.size - top);
            double[] results = block(fold, reader, at, top, rows, Math.min(STRIP, n - start));
            if (chunks > 1) {
              parts[unit] = results;
            } else {
              int to = yo + kept.place(field / strips, kept.outs) + start * outStep;
              storeAll(results, Math.min(STRIP, n - start), y, to);
            }
          }
        });
    for (int field = 0; field < fields && chunks > 1; field++) {
      double[] results = parts[field * chunks];
      int start = field % strips * STRIP;
      int length = Math.min(STRIP, n - start);
      for (int chunk = 1; chunk < chunks; chunk++) {
        double[] more = parts[field * chunks + chunk];
        for (int i = 0; i < length; i++) {
          results[i] = fold.combine(results[i], more[i]);
        }
      }
      int to = yo + kept.place(field / strips, kept.outs) + start * outStep;
      storeAll(results, length, y, to);
    }
  }

  /// Combines the rows of a strip. The results are the first elements of the returned array.
  private double[] block(Fold fold, RowMajor.Reader x, int at, int top, int rows, int length) {
    int pitch = reduced.rank == 0 ? 0 : reduced.steps[reduced.rank - 1];
    if (reduced.rank == 1 && length < SHORT && rows >= SHORT && pitch == length) {
      return shortRows(fold, x, at + top * pitch, rows, length);
    }
    double[] results = new double[length];
    Arrays.fill(results, fold.start());
    if (reduced.rank < 2) {
      columns(fold, x, at + top * pitch, pitch, rows, length, results);
    } else {
      int inner = reduced.dims[reduced.rank - 1];
      for (int r = 0; r < rows; r += inner) {
        int from = at + reduced.place(top + r, reduced.steps);
        columns(fold, x, from, pitch, inner, length, results);
      }
    }
    return results;
  }

  /// Combines rows element by element. Rows that have to be gathered are combined some at a time, a
  /// multiple of four, as [FloatSums] adds four at a time.
  private static void columns(
      Fold fold, RowMajor.Reader x, int from, int pitch, int rows, int length, double[] results) {
    if (x.isInPlace()) {
      fold.columns(x.array(), x.at(from, length), pitch, rows, length, results);
      return;
    }
    int most = Math.max(4, CHUNK / length & -4);
    for (int done = 0; done < rows; ) {
      int some = Math.min(most, rows - done);
      int at = x.rows(from + done * pitch, pitch, some, length);
      fold.columns(x.array(), at, length, some, length, results);
      done += some;
    }
  }

  /// Combines contiguous rows: several are processed as one long row, whose results are combined at
  /// the end.
  private static double[] shortRows(Fold fold, RowMajor.Reader x, int at, int rows, int length) {
    int together = TOGETHER * length;
    double[] results = new double[together];
    Arrays.fill(results, fold.start());
    int whole = rows / TOGETHER;
    columns(fold, x, at, together, whole, together, results);
    int rest = rows % TOGETHER * length;
    if (rest > 0) {
      columns(fold, x, at + whole * together, together, 1, rest, results);
    }
    for (int i = length; i < together; i++) {
      results[i % length] = fold.combine(results[i % length], results[i]);
    }
    return results;
  }

  private void storeAll(double[] results, int length, Object y, int yo) {
    for (int i = 0; i < length; i++) {
      store(results[i], y, yo + i * outStep);
    }
  }

  static void store(double result, Object y, int at) {
    if (y instanceof float[] floats) {
      floats[at] = (float) result;
    } else if (y instanceof int[] ints) {
      ints[at] = (int) (long) result;
    } else {
      ((double[]) y)[at] = result;
    }
  }
}
