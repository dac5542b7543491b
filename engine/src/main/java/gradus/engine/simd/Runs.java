package gradus.engine.simd;

import gradus.engine.DType;
import gradus.engine.Elementwise;
import gradus.engine.Elementwise.Copy;
import gradus.engine.HostStorage;
import gradus.engine.HostStorage.Doubles;
import gradus.engine.HostStorage.Floats;
import gradus.engine.HostStorage.Ints;
import gradus.engine.Layout;
import gradus.engine.Operand;
import gradus.engine.Storage;
import java.util.Arrays;
import java.util.List;

/// Element-wise work on operands of any layout, in runs for [Loops].
///
/// The index space is cut into boxes of about a thousand elements, which stay in the fastest cache:
/// as many of the inner axes as fit, and a piece of the next; a tile of two axes where an operand
/// is transposed. In a box each operand is a run:
///
/// - in place, where its elements lie there one after the other without gaps;
/// - else gathered into a block of scratch. What reads the same place again, such as a scalar, or a
///   bias against rows, is gathered once. An output is scattered from its block.
///
/// Threads share out the boxes.
final class Runs {
  /// Elements in a block of scratch.
  private static final int BLOCK = 1024;

  /// A tile's side; a cache line holds 16 floats.
  private static final int TILE = 32;

  /// The most elements in a run: loops of this length are long enough, and return often enough for
  /// the JVM to go over to compiled code.
  private static final int LONGEST = 8192;

  private final Elementwise op;
  private final Object[] arrays;
  private final int[] offsets;

  /// Axes from the innermost out, neighbours merged where that works for every operand.
  private final int rank;

  private final int[] dims;
  private final int[][] steps;

  /// A box: how many indices of each axis.
  private final int[] extents;

  private final int[] counts;
  private final int boxes;
  private final int boxSize;
  private final boolean tiled;
  private final boolean[] inPlace;

  /// Computes an element-wise operation.
  ///
  /// @param inputs of the output's shape
  static void run(Elementwise op, List<Operand> inputs, Operand output) {
    int count = inputs.size();
    Object[] arrays = new Object[count + 1];
    int[] offsets = new int[count + 1];
    int n = output.shape().size();
    boolean straight = output.layout().isContiguous();
    int single = 0;
    for (int i = 0; i <= count; i++) {
      Operand operand = i < count ? inputs.get(i) : output;
      arrays[i] = array(operand.storage());
      offsets[i] = operand.layout().offset();
      if (!operand.layout().isContiguous()) {
        if (isConstant(operand.layout())) {
          single |= 1 << i;
        } else {
          straight = false;
        }
      }
    }
    if (straight) {
      straight(op, arrays, offsets, single, n);
      return;
    }
    Layout[] layouts = new Layout[count + 1];
    for (int i = 0; i < count; i++) {
      layouts[i] = inputs.get(i).layout();
    }
    layouts[count] = output.layout();
    int[][] steps = new int[count + 1][];
    for (int i = 0; i <= count; i++) {
      steps[i] = steps(layouts[i]);
    }
    new Runs(op, output.shape().dims(), arrays, offsets, steps).run(n);
  }

  /// Copies elements from one place to another.
  ///
  /// @param dims how many indices each axis has, outermost first
  static void copy(
      int[] dims, Object from, int fo, int[] fromSteps, Object to, int too, int[] toSteps) {
    int n = 1;
    for (int dim : dims) {
      n *= dim;
    }
    DType dtype = to instanceof float[] ? DType.F32 : to instanceof int[] ? DType.I32 : DType.F64;
    if (n > 0) {
      new Runs(
              new Copy(dtype),
              dims,
              new Object[] {from, to},
              new int[] {fo, too},
              new int[][] {fromSteps, toSteps})
          .run(n);
    }
  }

  static Object array(Storage storage) {
    return switch ((HostStorage) storage) {
      case Floats(float[] array) -> array;
      case Ints(int[] array) -> array;
      case Doubles(double[] array) -> array;
    };
  }

  /// The distance between neighbours on each axis.
  static int[] steps(Layout layout) {
    int[] steps = new int[layout.shape().rank()];
    for (int axis = 0; axis < steps.length; axis++) {
      steps[axis] = layout.stride(axis);
    }
    return steps;
  }

