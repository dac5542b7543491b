package gradus.engine.simd;

/// A strided matrix in an array: element (i, j) is at `offset + i·rowStride + j·columnStride`.
/// Transposes, submatrices and reversed matrices are therefore matrices, too, without a copy.
///
/// @param array the elements, whose type is that of a [Lane]
/// @param offset the index of element (0, 0)
/// @param rowStride the stride between rows
/// @param columnStride the stride between columns
record Matrix(Object array, int offset, int rowStride, int columnStride) {
  Lane lane() {
    return array instanceof float[] ? Lane.F32 : Lane.F64;
  }

  Matrix transposed() {
    return new Matrix(array, offset, columnStride, rowStride);
  }

  /// {@return the submatrix that starts at a row and a column}
  Matrix from(int i, int j) {
    return new Matrix(array, at(i, j), rowStride, columnStride);
  }

  int at(int i, int j) {
    return offset + i * rowStride + j * columnStride;
  }
}
