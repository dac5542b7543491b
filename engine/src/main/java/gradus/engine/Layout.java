package gradus.engine;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Where each element of a tensor lies in its storage: element (i₀, i₁, …) at `offset + Σ
/// iₖ·strideₖ`. Reshaping, permuting, expanding, slicing and flipping make another layout over the
/// same storage and move no data. Immutable.
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

  /// Row-major from offset 0, the layout of a new tensor.
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

  /// The shape of the tensor that this layout lays out.
  ///
  /// @return the shape
  public Shape shape() {
    return shape;
  }

  /// The distance in the storage between neighbours along an axis: 0 where one element stands for
  /// the whole axis, negative where the axis runs backwards.
  ///
  /// @param axis from 0 to rank - 1
  /// @return elements
  public int stride(int axis) {
    return strides[axis];
  }

  /// Where the element with all indices 0 lies.
  ///
  /// @return elements from the storage's start
  public int offset() {
    return offset;
  }

  /// Whether the elements lie in row-major order without gaps, from [#offset()] on.
  ///
  /// @return true also where there is at most one element
  public boolean isContiguous() {
    return contiguous;
  }

  /// Whether two indices may share one element, so that a write to one would change the other.
  ///
  /// @return true where an axis longer than 1 has stride 0
  public boolean isExpanded() {
    for (int axis = 0; axis < strides.length; axis++) {
      if (strides[axis] == 0 && shape.dim(axis) > 1) {
        return true;
      }
    }
    return false;
  }

  /// The place of one element.
  ///
  /// @param index one number an axis; negative counts from the end
  /// @return its distance from the storage's start, in elements
  /// @throws IllegalArgumentException if there are more or fewer numbers than axes, or one is out
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

  /// The axes in another order.
  Layout permute(List<Integer> order) {
    int[] dims = new int[order.size()];
    int[] permuted = new int[order.size()];
    for (int axis = 0; axis < dims.length; axis++) {
      dims[axis] = shape.dim(order.get(axis));
      permuted[axis] = strides[order.get(axis)];
    }
    return new Layout(Shape.owning(dims), permuted, offset);
  }

  /// Broadcasts to a shape: new axes in front, and axes of length 1, get stride 0.
  ///
  /// @param to the larger shape
  /// @return a layout of that shape over the same elements
  /// @throws IllegalArgumentException if an axis longer than 1 would have to change its length
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

  /// Every `step`-th element of each axis from `start` on, to the shape given.
  Layout slice(Shape to, List<Integer> start, List<Integer> step) {
    int[] sliced = new int[strides.length];
    int first = offset;
    for (int axis = 0; axis < sliced.length; axis++) {
      sliced[axis] = strides[axis] * step.get(axis);
      // An empty result reads nothing; its offset stays inside the storage all the same.
      first += to.size() == 0 ? 0 : strides[axis] * start.get(axis);
    }
    return new Layout(to, sliced, first);
  }

  /// The given axes backwards.
  Layout flip(List<Integer> axes) {
    int[] flipped = strides.clone();
    int first = offset;
    for (int axis : axes) {
      // Where there are no elements, the offset stays inside the storage.
      first += shape.size() == 0 ? 0 : (shape.dim(axis) - 1) * strides[axis];
      flipped[axis] = -strides[axis];
    }
    return new Layout(shape, flipped, first);
  }

  /// The same elements, in the same row-major order, under another shape of the same size; empty
  /// where no strides say that, so that the data would have to move.
  Optional<Layout> reshape(Shape to) {
    if (contiguous) {
      return Optional.of(new Layout(to, rowMajor(to), offset, true));
    }
    // Walk both shapes from the last axis. A run of old axes that lie one behind the other in
    // storage is one long axis, and may be cut anew; nothing else may.
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

  /// Such as `[2, 3] strides [3, 1] offset 0`.
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT, "%s strides %s offset %d", shape, Arrays.toString(strides), offset);
  }
}