  /// Whether one element stands for all.
  private static boolean isConstant(Layout layout) {
    for (int axis = 0; axis < layout.shape().rank(); axis++) {
      if (layout.stride(axis) != 0 && layout.shape().dim(axis) != 1) {
        return false;
      }
    }
    return true;
  }

  /// All operands lie without gaps, or are one element: no boxes are needed.
  ///
  /// @param single the operands of one element, a bit for each
  private static void straight(Elementwise op, Object[] arrays, int[] offsets, int single, int n) {
    int longest = single == 0 ? LONGEST : BLOCK;
    for (int i = 0; single >> i != 0; i++) {
      if ((single >> i & 1) == 1) {
        Object block = scratch(arrays[i], Math.min(n, BLOCK));
        fill(arrays[i], offsets[i], block);
        arrays[i] = block;
        offsets[i] = 0;
      }
    }
    if (n <= longest) {
      Loops.run(op, arrays, offsets, n);
      return;
    }
    int grain = Loops.grain(op);
    if (n < 2 * grain || Workers.threads() == 1) {
      pieces(op, arrays, offsets, single, longest, 0, n);
      return;
    }
    Workers.run(
        (n + grain - 1) / grain,
        task ->
            pieces(
                op,
                arrays,
                offsets,
                single,
                longest,
                task * grain,
                Math.min(grain, n - task * grain)));
  }

  private static void pieces(
      Elementwise op, Object[] arrays, int[] offsets, int single, int longest, int start, int n) {
    int[] at = new int[offsets.length];
    for (int done = 0; done < n; done += longest) {
      for (int i = 0; i < at.length; i++) {
        at[i] = offsets[i] + ((single >> i & 1) == 1 ? 0 : start + done);
      }
      Loops.run(op, arrays, at, Math.min(longest, n - done));
    }
  }

  /// Plans.
  ///
  /// @param shape how many indices each axis has, outermost first
  /// @param strides of each operand, outermost first
  private Runs(Elementwise op, int[] shape, Object[] arrays, int[] offsets, int[][] strides) {
    this.op = op;
    this.arrays = arrays;
    this.offsets = offsets;
    int operands = arrays.length;
    dims = new int[shape.length + 1];
    steps = new int[operands][shape.length + 1];
    int merged = 0;
    dims[0] = 1;
    for (int axis = shape.length - 1; axis >= 0; axis--) {
      if (shape[axis] == 1) {
        continue;
      }
      if (dims[merged] != 1 && !continues(strides, axis, merged)) {
        dims[++merged] = 1;
      }
      if (dims[merged] == 1) {
        for (int i = 0; i < operands; i++) {
          steps[i][merged] = strides[i][axis];
        }
      }
      dims[merged] *= shape[axis];
    }
    rank = merged + 1;
    extents = new int[rank];
    counts = new int[rank];
    int turned = turned();
    tiled = turned > 0;
    if (tiled) {
      swap(dims, 1, turned);
      for (int[] operand : steps) {
        swap(operand, 1, turned);
      }
    }
    int size = 1;
    int count = 1;
    for (int axis = 0; axis < rank; axis++) {
      int most = tiled ? axis < 2 ? TILE : 1 : Math.max(1, BLOCK / size);
      extents[axis] = Math.min(dims[axis], most);
      counts[axis] = (dims[axis] + extents[axis] - 1) / extents[axis];
      size *= extents[axis];
      count *= counts[axis];
    }
    boxSize = size;
    boxes = count;
    inPlace = new boolean[operands];
    for (int i = 0; i < operands; i++) {
      inPlace[i] = liesWithoutGaps(steps[i]);
    }
  }

  private boolean continues(int[][] strides, int axis, int merged) {
    for (int i = 0; i < strides.length; i++) {
      if (strides[i][axis] != steps[i][merged] * dims[merged]) {
        return false;
      }
    }
    return true;
  }

  private static void swap(int[] values, int i, int j) {
    int value = values[i];
    values[i] = values[j];
    values[j] = value;
  }

