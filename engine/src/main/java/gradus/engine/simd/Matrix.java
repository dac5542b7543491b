package gradus.engine.simd;

/// A matrix in an array: element (i, j) lies at `offset + i·row + j·column`. So a transpose, a part
/// and a matrix read backwards are matrices too, and nobody copies anything.
///
/// @param array the elements
/// @param offset where the first is
/// @param row the distance from a row to the next
/// @param column the distance from a column to the next
record Matrix(float[] array, int offset, int row, int column) {
  Matrix transposed() {
    return new Matrix(array, offset, column, row);
  }

  /// {@return the part from a row and a column on}
  Matrix from(int i, int j) {
    return new Matrix(array, at(i, j), row, column);
  }

  int at(int i, int j) {
    return offset + i * row + j * column;
  }
}
