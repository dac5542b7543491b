package gradus.engine.simd;

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

  private final Object target;
  private final int[] index;
  private final Object other;

  /// The range of index values that this traversal handles.
  private int first;

  private int end;

  /// The length of the indexed axis, and its stride in the target.
  private final int limit;

  private final int limitStep;
  private final int axis;

  /// The axes longer than 1, innermost first; neighbours are merged where possible. The indexed
  /// axis has stride 0 in the target.
  private int rank;

  private final int[] dims;
  private final int[] targetSteps;
  private final int[] indexSteps;
  private final int[] otherSteps;
  private int t;
  private int i;
  private int o;

  Walk(int axis, Operand target, Operand index, Operand other) {
    this.target = Runs.array(target.storage());
    this.index = (int[]) Runs.array(index.storage());
    this.other = Runs.array(other.storage());
    this.axis = axis;
    limit = target.shape().dim(axis);
    end = limit;
    limitStep = target.layout().stride(axis);
    t = target.layout().offset();
    i = index.layout().offset();
    o = other.layout().offset();
    int axes = index.shape().rank();
    dims = new int[axes + 1];
    targetSteps = new int[axes + 1];
    indexSteps = new int[axes + 1];
    otherSteps = new int[axes + 1];
    for (int a = axes - 1; a >= 0; a--) {
      int dim = index.shape().dim(a);
      if (dim == 1) {
        continue;
      }
      int ts = a == axis ? 0 : target.layout().stride(a);
      int is = index.layout().stride(a);
      int os = other.layout().stride(a);
      int last = rank - 1;
      if (rank > 0
          && ts == targetSteps[last] * dims[last]
          && is == indexSteps[last] * dims[last]
          && os == otherSteps[last] * dims[last]) {
        dims[last] *= dim;
        continue;
      }
      dims[rank] = dim;
      targetSteps[rank] = ts;
      indexSteps[rank] = is;
      otherSteps[rank++] = os;
    }
    if (rank == 0) {
      dims[rank++] = 1;
    }
  }

  /// A part of a traversal: a range of one axis.
  private Walk(Walk whole, int axis, int start, int length) {
    target = whole.target;
    index = whole.index;
    other = whole.other;
    this.axis = whole.axis;
    limit = whole.limit;
    limitStep = whole.limitStep;
    first = whole.first;
    end = whole.end;
    rank = whole.rank;
    dims = whole.dims.clone();
    targetSteps = whole.targetSteps;
    indexSteps = whole.indexSteps;
    otherSteps = whole.otherSteps;
    t = whole.t;
    i = whole.i;
    o = whole.o;
    move(axis, start);
    dims[axis] = length;
  }

  void gather() {
    share(outermost(false), true);
  }

  void scatterAdd() {
    if (indexSteps[0] != 0) {
      share(outermost(true), false);
      return;
    }
    int parts = size() < 2 * GRAIN ? 1 : Math.clamp(limit, 1, Workers.threads());
    Workers.run(
        parts,
        task -> {
          Walk part = new Walk(this, 0, 0, dims[0]);
          part.first = (int) ((long) limit * task / parts);
          part.end = (int) ((long) limit * (task + 1) / parts);
          part.walk(false);
        });
  }

  private int size() {
    int size = 1;
    for (int axis = 0; axis < rank; axis++) {
      size *= dims[axis];
    }
    return size;
  }

  /// Returns the outermost axis that is long enough for all threads; -1 if there is none.
  ///
  /// @param moving whether the target's stride along it must not be 0
  private int outermost(boolean moving) {
    for (int axis = rank - 1; axis >= 0; axis--) {
      if (dims[axis] >= Workers.threads() && (!moving || targetSteps[axis] != 0)) {
        return axis;
      }
    }
    return -1;
  }

  /// Divides a traversal along an axis among threads.
  private void share(int axis, boolean gather) {
    int parts = axis < 0 ? 1 : Math.min(size() / GRAIN, dims[axis]);
    if (parts < 2) {
      walk(gather);
      return;
    }
    Workers.share(
        dims[axis],
        Math.ceilDiv(dims[axis], parts),
        (start, end) -> new Walk(this, axis, start, end - start).walk(gather));
  }

  private void walk(boolean gather) {
    int[] at = new int[rank];
    for (int axis = 0; axis < rank; axis++) {
      if (dims[axis] == 0) {
        return;
      }
    }
    while (true) {
      row(gather);
      int axis = 1;
      for (; axis < rank && ++at[axis] == dims[axis]; axis++) {
        at[axis] = 0;
        move(axis, 1 - dims[axis]);
      }
      if (axis >= rank) {
        return;
      }
      move(axis, 1);
    }
  }

  private void move(int axis, int times) {
    t += targetSteps[axis] * times;
    i += indexSteps[axis] * times;
    o += otherSteps[axis] * times;
  }

  private void row(boolean gather) {
    int n = dims[0];
    boolean one = indexSteps[0] == 0;
    if (one && isOthers(index[i])) {
      return;
    }
    if (gather && one && targetSteps[0] == 1 && otherSteps[0] == 1) {
      copy(t + place(index[i]), n);
    } else if (target instanceof float[] x) {
      if (gather) {
        gather(x, (float[]) other, n);
      } else if (one && targetSteps[0] == 1 && otherSteps[0] == 1) {
        int to = t + place(index[i]);
        Loops.run(Binary.ADD, x, to, (float[]) other, o, x, to, n);
      } else {
        scatterAdd(x, (float[]) other, n);
      }
    } else if (target instanceof int[] x) {
      for (int k = 0; k < n; k++) {
        int place = t + k * targetSteps[0] + place(index[i + k * indexSteps[0]]);
        int at = o + k * otherSteps[0];
        if (gather) {
          ((int[]) other)[at] = x[place];
        } else {
          x[place] += ((int[]) other)[at];
        }
      }
    } else {
      double[] x = (double[]) target;
      for (int k = 0; k < n; k++) {
        int place = t + k * targetSteps[0] + place(index[i + k * indexSteps[0]]);
        int at = o + k * otherSteps[0];
        if (gather) {
          ((double[]) other)[at] = x[place];
        } else {
          x[place] += ((double[]) other)[at];
        }
      }
    }
  }

  /// Returns whether another thread handles a value: it is outside this traversal's range.
  private boolean isOthers(int number) {
    return (number < first || number >= end) && number >= 0 && number < limit;
  }

  /// One loop per type: for an array of unknown type the JVM would check the type of each element.
  private void copy(int from, int n) {
    if (target instanceof float[] x) {
      System.arraycopy(x, from, (float[]) other, o, n);
    } else if (target instanceof int[] x) {
      System.arraycopy(x, from, (int[]) other, o, n);
    } else {
      System.arraycopy((double[]) target, from, (double[]) other, o, n);
    }
  }

  private void gather(float[] x, float[] y, int n) {
    int ts = targetSteps[0];
    int is = indexSteps[0];
    int os = otherSteps[0];
    for (int k = 0; k < n; k++) {
      y[o + k * os] = x[t + k * ts + place(index[i + k * is])];
    }
  }

  private void scatterAdd(float[] x, float[] source, int n) {
    int ts = targetSteps[0];
    int is = indexSteps[0];
    int os = otherSteps[0];
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
    return number * limitStep;
  }
}
