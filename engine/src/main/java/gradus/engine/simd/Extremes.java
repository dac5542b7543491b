package gradus.engine.simd;

import gradus.engine.Binary;

/// Maxima and minima, NaN if any element is, or the positions of the first of them.
///
/// @param greatest whether it is the maximum
/// @param isOfPositions whether the result is its position
record Extremes(boolean greatest, boolean isOfPositions) implements Fold {
  static final Extremes MAX = new Extremes(true, false);

  /// Floats in rows shorter than this are compared one by one to find a position.
  private static final int FEW = 64;

  @Override
  public double start() {
    return greatest ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
  }

  private double of(double a, double b) {
    return greatest ? Math.max(a, b) : Math.min(a, b);
  }

  private Binary op() {
    return greatest ? Binary.MAXIMUM : Binary.MINIMUM;
  }

  @Override
  public void combine(Results results, int i, Results others, int j) {
    double a = results.values()[i];
    double b = others.values()[j];
    results.values()[i] = of(a, b);
    if (isOfPositions) {
      int at = results.positions()[i];
      int other = others.positions()[j];
      boolean same = a == b || a != a && b != b;
      // The extreme is NaN if one of them is.
      boolean better = same ? other < at : a == a && Double.compare(of(a, b), b) == 0;
      results.positions()[i] = better ? other : at;
    }
  }

  @Override
  public void row(Object x, int xo, int n, int first, Results results, int k) {
    if (isOfPositions && x instanceof float[] floats && n < FEW) {
      int place = Positions.inFew(greatest, floats, xo, n);
      results.values()[k] = floats[xo + place];
      results.positions()[k] = first + place;
      return;
    }
    double value = of(x, xo, n);
    results.values()[k] = value;
    if (isOfPositions) {
      results.positions()[k] = first + Positions.find(value, x, xo, n);
    }
  }

  /// Returns the extreme of a row of any type.
  double of(Object from, int xo, int n) {
    double result = start();
    switch (from) {
      case float[] x ->
          result = greatest ? FloatExtremes.max(x, xo, n) : FloatExtremes.min(x, xo, n);
      case double[] x when n < Fold.SHORT -> {
        for (int i = xo; i < xo + n; i++) {
          result = of(result, x[i]);
        }
      }
      case int[] x when n < Fold.SHORT -> {
        for (int i = xo; i < xo + n; i++) {
          result = of(result, x[i]);
        }
      }
      default -> result = Fold.inHalves(op(), from, xo, n);
    }
    return result;
  }

  @Override
  public void columns(Object x, int xo, int stride, int rows, int n, int first, Results results) {
    double[] values = results.values();
    Object extremes = values;
    if (!(x instanceof double[])) {
      extremes = Runs.scratch(x, n);
      Conversions.run(values, 0, extremes, 0, n);
    }
    for (int row = 0; row < rows; row++) {
      int at = xo + row * stride;
      if (isOfPositions) {
        Positions.update(greatest, x, at, extremes, first + row, results.positions(), n);
      } else {
        Loops.run(op(), extremes, 0, x, at, extremes, 0, n);
      }
    }
    if (extremes != values) {
      Conversions.run(extremes, 0, values, 0, n);
    }
  }
}
