package gradus.engine.simd;

/// The product of two matrices of the same [Lane], C = A·B or C += A·B. This class selects the
/// algorithm; the package's documentation describes each.
final class Gemm {
  /// With fewer multiply-adds than this, waking another thread costs more than it saves.
  static final int GRAIN = 384 * 1024;

  private Gemm() {}

  /// {@return the number of tasks to divide the work into, a multiple of the number of threads}
  ///
  /// @param work the number of multiply-adds
  /// @param most the greatest useful number of tasks
  static int tasks(long work, int most) {
    return work < GRAIN || Workers.threads() == 1 ? 1 : Math.min(most, 2 * Workers.threads());
  }

  /// Writes the product of A (m by k) and B (k by n) to C, or adds it to C.
  ///
  /// @param c with contiguous rows or columns
  static void multiply(int m, int n, int k, Matrix a, Matrix b, Matrix c, boolean add) {
    if (m == 0 || n == 0) {
      return;
    }
    if (n == 1 && MatrixVector.suits(m, k, a)) {
      MatrixVector.multiply(m, k, a, b, c, add);
    } else if (m == 1 && MatrixVector.suits(n, k, b.transposed())) {
      MatrixVector.multiply(n, k, b.transposed(), a.transposed(), c.transposed(), add);
    } else if (MatrixVector.suitsFew(m, n, k, b.transposed()) && k <= Blocks.piece(m, n, b)) {
      for (int i = 0; i < m; i++) {
        Matrix row = a.from(i, 0);
        MatrixVector.multiply(
            n, k, b.transposed(), row.transposed(), c.from(i, 0).transposed(), add);
      }
    } else if (c.columnStride() != 1 || n == 1 && c.rowStride() == 1 && a.rowStride() == 1) {
      // Cᵀ = Bᵀ·Aᵀ: C has contiguous columns, or is a single column for which A is contiguous the
      // other way.
      matrices(n, m, k, b.transposed(), a.transposed(), c.transposed(), add);
    } else {
      matrices(m, n, k, a, b, c, add);
    }
  }

  private static void matrices(int m, int n, int k, Matrix a, Matrix b, Matrix c, boolean add) {
    if (k == 1 && !add && OuterProduct.suits(m, n, b, c)) {
      OuterProduct.multiply(m, n, a, b, c);
      return;
    }
    long work = (long) m * n * k;
    Split pieces = Split.atMost(Blocks.piece(m, n, b), k);
    Lane lane = c.lane();
    if (Tiles.anyOn(lane, work)) {
      Blocks.of(m, n, pieces, a, b, c, add).multiply();
      return;
    }
    int done = PlainProduct.multiply(m, n, pieces, a, b, c, add, () -> Tiles.anyOn(lane, 0));
    if (done < m) {
      Blocks.of(m - done, n, pieces, a.from(done, 0), b, c.from(done, 0), add).multiply();
    }
  }
}
