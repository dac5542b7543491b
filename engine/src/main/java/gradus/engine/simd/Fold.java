package gradus.engine.simd;

import gradus.engine.Binary;

/// How a reduction combines elements: those of a row into one result, and rows into one row of
/// results. The order does not depend on the vector width.
sealed interface Fold permits Sums, Extremes {
  /// Rows of F64 and I32 shorter than this are combined element by element.
  int SHORT = 128;

  /// Returns the result for no elements.
  double start();

  /// Returns whether the result is the position of a value.
  boolean isOfPositions();

  /// Combines the elements of a row into a result.
  ///
  /// @param x an array of any type
  /// @param xo the offset of the row
  /// @param n the length of the row
  /// @param first the position of its first element along the axis
  /// @param k the index of the result
  void row(Object x, int xo, int n, int first, Results results, int k);

  /// Combines the elements of each of several contiguous rows into the first results.
  ///
  /// @param rows the number of rows
  /// @param n the length of each row
  default void rows(Object x, int xo, int rows, int n, Results results) {
    for (int row = 0; row < rows; row++) {
      row(x, xo + row * n, n, 0, results, row);
    }
  }

  /// Combines rows element by element with the previous results.
  ///
  /// @param stride the stride between rows
  /// @param rows the number of rows
  /// @param n the length of each row
  /// @param first the position of the first row along the axis
  /// @param results one for each column
  void columns(Object x, int xo, int stride, int rows, int n, int first, Results results);

  /// Combines a result with another.
  ///
  /// @param i the index of the result that changes
  /// @param j the index of the other
  void combine(Results results, int i, Results others, int j);

  /// Combines the elements of a row of F64 or I32, not shorter than [#SHORT]: as rows one below the
  /// other, whose columns are combined, and then the halves of the result.
  static double inHalves(Binary op, Object x, int xo, int n) {
    int width = Math.min(Integer.highestOneBit(n) / 4, 1024);
    Object results = Runs.scratch(x, width);
    System.arraycopy(x, xo, results, 0, width);
    for (int at = width; at < n; at += width) {
      Loops.run(op, results, 0, x, xo + at, results, 0, Math.min(width, n - at));
    }
    while (width > 1) {
      width /= 2;
      Loops.run(op, results, 0, results, width, results, 0, width);
    }
    return results instanceof int[] ints ? ints[0] : ((double[]) results)[0];
  }
}
