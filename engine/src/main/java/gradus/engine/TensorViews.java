package gradus.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// The shape operations of a [Tensor]. They return views of the same elements, except [#pad],
/// [#contiguous], and a [#reshape] that strides cannot express.
sealed interface TensorViews permits Tensor {
  private Tensor self() {
    return (Tensor) this;
  }

  /// {@return this tensor if it is contiguous (row-major), otherwise a contiguous copy}
  default Tensor contiguous() {
    return self().layout().isContiguous() ? self() : self().copy();
  }

  /// {@return the same elements in row-major order with another shape; a view if possible}
  ///
  /// @param shape the lengths; at most one may be -1, which is inferred
  default Tensor reshape(int... shape) {
    return reshape(resolve(shape));
  }

  private Tensor reshape(Shape to) {
    if (to.equals(self().shape())) {
      return self();
    }
    Layout layout = self().layout();
    boolean view = layout.isContiguous() || layout.reshape(to).isPresent();
    return new Movement.Reshape(to).apply(view ? self() : contiguous());
  }

  private Shape resolve(int... shape) {
    int[] dims = shape.clone();
    int unknown = -1;
    long known = 1;
    boolean valid = true;
    for (int axis = 0; axis < dims.length; axis++) {
      if (dims[axis] == -1 && unknown < 0) {
        unknown = axis;
      } else {
        known *= dims[axis];
        valid &= dims[axis] >= 0;
      }
    }
    if (unknown >= 0) {
      valid &= known > 0;
      dims[unknown] = valid ? (int) (self().size() / known) : 0;
    }
    Shape to = valid ? Shape.owning(dims) : Shape.SCALAR;
    if (!valid || to.size() != self().size()) {
      throw self()
          .rejected(
              "reshape",
              String.format(
                  Locale.ROOT,
                  "%d elements can't be reshaped to %s",
                  self().size(),
                  Arrays.toString(shape)));
    }
    return to;
  }

  /// {@return all elements in one axis, in row-major order}
  default Tensor flatten() {
    return reshape(self().size());
  }

  /// {@return the elements with all axes from one on merged into one}
  ///
  /// @param from the first of these axes
  default Tensor flatten(int from) {
    Shape shape = self().shape();
    int first = self().axis("flatten", from);
    int[] dims = Arrays.copyOf(shape.dims(), first + 1);
    long length = 1;
    for (int axis = first; axis < shape.rank(); axis++) {
      // Saturating: if another axis is empty, the product of the others may be any number.
      length = Math.min(length, Integer.MAX_VALUE + 1L) * shape.dim(axis);
    }
    if (length > Integer.MAX_VALUE) {
      throw self()
          .rejected(
              "flatten", String.format(Locale.ROOT, "an axis can't have %d elements", length));
    }
    dims[first] = (int) length;
    return reshape(dims);
  }

  /// {@return a view with the axes in another order}
  ///
  /// @param order for each axis of the result, the axis of this tensor; each exactly once
  default Tensor permute(int... order) {
    int rank = self().rank();
    int[] axes = new int[order.length];
    boolean[] named = new boolean[rank];
    boolean once = axes.length == rank;
    for (int i = 0; i < axes.length; i++) {
      axes[i] = self().axis("permute", order[i]);
      once &= !named[axes[i]];
      named[axes[i]] = true;
    }
    if (!once) {
      throw self()
          .rejected(
              "permute",
              String.format(
                  Locale.ROOT,
                  "%s must name each of the %d axes once",
                  Arrays.toString(order),
                  rank));
    }
    return new Movement.Permute(Shape.boxed(axes)).apply(self());
  }

  /// {@return a view with two axes swapped}
  ///
  /// @param a one axis
  /// @param b the other
  default Tensor transpose(int a, int b) {
    int[] order = new int[self().rank()];
    for (int axis = 0; axis < order.length; axis++) {
      order[axis] = axis;
    }
    int first = self().axis("transpose", a);
    int second = self().axis("transpose", b);
    order[first] = second;
    order[second] = first;
    return permute(order);
  }

  /// {@return the transpose of this matrix, a view}
  default Tensor t() {
    if (self().rank() != 2) {
      throw self().rejected("t", "needs a matrix");
    }
    return permute(1, 0);
  }

