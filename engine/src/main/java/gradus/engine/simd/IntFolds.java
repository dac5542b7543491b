package gradus.engine.simd;

/// Sums, maxima and minima of integers, in plain Java. Sums are exact in double precision, and wrap
/// around only when they are converted back to integers.
enum IntFolds implements Fold {
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
    int[] x = (int[]) from;
    return switch (this) {
      case SUM -> sum(x, xo, n);
      case GREATEST -> max(x, xo, n);
      case LEAST -> min(x, xo, n);
    };
  }

  private static double sum(int[] x, int xo, int n) {
    long sum = 0;
    for (int i = xo; i < xo + n; i++) {
      sum += x[i];
    }
    return sum;
  }

  private static double max(int[] x, int xo, int n) {
    int max = x[xo];
    for (int i = xo; i < xo + n; i++) {
      max = Math.max(max, x[i]);
    }
    return max;
  }

  private static double min(int[] x, int xo, int n) {
    int min = x[xo];
    for (int i = xo; i < xo + n; i++) {
      min = Math.min(min, x[i]);
    }
    return min;
  }

  @Override
  public void columns(Object from, int xo, int pitch, int rows, int n, double[] results) {
    int[] x = (int[]) from;
    for (int row = 0; row < rows; row++) {
      int at = xo + row * pitch;
      switch (this) {
        case SUM -> sums(x, at, n, results);
        case GREATEST -> maxima(x, at, n, results);
        case LEAST -> minima(x, at, n, results);
      }
    }
  }

  private static void sums(int[] x, int xo, int n, double[] results) {
    for (int i = 0; i < n; i++) {
      results[i] += x[xo + i];
    }
  }

  private static void maxima(int[] x, int xo, int n, double[] results) {
    for (int i = 0; i < n; i++) {
      results[i] = Math.max(results[i], x[xo + i]);
    }
  }

  private static void minima(int[] x, int xo, int n, double[] results) {
    for (int i = 0; i < n; i++) {
      results[i] = Math.min(results[i], x[xo + i]);
    }
  }
}
