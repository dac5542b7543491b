package gradus.engine.simd;

/// The product of two matrices of floats, C = A·B or C += A·B. Here it is decided which way it is
/// computed; the package's documentation says what each is for.
final class Gemm {
  /// With fewer multiply-adds than this, to wake another thread costs more than it brings.
  static final int GRAIN = 384 * 1024;

  /// Tiles are compiled for longer than other loops, and in plain Java a multiply-add takes less
  /// time than what [WarmUp] counts: so many of them make one.
  private static final int WARM_UP_SHARE = 32;

  private static final WarmUp WARM_UP = new WarmUp();

  private Gemm() {}

  /// {@return into how many tasks to cut the work, a multiple of the threads' number}
  ///
  /// @param work in multiply-adds
  /// @param most the greatest number that makes sense
  static int tasks(long work, int most) {
    return work < GRAIN || Workers.threads() == 1 ? 1 : Math.min(most, 2 * Workers.threads());
  }

  /// Writes the product of A, m by k, and B, k by n, to C, or adds it to what is there.
  ///
  /// @param c with rows or columns without gaps
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
      // Cᵀ = Bᵀ·Aᵀ: the vectors of C, or of A where C is a single column, lie the other way.
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
