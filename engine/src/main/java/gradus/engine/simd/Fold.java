package gradus.engine.simd;

import gradus.engine.Reduction;

/// How a reduction combines elements of one type: those of a row into one, and rows into one row.
/// What it combines them to is kept as doubles, in which each type's values fit exactly.
sealed interface Fold permits FloatSums, FloatExtremes, DoubleFolds, IntFolds {
  /// What the combination of no elements is.
  double start();

  /// Combines two results.
  double combine(double a, double b);

  /// Combines the elements of a row.
  ///
  /// @param x an array of the type
  /// @param xo where the row starts
  /// @param n its length
  double row(Object x, int xo, int n);

  /// Combines the elements of each of some rows that follow each other without gaps.
  ///
  /// @param rows how many
  /// @param n their length
  /// @param results one for each row
  default void shortRows(Object x, int xo, int rows, int n, double[] results, int ro) {
    for (int row = 0; row < rows; row++) {
      results[ro + row] = row(x, xo + row * n, n);
    }
  }

  /// Combines rows element by element, with what was combined before.
  ///
  /// @param pitch from one row's start to the next one's
  /// @param rows how many
  /// @param n their length
  /// @param results one for each column
  void columns(Object x, int xo, int pitch, int rows, int n, double[] results);

  /// How a sum or an extreme combines elements of the type of an array.
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
