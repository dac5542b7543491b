package gradus.engine.simd;

/// A register tile, the micro-kernel of the matrix product, for one number of rows and vectors. Its
/// sums stay in registers while it runs along k.
///
/// Each sum is one chain of fused multiply-adds in the order of k, whatever the tile's size, so an
/// element of the product does not depend on the tile that computes it.
abstract class Tile {
  /// The form of a tile: everything that its code depends on.
  ///
  /// @param lane the type of the elements
  /// @param rows the number of rows of A and of C, at least 1
  /// @param vectors the number of adjacent vectors of B and of C, at least 1
  /// @param columnwise whether A is column-major, as after packing or in a transpose; otherwise its
  ///   rows are contiguous
  /// @param k the length of the sums if it is a constant of the tile's code, otherwise 0
  /// @param lda the stride between rows of A if these are contiguous and it is a constant of the
  ///   tile's code, otherwise 0
  /// @param ldb the stride between rows of B if it is a constant of the tile's code, otherwise 0
  /// @param ldc the stride between rows of C if it is a constant of the tile's code, otherwise 0
  record Form(
      Lane lane, int rows, int vectors, boolean columnwise, int k, int lda, int ldb, int ldc) {
    /// A form for any length of the sums and any strides.
    Form(Lane lane, int rows, int vectors, boolean columnwise) {
      this(lane, rows, vectors, columnwise, 0, 0, 0, 0);
    }

    /// {@return a form for packed operands}
    static Form packed(Lane lane, int rows, int vectors) {
      return new Form(lane, rows, vectors, true, 0, 0, packedColumns(lane, vectors), 0);
    }

    /// {@return what `ldb` is for packed columns: where there are 16 registers, a constant saves a
    /// check in each step; where there are 32, the tile is near the peak without}
    static int packedColumns(Lane lane, int vectors) {
      return Lanes.registers() == 16 ? vectors * lane.width() : 0;
    }

    boolean general() {
      return k == 0 && lda == 0 && ldb == 0 && ldc == 0;
    }
  }

  /// Computes C = A·B, or C += A·B.
  ///
  /// The vectors of a row of B and C are adjacent, except for the last one, which starts at `last`:
  /// (vectors - 1)·W, or less if there is less space, in which case it overlaps the one before.
  ///
  /// The arrays are of the form's type of elements.
  ///
  /// @param k the length of the sums; if it is less than 0, nothing is done, not even with `k` as a
  ///   constant
  /// @param lda the stride between rows of A, or between columns if columnwise
  /// @param ldb the stride between rows of B
  /// @param ldc the stride between rows of C
  /// @param last the start of the last vector in a row
  /// @param add whether to add to C
  abstract void multiply(
      int k,
      Object a,
      int ao,
      int lda,
      Object b,
      int bo,
      int ldb,
      Object c,
      int co,
      int ldc,
      int last,
      boolean add);
}
