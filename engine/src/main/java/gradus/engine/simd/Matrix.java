package gradus.engine.simd;

/// A strided matrix in an array: element (i, j) is at `offset + i·row + j·column`. Transposes,
/// submatrices and reversed matrices are therefore matrices, too, without a copy.
///
/// @param array the elements
/// @param offset the index of element (0, 0)
/// @param row the stride between rows
/// @param column the stride between columns
record Matrix(float[] array, int offset, int row, int column) {
  Matrix transposed() {
    return new Matrix(array, offset, column, row);
  }

  /// {@return the submatrix that starts at a row and a column}
  Matrix from(int i, int j) {
    return new Matrix(array, at(i, j), row, column);
  }

  int at(int i, int j) {
    return offset + i * row + j * column;
  }
}
