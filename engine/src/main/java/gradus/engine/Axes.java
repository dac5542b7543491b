package gradus.engine;

import java.util.Arrays;

/// The axes that a kernel loops over, with the strides of several operands, coalesced: axes of
/// length 1 are left out, and neighbours are merged where every operand's elements have one stride
/// across both. The innermost axis is a row.
public final class Axes {
  private int rank;
  private int[] dims = new int[4];
  private int[][] strides = new int[4][];
  private final int[] offsets;

  /// Processes a row.
  @FunctionalInterface
  public interface Row {
    /// Processes a row.
    ///
    /// @param offsets the offset of the row's first element in each operand; the same array each
    ///   time
    void at(int... offsets);
  }

  /// Creates a loop without axes, over one element.
  ///
  /// @param offsets the offset of the first element in each operand
  public Axes(int... offsets) {
    this.offsets = offsets;
  }

  /// Returns the axes of several layouts.
  ///
  /// @param layouts at least one, all of the same shape
  /// @return their axes
  public static Axes of(Layout... layouts) {
    Axes axes = new Axes(Arrays.stream(layouts).mapToInt(Layout::offset).toArray());
    for (int axis = 0; axis < layouts[0].shape().rank(); axis++) {
      axes.add(axis, layouts);
    }
    return axes;
  }

  /// Adds an axis of several layouts inside those so far.
  ///
  /// @param axis the axis
  /// @param layouts one for each operand
  public void add(int axis, Layout... layouts) {
    int[] steps = new int[layouts.length];
    for (int i = 0; i < steps.length; i++) {
      steps[i] = layouts[i].stride(axis);
    }
    add(layouts[0].shape().dim(axis), steps);
  }

  /// Adds an axis inside those so far.
  ///
  /// @param dim its length
  /// @param stride the stride of each operand
  public void add(int dim, int[] stride) {
    if (dim == 1) {
      return;
    }
    boolean merges = rank > 0;
    for (int i = 0; merges && i < stride.length; i++) {
      merges = strides[rank - 1][i] == stride[i] * dim;
    }
    if (rank == dims.length) {
      dims = Arrays.copyOf(dims, 2 * rank);
      strides = Arrays.copyOf(strides, 2 * rank);
    }
    int at = merges ? rank - 1 : rank++;
    dims[at] = merges ? dims[at] * dim : dim;
    strides[at] = stride;
  }

  /// Returns the part of this loop in which one axis has a range of its indices.
  ///
  /// @param axis the axis, from 0, the outermost
  /// @param start the first index
  /// @param length the number of indices
  /// @return a loop over the range
  public Axes range(int axis, int start, int length) {
    Axes part = new Axes(offsets.clone());
    part.rank = rank;
    part.dims = dims.clone();
    part.strides = strides;
    part.dims[axis] = length;
    move(part.offsets, strides[axis], start);
    return part;
  }

  /// Removes the innermost axis.
  ///
  /// @throws IllegalStateException if there is none
  public void removeInnermost() {
    if (rank == 0) {
      throw new IllegalStateException("there is no axis");
    }
    rank--;
  }

  /// Returns the number of operands.
  ///
  /// @return as many as offsets were given
  public int operands() {
    return offsets.length;
  }

  /// Returns the number of axes.
  ///
  /// @return 0 for a loop over one element
  public int rank() {
    return rank;
  }

  /// Returns the length of an axis.
  ///
  /// @param axis from 0, the outermost, to rank - 1
  /// @return the length, not 1
  public int dim(int axis) {
    return dims[axis];
  }

  /// Returns the stride of an operand on an axis.
  ///
  /// @param operand the index of the operand
  /// @param axis from 0, the outermost, to rank - 1
  /// @return the stride, in elements
  public int stride(int operand, int axis) {
    return strides[axis][operand];
  }

  /// Returns the number of elements of a row.
  ///
  /// @return 1 if there are no axes
  public int length() {
    return rank == 0 ? 1 : dims[rank - 1];
  }

  /// Returns the stride of an operand within a row.
  ///
  /// @param operand the index of the operand
  /// @return the stride, in elements; 0 if there are no axes
  public int stride(int operand) {
    return rank == 0 ? 0 : strides[rank - 1][operand];
  }

  /// Returns the number of elements.
  ///
  /// @return 1 if there are no axes
  public int size() {
    int size = 1;
    for (int axis = 0; axis < rank; axis++) {
      size *= dims[axis];
    }
    return size;
  }

  /// Returns the offset of an element in an operand.
  ///
  /// @param operand the index of the operand
  /// @param position the element's position in row-major order
  /// @return the offset, in elements
  public int offset(int operand, int position) {
    int offset = offsets[operand];
    int rest = position;
    for (int axis = rank - 1; axis >= 0 && rest > 0; axis--) {
      offset += rest % dims[axis] * strides[axis][operand];
      rest /= dims[axis];
    }
    return offset;
  }

  /// Visits every row, in row-major order.
  ///
  /// @param row what to do with it
  public void forEachRow(Row row) {
    if (size() == 0) {
      return;
    }
    int[] at = offsets.clone();
    int[] index = new int[rank];
    while (true) {
      row.at(at);
      int axis = rank - 2;
      while (axis >= 0 && ++index[axis] == dims[axis]) {
        move(at, strides[axis], 1 - dims[axis]);
        index[axis--] = 0;
      }
      if (axis < 0) {
        return;
      }
      move(at, strides[axis], 1);
    }
  }

  private static void move(int[] offsets, int[] stride, int times) {
    for (int i = 0; i < offsets.length; i++) {
      offsets[i] += stride[i] * times;
    }
  }
}
