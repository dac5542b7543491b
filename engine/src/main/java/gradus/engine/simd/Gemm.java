package gradus.engine.simd;

/// The product of two matrices of floats, C = A·B or C += A·B. This class selects the algorithm;
/// the package's documentation describes each.
final class Gemm {
  /// With fewer multiply-adds than this, waking another thread costs more than it saves.
  static final int GRAIN = 384 * 1024;

  /// The number of multiply-adds that counts as one element of [WarmUp]: tiles take longer to
  /// compile than other loops, and a multiply-add in plain Java takes less time than an element.
  private static final int WARM_UP_SHARE = 32;

  private static final WarmUp WARM_UP = new WarmUp();

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
    boolean lanes = WARM_UP.over((long) m * n * k / WARM_UP_SHARE);
    if (n == 1 && MatrixVector.suits(m, k, a)) {
      MatrixVector.multiply(m, k, a, b, c, add, lanes);
    } else if (m == 1 && MatrixVector.suits(n, k, b.transposed())) {
      MatrixVector.multiply(n, k, b.transposed(), a.transposed(), c.transposed(), add, lanes);
    } else if (c.column() != 1 || n == 1 && c.row() == 1 && a.row() == 1) {
      // Cᵀ = Bᵀ·Aᵀ: C has contiguous columns, or is a single column for which A is contiguous the
      // other way.
      multiply(n, m, k, b.transposed(), a.transposed(), c.transposed(), add, lanes);
    } else {
      multiply(m, n, k, a, b, c, add, lanes);
    }
  }

  private static void multiply(
      int m, int n, int k, Matrix a, Matrix b, Matrix c, boolean add, boolean lanes) {
    if (!lanes && k <= Blocks.piece(m, n, b)) {
      PlainProduct.multiply(m, n, k, a, b, c, add);
    } else if (k == 1 && !add && OuterProduct.suits(n, b, c)) {
      OuterProduct.multiply(m, n, a, b, c);
    } else {
      new Blocks(m, n, k, a, b, c, add).multiply();
    }
  }
}
