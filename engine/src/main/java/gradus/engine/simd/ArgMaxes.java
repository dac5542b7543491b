package gradus.engine.simd;

/// The index of the first maximum of floats along an axis, or of the first NaN.
final class ArgMaxes {
  private static final int GRAIN = 1 << 16;

  private ArgMaxes() {}

  /// Computes the indices.
  ///
  /// @param x of shape (outer, n, inner), from `xo` on
  /// @param y of shape (outer, inner), from `yo` on
  static void run(float[] x, int xo, int outer, int n, int inner, int[] y, int yo) {
    int each = Math.max(1, GRAIN / Math.max(1, n * inner));
    Workers.run(
        outer < 2 * each ? 1 : (outer + each - 1) / each,
        task -> {
          int first = outer < 2 * each ? 0 : task * each;
          int end = outer < 2 * each ? outer : Math.min(outer, first + each);
          for (int o = first; o < end; o++) {
            if (inner == 1) {
              y[yo + o] = row(x, xo + o * n, n);
            } else {
              columns(x, xo + o * n * inner, n, inner, y, yo + o * inner);
            }
          }
        });
  }

  private static int row(float[] x, int xo, int n) {
    if (n < 64) {
      return shortRow(x, xo, n);
    }
    float greatest = FloatExtremes.max(x, xo, n);
    return greatest == greatest ? FloatChoices.find(greatest, x, xo, n) : nan(x, xo);
  }

  private static int nan(float[] x, int xo) {
    int i = 0;
    while (x[xo + i] == x[xo + i]) {
      i++;
    }
    return i;
  }

  private static int shortRow(float[] x, int xo, int n) {
    int place = 0;
    float greatest = x[xo];
    for (int i = 1; i < n; i++) {
      float value = x[xo + i];
      if (value > greatest || value != value && greatest == greatest) {
        greatest = value;
        place = i;
      }
    }
    return place;
  }

  private static void columns(float[] x, int xo, int n, int inner, int[] y, int yo) {
    float[] greatest = new float[inner];
    System.arraycopy(x, xo, greatest, 0, inner);
    java.util.Arrays.fill(y, yo, yo + inner, 0);
    for (int row = 1; row < n; row++) {
      FloatChoices.greater(x, xo + row * inner, greatest, row, y, yo, inner);
    }
  }
}
