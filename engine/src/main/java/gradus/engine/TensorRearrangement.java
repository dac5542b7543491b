package gradus.engine;

import java.util.Arrays;
import java.util.Locale;

/// Operations of a [Tensor] that repeat, shift or select elements by their position. They return
/// copies, except [#diagonal].
sealed interface TensorRearrangement permits Tensor {
  private Tensor self() {
    return (Tensor) this;
  }

  /// {@return the tensor repeated along each axis, as if copies of it were laid side by side}
  ///
  /// @param times how often along each axis, not negative; if there are fewer numbers than axes,
  ///   the first axes are not repeated; more add axes in front
  default Tensor tile(int... times) {
    int rank = Math.max(self().rank(), times.length);
    if (Arrays.stream(times).anyMatch(n -> n < 0)) {
      throw self().rejected("tile", "the numbers must not be negative: " + Arrays.toString(times));
    }
    // (d₀, d₁) is seen as (1, d₀, 1, d₁), expanded to (n₀, d₀, n₁, d₁) and merged to (n₀·d₀,
    // n₁·d₁).
    int[] apart = new int[2 * rank];
    int[] expanded = new int[2 * rank];
    int[] merged = new int[rank];
    for (int axis = 0; axis < rank; axis++) {
      int own = axis - (rank - self().rank());
      int given = axis - (rank - times.length);
      int length = own < 0 ? 1 : self().size(own);
      int n = given < 0 ? 1 : times[given];
      apart[2 * axis] = 1;
      apart[2 * axis + 1] = length;
      expanded[2 * axis] = n;
      expanded[2 * axis + 1] = length;
      merged[axis] = length("tile", (long) n * length);
    }
    return self().reshape(apart).expand(expanded).reshape(merged);
  }

  /// {@return the tensor repeated along each axis; PyTorch's `Tensor.repeat`, NumPy's `tile`}
  ///
  /// @param times how often along each axis, at least one number for each; more add axes in front
  default Tensor repeat(int... times) {
    if (times.length < self().rank()) {
      throw self()
          .rejected(
              "repeat",
              String.format(
                  Locale.ROOT, "needs a number for each axis, got %s", Arrays.toString(times)));
    }
    return tile(times);
  }

  /// {@return each slice of an axis repeated in its place: a, a, b, b; PyTorch's
  /// `repeat_interleave`, NumPy's `repeat`}
  ///
  /// @param axis the axis; negative counts from the last
  /// @param times how often, not negative
  default Tensor repeatInterleave(int axis, int times) {
    int along = self().axis("repeatInterleave", axis);
    if (times < 0) {
      throw self().rejected("repeatInterleave", "the number must not be negative: " + times);
    }
    int length = length("repeatInterleave", (long) times * self().size(along));
    Tensor between = self().unsqueeze(along + 1);
    Tensor repeated = between.expand(between.shape().with(along + 1, times).dims());
    return repeated.reshape(self().shape().with(along, length).dims());
  }

  private int length(String operation, long length) {
    if (length > Integer.MAX_VALUE) {
      throw self()
          .rejected(
              operation, String.format(Locale.ROOT, "an axis can't have %d elements", length));
    }
    return (int) length;
  }

  /// {@return the tensor shifted along an axis; what leaves it at one end enters at the other}
  ///
  /// @param axis the axis; negative counts from the last
  /// @param shift the number of places toward higher indices; negative toward lower ones
  default Tensor roll(int axis, int shift) {
    int along = self().axis("roll", axis);
    int length = self().size(along);
    int last = length == 0 ? 0 : Math.floorMod(shift, length);
    int first = length - last;
    return Tensor.concat(along, self().slice(along, first, length), self().slice(along, 0, first));
  }

  /// {@return the lower triangles of matrices, with zeros elsewhere}
  ///
  /// @param diagonal the last diagonal that is kept: 0 for the main one, more above it
  default Tensor tril(int diagonal) {
    return triangle("tril", diagonal, true);
  }

  /// {@return the lower triangles of matrices with the main diagonal, zeros elsewhere}
  default Tensor tril() {
    return tril(0);
  }

  /// {@return the upper triangles of matrices, with zeros elsewhere}
  ///
  /// @param diagonal the first diagonal that is kept: 0 for the main one, more above it
  default Tensor triu(int diagonal) {
    return triangle("triu", diagonal, false);
  }

  /// {@return the upper triangles of matrices with the main diagonal, zeros elsewhere}
  default Tensor triu() {
    return triu(0);
  }

  private Tensor triangle(String operation, int diagonal, boolean lower) {
    if (self().rank() < 2) {
      throw self().rejected(operation, "needs at least two axes");
    }
    int rows = self().size(-2);
    int columns = self().size(-1);
    // Of no more than the matrix, so that an index plus the diagonal doesn't overflow.
    int shift = Math.clamp(diagonal, -rows, columns);
    Tensor row = Tensor.arange(rows).unsqueeze(1).add(shift);
    Tensor column = Tensor.arange(columns);
    Tensor kept = lower ? column.le(row) : column.ge(row);
    return Tensor.where(kept.to(self().backend()), self(), self().like(0));
  }

  /// {@return the main diagonals of the first two axes, along a new last axis; a view if possible}
  default Tensor diagonal() {
    return diagonal(0, 0, 1);
  }

  /// {@return the diagonals of two axes, along a new last axis; a view if possible}
  ///
  /// @param offset the distance from the main diagonal, to the right
  /// @param a the axis of rows
  /// @param b the axis of columns
  default Tensor diagonal(int offset, int a, int b) {
    int rows = self().axis("diagonal", a);
    int columns = self().axis("diagonal", b);
    if (rows == columns) {
      throw self().rejected("diagonal", "needs two axes, got axis " + a + " twice");
    }
    int rank = self().rank();
    int[] order = new int[rank];
    for (int axis = 0, to = 0; axis < rank; axis++) {
      if (axis != rows && axis != columns) {
        order[to++] = axis;
      }
    }
    order[rank - 2] = rows;
    order[rank - 1] = columns;
    // Within a matrix of n columns, seen as a vector, the next element of a diagonal is n + 1
    // later.
    int m = self().size(rows);
    int n = self().size(columns);
    int shift = Math.clamp(offset, -m, n);
    int count = Math.max(0, Math.min(m + Math.min(shift, 0), n - Math.max(shift, 0)));
    int start = count == 0 ? 0 : shift >= 0 ? shift : -shift * n;
    int end = count == 0 ? 0 : start + (count - 1) * (n + 1) + 1;
    Tensor permuted = self().permute(order);
    int[] dims = Arrays.copyOf(permuted.shape().dims(), rank - 1);
    dims[rank - 2] = m * n;
    return permuted.reshape(dims).slice(-1, start, end, n + 1);
  }
}