  /// {@return a view broadcast to a larger shape}
  ///
  /// @param shape the lengths; -1 keeps that of this tensor
  default Tensor expand(int... shape) {
    int[] dims = shape.clone();
    int added = dims.length - self().rank();
    for (int axis = Math.max(0, added); axis < dims.length; axis++) {
      dims[axis] = dims[axis] == -1 ? self().size(axis - added) : dims[axis];
    }
    for (int dim : dims) {
      if (dim < 0) {
        throw self()
            .rejected(
                "expand",
                String.format(
                    Locale.ROOT, "-1 has no length to keep in %s", Arrays.toString(shape)));
      }
    }
    Shape to = Shape.of(dims);
    return to.equals(self().shape()) ? self() : new Movement.Expand(to).apply(self());
  }

  /// {@return a view of a range of an axis; this tensor if that is all of it}
  ///
  /// @param axis the axis; negative counts from the last
  /// @param start the first index; negative counts from the end
  /// @param end the index after the last; negative counts from the end; limited to the length
  default Tensor slice(int axis, int start, int end) {
    return slice(axis, start, end, 1);
  }

  /// {@return a view of every `step`-th element of a range of an axis; this tensor if that is all
  /// of it}
  ///
  /// @param axis the axis; negative counts from the last
  /// @param start the first index; negative counts from the end
  /// @param end the index after the last; negative counts from the end; limited to the length
  /// @param step the step, at least 1; to reverse an axis see [#flip]
  default Tensor slice(int axis, int start, int end, int step) {
    if (step < 1) {
      throw self().rejected("slice", "the step must be at least 1, got " + step);
    }
    Shape shape = self().shape();
    int along = self().axis("slice", axis);
    int length = shape.dim(along);
    int first = Math.clamp(start < 0 ? start + length : start, 0, length);
    int last = Math.clamp(end < 0 ? end + length : end, first, length);
    int count = (int) Math.ceilDiv((long) last - first, step);
    if (count == length) {
      return self();
    }
    int[] starts = new int[shape.rank()];
    int[] steps = new int[shape.rank()];
    Arrays.fill(steps, 1);
    starts[along] = first;
    steps[along] = step;
    List<Integer> from = Shape.boxed(starts);
    return new Movement.Slice(shape.with(along, count), from, Shape.boxed(steps)).apply(self());
  }

  /// {@return a view of one index along an axis, without that axis}
  ///
  /// @param axis the axis; negative counts from the last
  /// @param index the index; negative counts from the end
  default Tensor select(int axis, int index) {
    int length = self().shape().dim(self().axis("select", axis));
    int i = index < 0 ? index + length : index;
    if (i < 0 || i >= length) {
      throw self()
          .rejected("select", String.format(Locale.ROOT, "axis %d has no index %d", axis, index));
    }
    return slice(axis, i, i + 1).squeeze(axis);
  }

  /// {@return views of consecutive parts of an axis, all of one length except perhaps the last}
  ///
  /// @param axis the axis; negative counts from the last
  /// @param size the length of the parts, at least 1
  default List<Tensor> split(int axis, int size) {
    int length = self().shape().dim(self().axis("split", axis));
    if (size < 1) {
      throw self().rejected("split", "the parts' length must be at least 1, got " + size);
    }
    int[] sizes = new int[Math.max(1, Math.ceilDiv(length, size))];
    Arrays.fill(sizes, size);
    sizes[sizes.length - 1] = length - (sizes.length - 1) * size;
    return split(axis, sizes);
  }

  /// {@return views of consecutive parts of an axis}
  ///
  /// @param axis the axis; negative counts from the last
  /// @param sizes the lengths of the parts, which add up to the axis's
  default List<Tensor> split(int axis, int[] sizes) {
    int along = self().axis("split", axis);
    long sum = 0;
    boolean valid = true;
    for (int size : sizes) {
      valid &= size >= 0;
      sum += size;
    }
    if (!valid || sum != self().size(along)) {
      throw self()
          .rejected(
              "split",
              String.format(
                  Locale.ROOT,
                  "the lengths %s must add up to axis %d's, %d",
                  Arrays.toString(sizes),
                  axis,
                  self().size(along)));
    }
    List<Tensor> parts = new ArrayList<>(sizes.length);
    int start = 0;
    for (int size : sizes) {
      parts.add(slice(along, start, start + size));
      start += size;
    }
    return List.copyOf(parts);
  }

