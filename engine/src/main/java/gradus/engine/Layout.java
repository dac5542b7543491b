package gradus.engine;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The mapping from the indices of a tensor to positions in its storage: element (i₀, i₁, …) is at
/// `offset + Σ iₖ·strideₖ`. Reshaping, permuting, expanding, slicing and flipping return another
/// layout over the same storage and move no data. Immutable.
public final class Layout {
  private final Shape shape;
  private final int[] strides;
  private final int offset;
  private final boolean contiguous;

  private Layout(Shape shape, int[] strides, int offset) {
    this(shape, strides, offset, isRowMajor(shape, strides));
  }

  private Layout(Shape shape, int[] strides, int offset, boolean contiguous) {
    this.shape = shape;
    this.strides = strides;
    this.offset = offset;
    this.contiguous = contiguous;
  }

  /// Returns the row-major layout with offset 0, the layout of a new tensor.
  ///
  /// @param shape the shape
  /// @return its row-major layout
  public static Layout contiguous(Shape shape) {
    return new Layout(shape, rowMajor(shape), 0, true);
  }

  private static int[] rowMajor(Shape shape) {
    int[] strides = new int[shape.rank()];
    int stride = 1;
    for (int axis = strides.length - 1; axis >= 0; axis--) {
      strides[axis] = stride;
      stride *= Math.max(1, shape.dim(axis));
    }
    return strides;
  }

  private static boolean isRowMajor(Shape shape, int[] strides) {
    if (shape.size() == 0) {
      return true;
    }
    int expected = 1;
    for (int axis = strides.length - 1; axis >= 0; axis--) {
      int dim = shape.dim(axis);
      // The stride of an axis of length 1 is never used.
      if (dim != 1) {
        if (strides[axis] != expected) {
          return false;
        }
        expected *= dim;
      }
    }
    return true;
  }

  /// Returns the shape of the tensor.
  ///
  /// @return the shape
  public Shape shape() {
    return shape;
  }

  /// Returns the stride of an axis, the distance in storage between its neighbouring elements: 0 if
  /// one element is repeated along the axis, negative if the axis is reversed.
  ///
  /// @param axis from 0 to rank - 1
  /// @return the stride, in elements
  public int stride(int axis) {
    return strides[axis];
  }

  /// Returns the offset, the position of the element whose indices are all 0.
  ///
  /// @return elements from the start of the storage
  public int offset() {
    return offset;
  }

  /// Returns whether the layout is contiguous: row-major without gaps, from [#offset()] on.
  ///
  /// @return true also if there is at most one element
  public boolean isContiguous() {
    return contiguous;
  }

  /// Returns whether several indices may refer to the same element, so that a write to one would
  /// change the others.
  ///
  /// It is never false if two indices do. For windows whose elements have gaps between them it may
  /// be true although no two do, where one window lies in the gaps of another.
  ///
  /// @return true if an axis longer than 1 has stride 0, or windows overlap
  public boolean isExpanded() {
    return !contiguous && !isNested();
  }

  /// Returns whether each axis, in the order of the strides, steps over all that the smaller ones
  /// reach, so that no two indices meet.
  private boolean isNested() {
    int[] axes = new int[strides.length];
    int used = 0;
    for (int axis = 0; axis < strides.length; axis++) {
      if (shape.dim(axis) == 0) {
        return true;
      }
      if (shape.dim(axis) > 1) {
        int i = used++;
        for (; i > 0 && Math.abs(strides[axes[i - 1]]) > Math.abs(strides[axis]); i--) {
          axes[i] = axes[i - 1];
        }
        axes[i] = axis;
      }
    }
    long reach = 0;
    for (int i = 0; i < used; i++) {
      long stride = Math.abs(strides[axes[i]]);
      if (stride <= reach) {
        return false;
      }
      reach += stride * (shape.dim(axes[i]) - 1);
    }
    return true;
  }

