package gradus.engine.simd;

import gradus.engine.Operand;
import java.util.Locale;

/// Walks along an index, in row-major order: what it names in a target, and what lies at the same
/// place in a tensor of the index's shape.
///
/// Threads share out a gather along any axis. What is scattered to one place must be added in the
/// order of the index, by one thread: each has a part of the target. Where whole rows are named,
/// that is a part of the numbers, and each thread passes over the others'; else a part of an axis
/// that isn't named.
final class Walk {
  /// How many elements make a task for a thread.
  private static final int GRAIN = 1 << 16;

  private final Object target;
  private final int[] index;
  private final Object other;

  /// The numbers that are walked along for: those from here to there.
  private int first;

  private int end;

  /// How many numbers there are on the named axis, and how far apart they lie in the target.
  private final int limit;

  private final int limitStep;
  private final int axis;

  /// The axes that are longer than 1, innermost first, neighbours merged where that works; in the
  /// target the named axis doesn't move.
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

  /// A part of a walk: some of the indices of one axis.
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

  /// The outermost axis that has enough indices for all threads; -1 if there is none.
  ///
  /// @param moving whether the target must move along it
  private int outermost(boolean moving) {
    for (int axis = rank - 1; axis >= 0; axis--) {
      if (dims[axis] >= Workers.threads() && (!moving || targetSteps[axis] != 0)) {
        return axis;
      }
    }
    return -1;
  }

  /// Shares a walk out along an axis.
  private void share(int axis, boolean gather) {
    int parts = axis < 0 ? 1 : Math.min(size() / GRAIN, dims[axis]);
    if (parts < 2) {
      walk(gather);
      return;
    }
    int length = (dims[axis] + parts - 1) / parts;
    Workers.run(
        (dims[axis] + length - 1) / length,
        task -> {
          int start = task * length;
          new Walk(this, axis, start, Math.min(length, dims[axis] - start)).walk(gather);
        });
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
        FloatBinary.add(x, to, (float[]) other, o, x, to, n);
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

  /// Whether another thread has it to do: a number of the axis that is outside this walk's part.
  private boolean isOthers(int number) {
    return (number < first || number >= end) && number >= 0 && number < limit;
  }

  /// By type: for arrays of any, the JVM would find out each time what they are.
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

  /// How far from the first on the named axis a number's place is.
  private int place(int number) {
    if (number < 0 || number >= limit) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "index %d is outside axis %d, of length %d", number, axis, limit));
    }
    return number * limitStep;
  }
}
