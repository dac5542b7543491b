package gradus.engine.simd;

/// Sums, maxima and minima of doubles, in plain Java and in order: F64 is for checking.
enum DoubleFolds implements Fold {
  /// The sum.
  SUM,
  /// The maximum.
  GREATEST,
  /// The minimum.
  LEAST;

  @Override
  public double start() {
    return switch (this) {
      case SUM -> 0;
      case GREATEST -> Double.NEGATIVE_INFINITY;
      case LEAST -> Double.POSITIVE_INFINITY;
    };
  }

  @Override
  public double combine(double a, double b) {
    return switch (this) {
      case SUM -> a + b;
      case GREATEST -> Math.max(a, b);
      case LEAST -> Math.min(a, b);
    };
  }

  @Override
  public double row(Object from, int xo, int n) {
    double[] x = (double[]) from;
    return switch (this) {
      case SUM -> sum(x, xo, n);
      case GREATEST -> max(x, xo, n);
      case LEAST -> min(x, xo, n);
    };
  }

  private static double sum(double[] x, int xo, int n) {
    double sum = 0;
    for (int i = xo; i < xo + n; i++) {
      sum += x[i];
    }
    return sum;
  }

  private static double max(double[] x, int xo, int n) {
    double max = x[xo];
    for (int i = xo; i < xo + n; i++) {
      max = Math.max(max, x[i]);
    }
    return max;
  }

  private static double min(double[] x, int xo, int n) {
    double min = x[xo];
    for (int i = xo; i < xo + n; i++) {
      min = Math.min(min, x[i]);
    }
    return min;
  }

  @Override
  public void columns(Object from, int xo, int pitch, int rows, int n, double[] results) {
    double[] x = (double[]) from;
    for (int row = 0; row < rows; row++) {
      int at = xo + row * pitch;
      switch (this) {
        case SUM -> sums(x, at, n, results);
        case GREATEST -> maxima(x, at, n, results);
        case LEAST -> minima(x, at, n, results);
      }
    }
  }

  private static void sums(double[] x, int xo, int n, double[] results) {
    for (int i = 0; i < n; i++) {
      results[i] += x[xo + i];
    }
  }

  private static void maxima(double[] x, int xo, int n, double[] results) {
    for (int i = 0; i < n; i++) {
      results[i] = Math.max(results[i], x[xo + i]);
    }
  }

  private static void minima(double[] x, int xo, int n, double[] results) {
    for (int i = 0; i < n; i++) {
      results[i] = Math.min(results[i], x[xo + i]);
    }
  }
}
