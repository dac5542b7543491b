package gradus.engine.simd;

/// A register tile: the innermost loop of the matrix product, for one number of rows and vectors.
/// Its sums stay in registers while it runs along k.
///
/// Each sum is one chain of fused multiply-adds in the order of k, whatever the tile's size, so an
/// element of the product doesn't depend on which tile it fell into.
abstract class Tile {
  /// What a tile is: everything that its code depends on.
  ///
  /// @param rows of A and of C, at least 1
  /// @param vectors of B and of C side by side, at least 1
  /// @param columnwise whether A lies column after column, as packing leaves it, and a transpose;
  ///   else its rows are without gaps
  /// @param k the length of the sums, where that is a constant of the tile's code, else 0
  /// @param lda from a row of A to the next, where its rows are without gaps and that is a constant
  ///   of the tile's code, else 0
  /// @param ldc from a row of C to the next, where that is a constant of the tile's code, else 0
  record Form(int rows, int vectors, boolean columnwise, int k, int lda, int ldc) {
    /// One for sums and strides of any length.
    Form(int rows, int vectors, boolean columnwise) {
      this(rows, vectors, columnwise, 0, 0, 0);
    }

    boolean general() {
      return k == 0 && lda == 0 && ldc == 0;
    }
  }

  /// C = A·B, or C += A·B.
  ///
  /// The vectors of a row of B and C lie one behind the other, but for the last, which starts at
  /// `last`: (vectors - 1)·W, or less where there is less room; then it overlaps the one before.
  ///
  /// @param k the length of the sums
  /// @param lda from a row of A to the next; columnwise, from a column to the next
  /// @param ldb from a row of B to the next
  /// @param ldc from a row of C to the next
  /// @param last where the last vector starts in a row
  /// @param add whether to add to what is in C
  abstract void multiply(
      int k,
      float[] a,
      int ao,
      int lda,
      float[] b,
      int bo,
      int ldb,
      float[] c,
      int co,
      int ldc,
      int last,
      boolean add);
}
