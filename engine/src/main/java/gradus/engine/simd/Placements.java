package gradus.engine.simd;

import gradus.engine.Operand;
import gradus.engine.Placement;
import gradus.engine.Placement.Concat;
import gradus.engine.Placement.Gather;
import gradus.engine.Placement.Pad;
import gradus.engine.Placement.ScatterAdd;
import java.util.List;

/// The kernels that put elements in other places. Padding and concatenation are copies into a part
/// of the output, a gather and a scatter walk along the index.
final class Placements {
  private Placements() {}

  static void run(Placement op, List<Operand> inputs, Operand output) {
    if (output.shape().size() == 0) {
      return;
    }
    switch (op) {
      case Pad pad -> pad(pad, inputs.get(0), output);
      case Concat(int axis) -> concat(axis, inputs, output);
      case Gather(int axis) -> new Walk(axis, inputs.get(0), inputs.get(1), output).gather();
      case ScatterAdd(int axis) -> {
        copy(inputs.get(0), output, output.layout().offset(), Runs.steps(output.layout()));
        new Walk(axis, output, inputs.get(1), inputs.get(2)).scatterAdd();
      }
    }
  }

  /// Copies an operand into a part of the output.
  private static void copy(Operand from, Operand output, int offset, int... steps) {
    Runs.copy(
        from.shape().dims(),
        Runs.array(from.storage()),
        from.layout().offset(),
        Runs.steps(from.layout()),
        Runs.array(output.storage()),
        offset,
        steps);
  }

  private static void pad(Pad pad, Operand input, Operand output) {
    int[] steps = Runs.steps(output.layout());
    int[] inside = input.shape().dims();
    int offset = output.layout().offset();
    int[] spaced = steps.clone();
    boolean dense = true;
    for (int axis = 0; axis < steps.length; axis++) {
      spaced[axis] *= 1 + pad.interior().get(axis);
      dense &= pad.interior().get(axis) == 0;
    }
    int[] part = output.shape().dims();
    if (!dense) {
      fill(pad.value(), part, output, offset);
    }
    // What lies before and behind on each axis, within what remains of the axes before it.
    for (int axis = 0; axis < steps.length; axis++) {
      int low = pad.low().get(axis);
      int rest = part[axis] - low - inside[axis];
      if (dense) {
        part[axis] = low;
        fill(pad.value(), part, output, offset);
        part[axis] = rest;
        fill(pad.value(), part, output, offset + (low + inside[axis]) * steps[axis]);
        part[axis] = inside[axis];
      }
      offset += low * steps[axis];
    }
    copy(input, output, offset, spaced);
  }

  /// Sets a part of the output to a value.
  private static void fill(double value, int[] dims, Operand output, int offset) {
    Object to = Runs.array(output.storage());
    Object one = Runs.scratch(to, 1);
    FoldPlan.store(value, one, 0);
    Runs.copy(dims, one, 0, new int[dims.length], to, offset, Runs.steps(output.layout()));
  }

  private static void concat(int axis, List<Operand> inputs, Operand output) {
    int[] steps = Runs.steps(output.layout());
    int offset = output.layout().offset();
    for (Operand input : inputs) {
      copy(input, output, offset, steps);
      offset += input.shape().dim(axis) * steps[axis];
    }
  }

  /// Walks along an index, in row-major order: what it names in a target, and what lies at the same
  /// place in a tensor of the index's shape.
  private static final class Walk {
    private final Object target;
    private final int[] index;
    private final Object other;

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

    void gather() {
      walk(true);
    }

    void scatterAdd() {
      walk(false);
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
      if (gather && one && targetSteps[0] == 1 && otherSteps[0] == 1) {
        System.arraycopy(target, t + place(index[i]), other, o, n);
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
            "index %d is outside axis %d, of length %d".formatted(number, axis, limit));
      }
      return number * limitStep;
    }
  }
}
