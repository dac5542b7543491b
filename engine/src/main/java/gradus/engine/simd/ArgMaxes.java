package gradus.engine.simd;

import gradus.engine.Operand;
import java.util.Arrays;

/// The index of the first maximum of floats along an axis, or of the first NaN.
final class ArgMaxes {
  private static final int GRAIN = 1 << 16;

  /// The number of elements that are gathered at a time.
  private static final int CHUNK = 1 << 14;

  /// The length of a strip of columns, whose maxima stay in the cache.
  private static final int LEAST_STRIP = 256;

  private static final int MOST_STRIP = 4096;

  /// Contiguous rows and columns shorter than this are gathered.
  private static final int SHORT = 16;

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

  /// Computes the indices of an operand of any layout: in place if the axis, or another one, is
  /// contiguous, otherwise from gathered elements.
  ///
  /// @param input of shape (outer, n, inner), where the axis has length n
  /// @param y of shape (outer, inner), from `yo` on
  static void run(Operand input, int axis, int outer, int n, int inner, int[] y, int yo) {
    int[] dims = input.shape().dims();
    int[] steps = Runs.steps(input.layout());
    int columns = -1;
    for (int other = 0; other < dims.length; other++) {
      if (other != axis && steps[other] == 1 && dims[other] >= SHORT) {
        columns = other;
      }
    }
    boolean rows = steps[axis] == 1 && n >= SHORT;
    if (!rows && columns < 0) {
      run(RowMajor.gathered(input), outer, n, inner, y, yo);
      return;
    }
    int[] outs = new int[dims.length];
    for (int other = dims.length - 1, out = 1; other >= 0; other--) {
      if (other != axis) {
        outs[other] = out;
        out *= dims[other];
      }
    }
    float[] x = (float[]) Runs.array(input.storage());
    int xo = input.layout().offset();
    int pitch = steps[axis];
    dims[axis] = 1;
    if (rows) {
      Workers.share(
          outer * inner,
          Math.max(1, GRAIN / n),
          (first, end) -> {
            for (int k = first; k < end; k++) {
              y[yo + k] = row(x, xo + place(k, dims, steps), n);
            }
          });
      return;
    }
    int length = dims[columns];
    int step = outs[columns];
    dims[columns] = 1;
    int each = Math.ceilDiv(outer * inner, 4 * Workers.threads());
    int strip = Math.min(length, Math.clamp(each, LEAST_STRIP, MOST_STRIP));
    int strips = Math.ceilDiv(length, strip);
    Workers.share(
        outer * inner / length * strips,
        Math.max(1, (int) (GRAIN / ((long) strip * n))),
        (first, end) -> {
          float[] greatest = new float[strip];
          int[] places = new int[strip];
          for (int unit = first; unit < end; unit++) {
            int start = unit % strips * strip;
            int width = Math.min(strip, length - start);
            int from = xo + place(unit / strips, dims, steps) + start;
            System.arraycopy(x, from, greatest, 0, width);
            Arrays.fill(places, 0);
            for (int row = 1; row < n; row++) {
              FloatChoices.greater(x, from + row * pitch, greatest, row, places, 0, width);
            }
            int to = yo + place(unit / strips, dims, outs) + start * step;
            for (int i = 0; i < width; i++) {
              y[to + i * step] = places[i];
            }
          }
        });
  }

  /// Returns the offset of an element, given its row-major position.
  private static int place(int index, int[] dims, int... steps) {
    int place = 0;
    int rest = index;
    for (int axis = dims.length - 1; axis >= 0 && rest > 0; axis--) {
      place += rest % dims[axis] * steps[axis];
      rest /= dims[axis];
    }
    return place;
  }

  /// Computes the indices for x of shape (outer, n, inner) that has to be gathered.
  private static void run(RowMajor x, int outer, int n, int inner, int[] y, int yo) {
    if (inner == 1 && n <= CHUNK) {
      int most = CHUNK / n;
      Workers.share(
          outer,
          Math.max(Math.max(1, GRAIN / n), x.leastInTask(outer)),
          (first, end) -> {
            RowMajor.Reader reader = x.reader();
            for (int k = first; k < end; ) {
              int rows = Math.min(most, end - k);
              int at = reader.at(k * n, rows * n);
              for (int i = 0; i < rows; i++) {
                y[yo + k + i] = row((float[]) reader.array(), at + i * n, n);
              }
              k += rows;
            }
          });
      return;
    }
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
