package gradus.engine.simd;

import gradus.engine.Reduction;

/// How a reduction combines elements of one type: those of a row into one result, and rows into one
/// row of results. Results are doubles, which hold the values of every type exactly.
sealed interface Fold permits FloatSums, FloatExtremes, DoubleFolds, IntFolds {
  /// Returns the result for no elements.
  double start();

  /// Combines two results.
  double combine(double a, double b);

  /// Combines the elements of a row.
  ///
  /// @param x an array of the type
  /// @param xo the offset of the row
  /// @param n the length of the row
  double row(Object x, int xo, int n);

  /// Combines the elements of each of several contiguous rows.
  ///
  /// @param rows the number of rows
  /// @param n the length of each row
  /// @param results one for each row
  default void shortRows(Object x, int xo, int rows, int n, double[] results, int ro) {
    for (int row = 0; row < rows; row++) {
      results[ro + row] = row(x, xo + row * n, n);
    }
  }

  /// Combines rows element by element with the previous results.
  ///
  /// @param pitch the stride between rows
  /// @param rows the number of rows
  /// @param n the length of each row
  /// @param results one for each column
  void columns(Object x, int xo, int pitch, int rows, int n, double[] results);

  /// Returns the fold of a sum, maximum or minimum for the type of an array.
  static Fold of(Reduction op, Object x) {
    boolean sum = op instanceof Reduction.Sum;
    boolean greatest = op instanceof Reduction.Max;
    if (x instanceof float[]) {
      return sum ? FloatSums.ALL : greatest ? FloatExtremes.GREATEST : FloatExtremes.LEAST;
    }
    if (x instanceof int[]) {
      return sum ? IntFolds.SUM : greatest ? IntFolds.GREATEST : IntFolds.LEAST;
    }
    return sum ? DoubleFolds.SUM : greatest ? DoubleFolds.GREATEST : DoubleFolds.LEAST;
  }
}
