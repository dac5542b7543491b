package gradus.engine;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// The rows of a tensor that several indices select together, where the first axes are merged to
/// one.
///
/// @param count the number of rows
/// @param index the rows selected, in row-major order of the indices
/// @param selection the shape of the selected elements: that of the indices, followed by the
///   remaining axes
record IndexedRows(int count, int[] index, Shape selection) {
  /// Reads and checks indices.
  ///
  /// @param shape the tensor's shape
  /// @param indices I32, one for each of the first axes; they broadcast; negative ones count from
  ///   the end
  static IndexedRows of(Shape shape, List<Tensor> indices) {
    int given = indices.size();
    if (given == 0 || given > shape.rank()) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "needs 1 to %d indices, got %d", shape.rank(), given));
    }
    Shape chosen = Shape.SCALAR;
    for (Tensor index : indices) {
      if (index.dtype() != DType.I32) {
        throw new IllegalArgumentException("an index must be i32, not " + index.dtype());
      }
      chosen = Shape.broadcast(chosen, index.shape());
    }
    long rows = 1;
    int[] row = new int[chosen.size()];
    for (int axis = 0; axis < given; axis++) {
      int length = shape.dim(axis);
      rows *= length;
      if (rows > Integer.MAX_VALUE) {
        throw new IllegalArgumentException(
            String.format(Locale.ROOT, "the first %d axes have too many indices", given));
      }
      int[] places = indices.get(axis).expand(chosen.dims()).toInts();
      for (int k = 0; k < row.length; k++) {
        int place = places[k] < 0 ? places[k] + length : places[k];
        if (place < 0 || place >= length) {
          throw new IllegalArgumentException(
              String.format(
                  Locale.ROOT,
                  "index %d is outside axis %d of length %d",
                  places[k],
                  axis,
                  length));
        }
        row[k] = row[k] * length + place;
      }
    }
    int[] dims = Arrays.copyOf(chosen.dims(), chosen.rank() + shape.rank() - given);
    for (int axis = given; axis < shape.rank(); axis++) {
      dims[chosen.rank() + axis - given] = shape.dim(axis);
    }
    return new IndexedRows((int) rows, row, Shape.of(dims));
  }

  /// Returns for each row its place among all rows followed by the selected ones: its own, or that
  /// of the last selected row that is the same.
  int[] last() {
    int[] last = new int[count];
    Arrays.setAll(last, i -> i);
    for (int k = 0; k < index.length; k++) {
      last[index[k]] = count + k;
    }
    return last;
  }
}
