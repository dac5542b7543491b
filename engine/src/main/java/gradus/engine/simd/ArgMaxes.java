package gradus.engine.simd;

import java.util.Arrays;

/// The index of the first maximum of floats along an axis, or of the first NaN.
final class ArgMaxes {
  private static final int GRAIN = 1 << 16;

  /// The number of elements that are gathered at a time.
  private static final int CHUNK = 1 << 14;

  private ArgMaxes() {}

  /// Computes the indices.
  ///
  /// @param x of shape (outer, n, inner), from `xo` on
  /// @param y of shape (outer, inner), from `yo` on
  static void run(float[] x, int xo, int outer, int n, int inner, int[] y, int yo) {
    Workers.share(
        outer,
        Math.max(1, GRAIN / Math.max(1, n * inner)),
        (first, end) -> {
          for (int o = first; o < end; o++) {
            if (inner == 1) {
              y[yo + o] = row(x, xo + o * n, n);
            } else {
              columns(x, xo + o * n * inner, n, inner, y, yo + o * inner);
            }
          }
        });
  }

  /// Computes the indices for x of shape (outer, n, inner) that has to be gathered.
  static void run(RowMajor x, int outer, int n, int inner, int[] y, int yo) {
    int strip = Math.min(inner, CHUNK);
    int strips = Math.ceilDiv(inner, strip);
    int height = Math.clamp(CHUNK / strip, 1, n);
    Workers.share(
        outer * strips,
        x.leastInTask(outer * strips),
        (first, end) -> {
          RowMajor.Reader reader = x.reader();
          float[] greatest = new float[strip];
          int[] places = new int[strip];
          for (int unit = first; unit < end; unit++) {
            int start = unit % strips * strip;
            int width = Math.min(strip, inner - start);
            Arrays.fill(places, 0);
            int from = unit / strips * n * inner + start;
            for (int top = 0; top < n; ) {
              int rows = Math.min(height, n - top);
              reader.rows(from + top * inner, inner, rows, width);
              block((float[]) reader.array(), top, rows, width, greatest, places);
              top += rows;
            }
            System.arraycopy(places, 0, y, yo + unit / strips * inner + start, width);
          }
        });
  }

  /// Updates the maxima and their indices with some rows.
  private static void block(
      float[] x, int top, int rows, int width, float[] greatest, int[] places) {
    int row = 0;
    if (top == 0) {
      System.arraycopy(x, 0, greatest, 0, width);
      row = 1;
    }
    if (width > 1) {
      for (; row < rows; row++) {
        FloatChoices.greater(x, row * width, greatest, top + row, places, 0, width);
      }
    } else if (row < rows && greatest[0] == greatest[0]) {
      int place = row(x, row, rows - row) + row;
      if (x[place] > greatest[0] || x[place] != x[place]) {
        greatest[0] = x[place];
        places[0] = top + place;
      }
    }
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
    Arrays.fill(y, yo, yo + inner, 0);
    for (int row = 1; row < n; row++) {
      FloatChoices.greater(x, xo + row * inner, greatest, row, y, yo, inner);
    }
  }
}
