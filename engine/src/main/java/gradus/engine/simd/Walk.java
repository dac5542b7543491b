package gradus.engine.simd;

import gradus.engine.Axes;
import gradus.engine.Binary;
import gradus.engine.Operand;
import java.util.Locale;

/// A traversal of an index in row-major order, together with the elements that it refers to in a
/// target and the elements at the same positions of a tensor of the index's shape.
///
/// Threads share a gather along any axis. Elements that are scattered to the same position must be
/// added in the order of the index, by one thread, so each thread has a part of the target. If the
/// index refers to whole rows, that part is a range of index values, and each thread skips the
/// others' values; otherwise it is a range of an axis that is not indexed.
final class Walk {
  /// Elements per task of a thread.
  private static final int GRAIN = 1 << 16;

  private static final int TARGET = 0;
  private static final int INDEX = 1;
  private static final int OTHER = 2;

  private final Object target;
  private final int[] index;
  private final Object other;

  /// The indexed axis, its length, and its stride in the target.
  private final int axis;

  private final int limit;
  private final int limitStride;

  /// The axes of the index; the indexed axis has stride 0 in the target.
  private final Axes axes;

  Walk(int axis, Operand target, Operand index, Operand other) {
    this.target = Runs.array(target.storage());
    this.index = (int[]) Runs.array(index.storage());
    this.other = Runs.array(other.storage());
    this.axis = axis;
    limit = target.shape().dim(axis);
    limitStride = target.layout().stride(axis);
    axes = new Axes(target.layout().offset(), index.layout().offset(), other.layout().offset());
    for (int a = 0; a < index.shape().rank(); a++) {
      int[] strides = {
        a == axis ? 0 : target.layout().stride(a),
        index.layout().stride(a),
        other.layout().stride(a)
      };
      axes.add(index.shape().dim(a), strides);
    }
  }

  void gather() {
    share(outermost(false), true);
  }

  void scatterAdd() {
    if (axes.stride(INDEX) != 0) {
      share(outermost(true), false);
      return;
    }
    int each = axes.size() < 2 * GRAIN ? limit : Math.max(1, limit / Workers.threads());
    Workers.share(limit, Math.max(1, each), (first, end) -> walk(axes, false, first, end));
  }

  /// Returns the outermost axis that is long enough for all threads; -1 if there is none.
  ///
  /// @param moving whether the target's stride along it must not be 0
  private int outermost(boolean moving) {
    for (int axis = 0; axis < axes.rank(); axis++) {
      if (axes.dim(axis) >= Workers.threads() && (!moving || axes.stride(TARGET, axis) != 0)) {
        return axis;
      }
    }
    return -1;
  }

  /// Divides a traversal along an axis among threads.
  private void share(int axis, boolean gather) {
    int size = axes.size();
    if (axis < 0 || size < 2 * GRAIN) {
      walk(axes, gather, 0, limit);
      return;
    }
    int dim = axes.dim(axis);
    Workers.share(
        dim,
        Math.max(1, (int) ((long) GRAIN * dim / size)),
        (start, end) -> walk(axes.range(axis, start, end - start), gather, 0, limit));
  }

  /// Traverses some of the index.
  ///
  /// @param first the first of the index values that this traversal handles
  /// @param end the one after the last
  private void walk(Axes part, boolean gather, int first, int end) {
    int n = part.length();
    int ts = part.stride(TARGET);
    int is = part.stride(INDEX);
    int os = part.stride(OTHER);
    boolean runs = is == 0 && ts == 1 && os == 1;
    part.forEachRow(
        at -> {
          int t = at[TARGET];
          int i = at[INDEX];
          int o = at[OTHER];
          if (is == 0 && isOthers(index[i], first, end)) {
            return;
          }
          if (runs) {
            int place = t + place(index[i]);
            if (gather) {
              System.arraycopy(target, place, other, o, n);
            } else {
              Loops.run(Binary.ADD, target, place, other, o, target, place, n);
            }
            return;
          }
          switch (target) {
            case float[] x when gather -> gather(x, t, ts, i, is, (float[]) other, o, os, n);
            case float[] x -> scatterAdd(x, t, ts, i, is, (float[]) other, o, os, n);
            case int[] x when gather -> gather(x, t, ts, i, is, (int[]) other, o, os, n);
            case int[] x -> scatterAdd(x, t, ts, i, is, (int[]) other, o, os, n);
            case double[] x when gather -> gather(x, t, ts, i, is, (double[]) other, o, os, n);
            default -> scatterAdd((double[]) target, t, ts, i, is, (double[]) other, o, os, n);
          }
        });
  }

  /// Returns whether another thread handles a value: it is outside this traversal's range.
  private boolean isOthers(int number, int first, int end) {
    return (number < first || number >= end) && number >= 0 && number < limit;
  }

  private void gather(float[] x, int t, int ts, int i, int is, float[] y, int o, int os, int n) {
    for (int k = 0; k < n; k++) {
      y[o + k * os] = x[t + k * ts + place(index[i + k * is])];
    }
  }

  private void scatterAdd(
      float[] x, int t, int ts, int i, int is, float[] source, int o, int os, int n) {
    for (int k = 0; k < n; k++) {
      x[t + k * ts + place(index[i + k * is])] += source[o + k * os];
    }
  }

  private void gather(int[] x, int t, int ts, int i, int is, int[] y, int o, int os, int n) {
    for (int k = 0; k < n; k++) {
      y[o + k * os] = x[t + k * ts + place(index[i + k * is])];
    }
  }

  private void scatterAdd(
      int[] x, int t, int ts, int i, int is, int[] source, int o, int os, int n) {
    for (int k = 0; k < n; k++) {
      x[t + k * ts + place(index[i + k * is])] += source[o + k * os];
    }
  }

  private void gather(double[] x, int t, int ts, int i, int is, double[] y, int o, int os, int n) {
    for (int k = 0; k < n; k++) {
      y[o + k * os] = x[t + k * ts + place(index[i + k * is])];
    }
  }

  private void scatterAdd(
      double[] x, int t, int ts, int i, int is, double[] source, int o, int os, int n) {
    for (int k = 0; k < n; k++) {
      x[t + k * ts + place(index[i + k * is])] += source[o + k * os];
    }
  }

  /// Returns the offset of an index value along the indexed axis.
  private int place(int number) {
    if (number < 0 || number >= limit) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "index %d is outside axis %d, of length %d", number, axis, limit));
    }
    return number * limitStride;
  }
}
