package gradus.engine.simd;

/// The product of two matrices of floats, C = A·B or C += A·B. Here it is decided which way; the
/// package's documentation has the picture.
final class Gemm {
  private Gemm() {}

  /// Writes the product of A, m by k, and B, k by n, to C, or adds it to what is there. Any strides
  /// will do.
  static void multiply(int m, int n, int k, Matrix a, Matrix b, Matrix c, boolean add) {
    if (m == 0 || n == 0) {
      return;
    }
    if (n == 1 && MatrixVector.suits(m, k, a)) {
      MatrixVector.multiply(m, k, a, b, c, add);
    } else if (m == 1 && MatrixVector.suits(n, k, b.transposed())) {
      MatrixVector.multiply(n, k, b.transposed(), a.transposed(), c.transposed(), add);
    } else if (c.column() != 1 && c.row() == 1 || n < Lanes.WIDTH && n < m && c.row() == 1) {
      // Cᵀ = Bᵀ·Aᵀ: the vectors of C lie the other way.
      multiply(n, m, k, b.transposed(), a.transposed(), c.transposed(), add);
    } else if (k == 1 && !add && OuterProduct.suits(n, b, c)) {
      OuterProduct.multiply(m, n, a, b, c);
    } else {
      new Blocks(m, n, k, a, b, c, add).multiply();
    }
  }
}