  /// An axis along which an operand's neighbours lie side by side while those on the innermost axis
  /// are far apart: it is transposed. 0 if there is none, or none long enough.
  private int turned() {
    for (int[] operand : steps) {
      if (operand[0] != 0 && operand[0] != 1 && dims[0] >= 8) {
        for (int axis = 1; axis < rank; axis++) {
          if (operand[axis] == 1 && dims[axis] >= 8) {
            return axis;
          }
        }
      }
    }
    return 0;
  }

  private boolean liesWithoutGaps(int... operand) {
    int expected = 1;
    boolean whole = true;
    for (int axis = 0; axis < rank; axis++) {
      if (extents[axis] > 1 && (!whole || operand[axis] != expected)) {
        return false;
      }
      whole &= extents[axis] == dims[axis];
      expected *= extents[axis];
    }
    return true;
  }

  private void run(int n) {
    int grain = Math.max(1, Loops.grain(op) / boxSize);
    if (n < 2 * Loops.grain(op)) {
      boxes(0, boxes);
    } else {
      Workers.run(
          (boxes + grain - 1) / grain,
          task -> boxes(task * grain, Math.min(boxes, (task + 1) * grain)));
    }
  }

  /// Works through some of the boxes.
  private void boxes(int first, int end) {
    int last = arrays.length - 1;
    boolean moves = op instanceof Copy && arrays[0].getClass() == arrays[last].getClass();
    Object[] runs = arrays.clone();
    int[] at = new int[runs.length];
    int[] starts = new int[runs.length];
    int[] extent = new int[rank];
    int[] dense = new int[rank];
    int[] loaded = new int[runs.length];
    int[] lengths = new int[runs.length];
    for (int i = moves ? 1 : 0; i < runs.length; i++) {
      if (!inPlace[i]) {
        runs[i] = scratch(arrays[i], boxSize);
      }
    }
    for (int box = first; box < end; box++) {
      System.arraycopy(offsets, 0, at, 0, at.length);
      int rest = box;
      int n = 1;
      for (int axis = 0; axis < rank; axis++) {
        int start = rest % counts[axis] * extents[axis];
        rest /= counts[axis];
        extent[axis] = Math.min(extents[axis], dims[axis] - start);
        dense[axis] = n;
        n *= extent[axis];
        for (int i = 0; i < at.length; i++) {
          at[i] += start * steps[i][axis];
        }
      }
      if (moves) {
        move(runs, at, extent, dense, n);
        continue;
      }
      for (int i = 0; i < last; i++) {
        starts[i] = inPlace[i] ? at[i] : 0;
        // What was gathered for another box will do, or the start of it, but tiles differ in form.
        if (!inPlace[i] && (tiled || loaded[i] != at[i] || lengths[i] < n)) {
          Boxes.move(extent, rank, arrays[i], at[i], steps[i], runs[i], 0, dense);
          loaded[i] = at[i];
          lengths[i] = n;
        }
      }
      starts[last] = inPlace[last] ? at[last] : 0;
      Loops.run(op, runs, starts, n);
      if (!inPlace[last]) {
        Boxes.move(extent, rank, runs[last], 0, dense, arrays[last], at[last], steps[last]);
      }
    }
  }

  /// A copy needs scratch only where it goes from one array's gaps into another's.
  private void move(Object[] runs, int[] at, int[] extent, int[] dense, int n) {
    if (inPlace[0] && inPlace[1]) {
      System.arraycopy(arrays[0], at[0], arrays[1], at[1], n);
    } else if (inPlace[0] || inPlace[1]) {
      Boxes.move(extent, rank, arrays[0], at[0], steps[0], arrays[1], at[1], steps[1]);
    } else {
      Boxes.move(extent, rank, arrays[0], at[0], steps[0], runs[1], 0, dense);
      Boxes.move(extent, rank, runs[1], 0, dense, arrays[1], at[1], steps[1]);
    }
  }

  static Object scratch(Object like, int length) {
    return like instanceof float[]
        ? new float[length]
        : like instanceof int[] ? new int[length] : new double[length];
  }

  private static void fill(Object from, int place, Object block) {
    if (block instanceof float[] floats) {
      Arrays.fill(floats, ((float[]) from)[place]);
    } else if (block instanceof int[] ints) {
      Arrays.fill(ints, ((int[]) from)[place]);
    } else {
      Arrays.fill((double[]) block, ((double[]) from)[place]);
    }
  }
}
