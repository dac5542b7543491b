package gradus.engine.simd;

import gradus.engine.Axes;
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
import java.util.List;

/// Element-wise operations on operands of any layout, in runs for [Loops].
///
/// The index space is divided into boxes of a few thousand elements, which fit the L1 cache: as
/// many of the inner axes as fit, and a part of the next; or a tile of two axes if an operand is
/// transposed. In a box, each operand is a run:
///
/// - in place, if its elements are contiguous there;
/// - otherwise gathered into a block of scratch memory, except for plain copies, which need none.
///   Operands that repeat, such as a scalar, or a bias across rows, are gathered once. An output is
///   scattered from its block.
///
/// Threads share the boxes. [StraightRuns] handles operands that need no boxes.
final class Runs {
  /// The number of elements in a block of scratch memory.
  static final int BLOCK = 2048;

  /// The extent of a tile along the innermost axis; along the other it is a cache line of floats.
  private static final int TILE_LENGTH = 64;

  private static final int TILE_HEIGHT = 16;

  /// The extent of a tile of a plain copy, which needs no scratch memory.
  private static final int COPIED_LENGTH = 256;

  /// Cache lines that are a multiple of this many elements apart share a few cache sets and are
  /// evicted before the next tile. In that case tiles are several lines wide.
  private static final int MEETING = 512;

  private static final int COPIED_HEIGHT = 128;

  /// The maximum length of a run: long enough for loops to be efficient, short enough for the JVM
  /// to switch to compiled code soon.
  static final int LONGEST = 8192;

  private final Elementwise op;
  private final Object[] arrays;
  private final int[] offsets;

  private final int rank;

  /// The length of each axis, innermost first, and each operand's strides.
  private final int[] dims;

  private final int[][] strides;

  /// The extent of a box along each axis.
  private final int[] extents;

  private final int[] counts;