  /// Returns the position of an element.
  ///
  /// @param index one index per axis; negative indices count from the end
  /// @return the position in the storage, in elements
  /// @throws IllegalArgumentException if the number of indices is not the rank, or an index is out
  ///   of range
  public int index(int... index) {
    if (index.length != strides.length) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "index %s has %d numbers, shape %s has %d axes",
              Arrays.toString(index),
              index.length,
              shape,
              strides.length));
    }
    int place = offset;
    for (int axis = 0; axis < strides.length; axis++) {
      int i = index[axis] < 0 ? index[axis] + shape.dim(axis) : index[axis];
      if (i < 0 || i >= shape.dim(axis)) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT, "index %s is outside shape %s", Arrays.toString(index), shape));
      }
      place += i * strides[axis];
    }
    return place;
  }

  /// Permutes the axes.
  Layout permute(List<Integer> order) {
    int[] dims = new int[order.size()];
    int[] permuted = new int[order.size()];
    for (int axis = 0; axis < dims.length; axis++) {
      dims[axis] = shape.dim(order.get(axis));
      permuted[axis] = strides[order.get(axis)];
    }
    return new Layout(Shape.owning(dims), permuted, offset);
  }

  /// Broadcasts to a shape: new leading axes, and axes of length 1, get stride 0.
  ///
  /// @param to the larger shape
  /// @return a layout of that shape over the same elements
  /// @throws IllegalArgumentException if the length of an axis longer than 1 would change
  public Layout expand(Shape to) {
    if (to.equals(shape)) {
      return this;
    }
    int added = to.rank() - shape.rank();
    int[] expanded = new int[to.rank()];
    boolean fits = added >= 0;
    for (int axis = Math.max(0, added); fits && axis < expanded.length; axis++) {
      int from = shape.dim(axis - added);
      fits = from == to.dim(axis) || from == 1;
      expanded[axis] = from == 1 && to.dim(axis) != 1 ? 0 : strides[axis - added];
    }
    if (!fits) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "shape %s can't be expanded to %s", shape, to));
    }
    return new Layout(to, expanded, offset);
  }

  /// Selects every `step`-th element of each axis from `start` on, to the given shape.
  Layout slice(Shape to, List<Integer> start, List<Integer> step) {
    int[] sliced = new int[strides.length];
    int first = offset;
    for (int axis = 0; axis < sliced.length; axis++) {
      sliced[axis] = strides[axis] * step.get(axis);
      // An empty result reads nothing, but its offset must stay inside the storage.
      first += to.size() == 0 ? 0 : strides[axis] * start.get(axis);
    }
    return new Layout(to, sliced, first);
  }

  /// Shows an axis as windows of some elements each, whose axis becomes the last one.
  Layout unfold(int axis, int size, int step, int dilation) {
    int rank = strides.length;
    int[] dims = Arrays.copyOf(shape.dims(), rank + 1);
    int[] unfolded = Arrays.copyOf(strides, rank + 1);
    int span = size == 0 ? 0 : (size - 1) * dilation + 1;
    dims[axis] = (dims[axis] - span) / step + 1;
    dims[rank] = size;
    unfolded[axis] = strides[axis] * step;
    unfolded[rank] = strides[axis] * dilation;
    return new Layout(Shape.owning(dims), unfolded, offset);
  }

  /// Reverses some axes.
  Layout flip(List<Integer> axes) {
    int[] flipped = strides.clone();
    int first = offset;
    for (int axis : axes) {
      // The offset must stay inside the storage even if there are no elements.
      first += shape.size() == 0 ? 0 : (shape.dim(axis) - 1) * strides[axis];
      flipped[axis] = -strides[axis];
    }
    return new Layout(shape, flipped, first);
  }

  /// Returns a layout of the same elements, in the same row-major order, with another shape of the
  /// same size; empty if no strides can express it, so that the data would have to move.
  Optional<Layout> reshape(Shape to) {
    if (contiguous) {
      return Optional.of(new Layout(to, rowMajor(to), offset, true));
    }
    // Traverse both shapes from the last axis. Adjacent old axes that are contiguous with each
    // other form one long axis, which can be divided differently; others cannot.
    int[] result = new int[to.rank()];
    int next = to.rank() - 1;
    int axis = shape.rank() - 1;
    while (axis >= 0) {
      int run = shape.dim(axis);
      int stride = strides[axis];
      axis--;
      while (axis >= 0 && (shape.dim(axis) == 1 || run == 1 || strides[axis] == stride * run)) {
        stride = run == 1 ? strides[axis] : stride;
        run *= shape.dim(axis);
        axis--;
      }
      int cut = 1;
      while (next >= 0 && cut < run) {
        result[next] = stride * cut;
        cut *= to.dim(next);
        next--;
      }
      if (cut != run) {
        return Optional.empty();
      }
    }
    while (next >= 0) {
      result[next--] = 1;
    }
    return Optional.of(new Layout(to, result, offset));
  }

  @Override
  public boolean equals(Object other) {
    return this == other
        || other instanceof Layout layout
            && offset == layout.offset
            && shape.equals(layout.shape)
            && Arrays.equals(strides, layout.strides);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * shape.hashCode() + Arrays.hashCode(strides)) + offset;
  }

  /// Returns, for example, `[2, 3] strides [3, 1] offset 0`.
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT, "%s strides %s offset %d", shape, Arrays.toString(strides), offset);
  }
}