  /// {@return views of consecutive parts of an axis: at most `count`, all of the same length,
  /// rounded up, except perhaps the last}
  ///
  /// @param axis the axis; negative counts from the last
  /// @param count the number of parts, at least 1; as in PyTorch there are fewer if fewer suffice
  default List<Tensor> chunk(int axis, int count) {
    int length = self().shape().dim(self().axis("chunk", axis));
    if (count < 1) {
      throw self().rejected("chunk", "there must be at least 1 part, got " + count);
    }
    return length == 0 ? split(axis, new int[count]) : split(axis, Math.ceilDiv(length, count));
  }

  /// {@return a view without some axes of length 1}
  ///
  /// @param axes the axes, each of length 1; none for all that have length 1
  default Tensor squeeze(int... axes) {
    Shape shape = self().shape();
    boolean[] dropped = new boolean[shape.rank()];
    for (int axis : axes) {
      int at = self().axis("squeeze", axis);
      if (shape.dim(at) != 1) {
        throw self()
            .rejected("squeeze", String.format(Locale.ROOT, "axis %d isn't of length 1", axis));
      }
      dropped[at] = true;
    }
    int[] dims = new int[shape.rank()];
    int kept = 0;
    for (int axis = 0; axis < dims.length; axis++) {
      if (axes.length == 0 ? shape.dim(axis) != 1 : !dropped[axis]) {
        dims[kept++] = shape.dim(axis);
      }
    }
    return reshape(Shape.owning(Arrays.copyOf(dims, kept)));
  }

  /// {@return a view with a new axis of length 1}
  ///
  /// @param axis the position of the new axis in the result; -1 for last
  default Tensor unsqueeze(int axis) {
    int rank = self().rank() + 1;
    int at = axis < 0 ? axis + rank : axis;
    if (at < 0 || at >= rank) {
      throw self()
          .rejected(
              "unsqueeze",
              String.format(
                  Locale.ROOT,
                  "the new axis must be from %d to %d, got %d",
                  -rank,
                  rank - 1,
                  axis));
    }
    int[] dims = new int[rank];
    for (int i = 0; i < rank; i++) {
      dims[i] = i == at ? 1 : self().size(i < at ? i : i - 1);
    }
    return reshape(Shape.owning(dims));
  }

  /// {@return a view of an axis as windows, which may overlap: element j of window i is element
  /// `i·step + j` of the axis; the axis counts the windows, and a new last one their elements}
  ///
  /// @param axis the axis; negative counts from the last
  /// @param size the number of elements of a window, at least 0, at most the axis's length
  /// @param step the step between neighbouring windows, at least 1
  default Tensor unfold(int axis, int size, int step) {
    int along = self().axis("unfold", axis);
    if (size < 0 || size > self().size(along) || step < 1) {
      throw self()
          .rejected(
              "unfold",
              String.format(
                  Locale.ROOT,
                  "axis %d has no windows of %d elements with a step of %d",
                  axis,
                  size,
                  step));
    }
    return new Movement.Unfold(along, size, step, 1).apply(self());
  }

  /// {@return the sums of windows where they meet, which takes apart what [#unfold] shows}
  ///
  /// @param axis the axis that counts the windows; the last one has their elements; negative counts
  ///   from the last
  /// @param length the length of the axis in the result
  /// @param step the step between neighbouring windows, at least 1
  default Tensor fold(int axis, int length, int step) {
    return new Placement.Fold(self().axis("fold", axis), length, step, 1).apply(self());
  }

  /// {@return a view with some axes reversed}
  ///
  /// @param axes the axes; none for all
  default Tensor flip(int... axes) {
    return new Movement.Flip(self().axes("flip", axes)).apply(self());
  }

  /// {@return a copy with a value before and after the elements along an axis}
  ///
  /// @param axis the axis; negative counts from the last
  /// @param before the number of values before, not negative
  /// @param after the number of values after, not negative
  /// @param value the value
  default Tensor pad(int axis, int before, int after, double value) {
    if (before < 0 || after < 0) {
      throw self()
          .rejected(
              "pad", String.format(Locale.ROOT, "can't add %d and %d elements", before, after));
    }
    int[] low = new int[self().rank()];
    int[] high = new int[self().rank()];
    int along = self().axis("pad", axis);
    low[along] = before;
    high[along] = after;
    List<Integer> interior = Shape.boxed(new int[self().rank()]);
    return new Placement.Pad(Shape.boxed(low), Shape.boxed(high), interior, value)
        .apply(self().to(self().spec().dtypeFor(value)));
  }
}