  private int boxSize;
  private int boxes;
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
      StraightRuns.run(op, arrays, offsets, single, n);
      return;
    }
    Axes axes = new Axes(offsets);
    for (int axis = 0; axis < output.shape().rank(); axis++) {
      int[] strides = new int[count + 1];
      for (int i = 0; i <= count; i++) {
        strides[i] = (i < count ? inputs.get(i) : output).layout().stride(axis);
      }
      axes.add(output.shape().dim(axis), strides);
    }
    new Runs(op, axes, arrays, offsets).run(n);
  }

  /// Copies elements between arrays.
  ///
  /// @param dims the length of each axis, outermost first
  static void copy(
      int[] dims, Object from, int fo, int[] fromStrides, Object to, int too, int[] toStrides) {
    int n = 1;
    Axes axes = new Axes(fo, too);
    for (int axis = 0; axis < dims.length; axis++) {
      n *= dims[axis];
      axes.add(dims[axis], new int[] {fromStrides[axis], toStrides[axis]});
    }
    DType dtype = to instanceof float[] ? DType.F32 : to instanceof int[] ? DType.I32 : DType.F64;
    if (n > 0) {
      new Runs(new Copy(dtype), axes, new Object[] {from, to}, fo, too).run(n);
    }
  }

  static Object array(Storage storage) {
    return switch ((HostStorage) storage) {
      case Floats(float[] array) -> array;
      case Ints(int[] array) -> array;
      case Doubles(double[] array) -> array;
    };
  }

  /// Returns the strides of a layout.
  static int[] strides(Layout layout) {
    int[] strides = new int[layout.shape().rank()];
    for (int axis = 0; axis < strides.length; axis++) {
      strides[axis] = layout.stride(axis);
    }
    return strides;
  }

  /// Returns whether all elements are the same one.
  private static boolean isConstant(Layout layout) {
    for (int axis = 0; axis < layout.shape().rank(); axis++) {
      if (layout.stride(axis) != 0 && layout.shape().dim(axis) != 1) {
        return false;
      }
    }
    return true;
  }

  /// Creates a plan.
  ///
  /// @param axes the axes of all operands
  private Runs(Elementwise op, Axes axes, Object[] arrays, int... offsets) {
    this.op = op;
    this.arrays = arrays;
    this.offsets = offsets;
    int operands = arrays.length;
    // A single element has no axis.
    rank = Math.max(1, axes.rank());
    dims = new int[rank];
    strides = new int[operands][rank];
    dims[0] = 1;
    for (int axis = 0; axis < axes.rank(); axis++) {
      dims[axis] = axes.dim(rank - 1 - axis);
      for (int i = 0; i < operands; i++) {
        strides[i][axis] = axes.stride(i, rank - 1 - axis);
      }
    }
    extents = new int[rank];
    counts = new int[rank];
    int turned = turned();
    tiled = turned > 0;
    if (tiled) {
      swap(dims, 1, turned);
      for (int[] operand : strides) {
        swap(operand, 1, turned);
      }
    }
    inPlace = new boolean[operands];
    if (!cut(LONGEST) && boxSize > BLOCK) {
      cut(BLOCK);
    }
  }

  /// Divides the index space into boxes.
  ///
  /// @param most the maximum number of elements in a box
  /// @return whether neither scratch memory nor tiles are needed
  private boolean cut(int most) {
    boxSize = 1;
    boxes = 1;
    for (int axis = 0; axis < rank; axis++) {
      int longest = Math.max(1, most / boxSize);
      if (tiled) {
        longest = axis == 0 ? tileLength() : axis == 1 ? tileHeight() : 1;
      }
      extents[axis] = Math.min(dims[axis], longest);
      counts[axis] = Math.ceilDiv(dims[axis], extents[axis]);
      boxSize *= extents[axis];
      boxes *= counts[axis];
    }
    boolean all = !tiled;
    for (int i = 0; i < inPlace.length; i++) {
      inPlace[i] = liesWithoutGaps(strides[i]);
      all &= inPlace[i];
    }
    return all;
  }

  private int tileLength() {
    return moves() ? COPIED_LENGTH : TILE_LENGTH;
  }

  private int tileHeight() {
    boolean meet = moves();
    for (int[] operand : strides) {
      meet &= Math.max(Math.abs(operand[0]), Math.abs(operand[1])) % MEETING == 0;
    }
    return meet ? COPIED_HEIGHT : TILE_HEIGHT;
  }

  private static void swap(int[] values, int i, int j) {
    int value = values[i];
    values[i] = values[j];
    values[j] = value;
  }

  /// Returns an axis along which an operand is contiguous while its innermost axis has a large
  /// stride, so that it is transposed; 0 if there is none that is long enough.
  private int turned() {
    for (int[] operand : strides) {
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
    for (int axis = 0; axis < rank; axis++) {
      if (extents[axis] > 1 && operand[axis] != expected) {
        return false;
      }
      expected *= extents[axis];
    }
    return true;
  }

  private void run(int n) {
    if (n < 2 * Loops.grain(op)) {
      boxes(0, boxes);
    } else {
      Workers.share(boxes, Math.max(1, Loops.grain(op) / boxSize), this::boxes);
    }
  }

  /// Returns whether the operation only moves elements.
  private boolean moves() {
    return op instanceof Copy && arrays[0].getClass() == arrays[arrays.length - 1].getClass();
  }

  /// Processes a range of boxes.
  private void boxes(int first, int end) {
    int last = arrays.length - 1;
    boolean moves = moves();
    Object[] runs = arrays.clone();
    int[] at = new int[runs.length];
    int[] starts = new int[runs.length];
    int[] extent = new int[rank];
    int[] dense = new int[rank];
    int[] loaded = new int[2 * last];
    for (int i = 0; i < runs.length; i++) {
      if (!inPlace[i] && !moves) {
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
          at[i] += start * strides[i][axis];
        }
      }
      if (moves) {
        Boxes.move(extent, rank, arrays[0], at[0], strides[0], arrays[1], at[1], strides[1]);
        continue;
      }
      for (int i = 0; i < last; i++) {
        starts[i] = inPlace[i] ? at[i] : 0;
        // Elements gathered for another box can be reused, or their beginning, except in tiles,
        // whose shapes differ.
        if (!inPlace[i] && (tiled || loaded[i] != at[i] || loaded[last + i] < n)) {
          Boxes.move(extent, rank, arrays[i], at[i], strides[i], runs[i], 0, dense);
          loaded[i] = at[i];
          loaded[last + i] = n;
        }
      }
      starts[last] = inPlace[last] ? at[last] : 0;
      Loops.run(op, runs, starts, n);
      if (!inPlace[last]) {
        Boxes.move(extent, rank, runs[last], 0, dense, arrays[last], at[last], strides[last]);
      }
    }
  }

  static Object scratch(Object like, int length) {
    return like instanceof float[]
        ? new float[length]
        : like instanceof int[] ? new int[length] : new double[length];
  }
}
