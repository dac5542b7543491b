package gradus.engine.simd;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// Copies parts of the operands into the order in which tiles read them, so that the innermost loop
/// reads sequentially. The copy costs about the same for any layout: column-major operands are
/// transposed in registers.
final class Packing {
  private static final VectorSpecies<Float> S = Lanes.FLOAT;
  private static final int W = Lanes.WIDTH;

  private Packing() {}

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

  /// Copies with vectors; the last vector of a row overlaps the one before it, or reads beyond the
  /// row.
  private static void wide(Matrix b, int columns, int k, float[] y, int to, int width) {
    float[] x = b.array();
    int last = Math.max(0, columns - W);
    for (int p = 0; p < k; p++) {
      int from = b.offset() + p * b.row();
      int row = to + p * width;
      if (from + last + W > x.length) {
        System.arraycopy(x, from, y, row, columns);
        continue;
      }
      for (int j = 0; j < last; j += W) {
        FloatVector.fromArray(S, x, from + j).intoArray(y, row + j);
      }
      FloatVector.fromArray(S, x, from + last).intoArray(y, row + last);
    }
  }

  /// Transposes `rows` strips of k elements, with stride `ldx`, into k vectors of `rows` elements,
  /// with stride `ldy`.
  private static void transposed(
      float[] x, int from, int ldx, int rows, int k, float[] y, int to, int ldy) {
    int blocks = k / W;
    // From right to left: the excess of a vector is overwritten by its left neighbour in the next
    // row, or by its own row's.
    for (int i = (rows - 1) / W * W; i >= 0; i -= W) {
      int strip = Math.min(W, rows - i);
      Transposer.MINE.transpose(strip, blocks, x, from + i * ldx, ldx, y, to + i, ldy);
      for (int p = blocks * W; p < k; p++) {
        for (int j = i; j < i + strip; j++) {
          y[to + p * ldy + j] = x[from + j * ldx + p];
        }
      }
    }
  }

  /// Copies k vectors with stride `ldx` that need no transposition.
  private static void copied(
      float[] x, int from, int ldx, int rows, int k, float[] y, int to, int ldy) {
    int whole = Math.ceilDiv(rows, W) * W;
    for (int p = 0; p < k; p++) {
      int start = from + p * ldx;
      if (start + whole <= x.length) {
        // The next row overwrites the excess of the last vector.
        for (int i = 0; i < rows; i += W) {
          FloatVector.fromArray(S, x, start + i).intoArray(y, to + p * ldy + i);
        }
      } else {
        System.arraycopy(x, start, y, to + p * ldy, rows);
      }
    }
  }
}
