package gradus.engine.simd;

import gradus.engine.simd.Switch.Order;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// Copies parts of the operands into the order in which tiles read them, so that the innermost loop
/// reads sequentially. The copy costs about the same for any layout: column-major operands are
/// transposed in registers.
final class Packing {
  private static final VectorSpecies<Float> S = Lanes.FLOAT;
  private static final int W = Lanes.WIDTH;

  // A load and a store for each vector; a turn of these samples is four.
  private static final Switch WIDE =
      new Switch("packing of B", Order.PRODUCTS, 16, Packing::sampleWide);
  private static final Switch COPIED =
      new Switch("packing of A", Order.PRODUCTS, 16, Packing::sampleCopied);

  private Packing() {}

  private static void sampleWide(int turns) {
    wideLanes(Sample.X, 0, W, turns, Sample.Y, 0, 3 * W, 4 * W);
  }

  private static void sampleCopied(int turns) {
    copiedLanes(Sample.X, 0, W, 4 * W, turns, Sample.Y, 0, 4 * W);
  }

  /// Arrays for samples.
  private static final class Sample {
    private static final float[] X = Scratch.floats(Scratch.LENGTH + 4 * W);
    private static final float[] Y = Scratch.floats(4 * Scratch.LENGTH);
  }

  /// Asks for what is not compiled yet, before it is needed.
  ///
  /// @param elements the number of elements that would be packed
  static void prepare(long elements) {
    WIDE.on(elements);
    COPIED.on(elements);
    Transposer.of(elements);
  }

  /// Packs rows of A by columns: element (i, p) goes to `to + p·rows + i`. Up to W - 1 elements
  /// after the last may be overwritten.
  static void rows(Matrix a, int rows, int k, float[] y, int to) {
    if (a.column() == 1 && k >= W) {
      transposed(a.array(), a.offset(), a.row(), rows, k, y, to, rows);
    } else if (a.row() == 1) {
      copied(a.array(), a.offset(), a.column(), rows, k, y, to, rows);
    } else {
      for (int p = 0; p < k; p++) {
        for (int i = 0; i < rows; i++) {
          y[to + p * rows + i] = a.array()[a.at(i, p)];
        }
      }
    }
  }

  /// Packs columns of B by rows: element (p, j) goes to `to + p·width + j`. The elements between
  /// the columns and `width` are unspecified; no sum of C uses them.
  static void columns(Matrix b, int columns, int k, float[] y, int to, int width) {
    if (b.column() == 1) {
      wide(b, columns, k, y, to, width);
    } else if (b.row() == 1 && k >= W && columns > W / 4) {
      // With fewer columns, most lanes of a transposed vector would be unused.
      transposed(b.array(), b.offset(), b.column(), columns, k, y, to, width);
    } else {
      for (int p = 0; p < k; p++) {
        for (int j = 0; j < columns; j++) {
          y[to + p * width + j] = b.array()[b.at(p, j)];
        }
      }
    }
  }

  private static void wide(Matrix b, int columns, int k, float[] y, int to, int width) {
    float[] x = b.array();
    int last = Math.max(0, columns - W);
    if (fits(x, b.offset() + last, b.row(), k, W) && WIDE.on((long) k * columns)) {
      wideLanes(x, b.offset(), b.row(), k, y, to, last, width);
      return;
    }
    for (int p = 0; p < k; p++) {
      System.arraycopy(x, b.offset() + p * b.row(), y, to + p * width, columns);
    }
  }

  /// Whether so many elements can be read from each of k rows, even if they go beyond the row.
  private static boolean fits(float[] x, int from, int ldx, int k, int elements) {
    return Math.max(from, from + (k - 1) * ldx) + elements <= x.length;
  }

  /// The last vector of a row overlaps the one before it, or reads beyond the row.
  private static void wideLanes(
      float[] x, int from, int ldx, int k, float[] y, int to, int last, int width) {
    for (int p = 0; p < k; p++) {
      int start = from + p * ldx;
      int row = to + p * width;
      for (int j = 0; j < last; j += W) {
        FloatVector.fromArray(S, x, start + j).intoArray(y, row + j);
      }
      FloatVector.fromArray(S, x, start + last).intoArray(y, row + last);
    }
  }

  /// Transposes `rows` strips of k elements, with stride `ldx`, into k vectors of `rows` elements,
  /// with stride `ldy`.
  private static void transposed(
      float[] x, int from, int ldx, int rows, int k, float[] y, int to, int ldy) {
    int blocks = k / W;
    Transposer transposer = Transposer.of((long) rows * k);
    // From right to left: the excess of a vector is overwritten by its left neighbour in the next
    // row, or by its own row's.
    for (int i = (rows - 1) / W * W; i >= 0; i -= W) {
      int strip = Math.min(W, rows - i);
      transposer.transpose(strip, blocks, x, from + i * ldx, ldx, y, to + i, ldy);
      for (int p = blocks * W; p < k; p++) {
        for (int j = i; j < i + strip; j++) {
          y[to + p * ldy + j] = x[from + j * ldx + p];
        }
      }
    }
  }

  /// Copies k rows with stride `ldx` that need no transposition.
  private static void copied(
      float[] x, int from, int ldx, int rows, int k, float[] y, int to, int ldy) {
    int whole = Math.ceilDiv(rows, W) * W;
    if (fits(x, from, ldx, k, whole) && COPIED.on((long) k * rows)) {
      copiedLanes(x, from, ldx, whole, k, y, to, ldy);
      return;
    }
    for (int p = 0; p < k; p++) {
      System.arraycopy(x, from + p * ldx, y, to + p * ldy, rows);
    }
  }

  /// The next row overwrites the excess of the last vector.
  private static void copiedLanes(
      float[] x, int from, int ldx, int whole, int k, float[] y, int to, int ldy) {
    for (int p = 0; p < k; p++) {
      for (int i = 0; i < whole; i += W) {
        FloatVector.fromArray(S, x, from + p * ldx + i).intoArray(y, to + p * ldy + i);
      }
    }
  }
}
