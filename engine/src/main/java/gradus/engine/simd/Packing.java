package gradus.engine.simd;

import java.lang.reflect.Array;

/// Copies parts of the operands into the order in which tiles read them, so that the innermost loop
/// reads sequentially. The copy costs about the same for any layout: column-major operands are
/// transposed in registers.
final class Packing {
  private Packing() {}

  /// Packs rows of A by columns: element (i, p) goes to `to + p·rows + i`. Up to W - 1 elements
  /// after the last may be overwritten.
  static void rows(Matrix a, int rows, int k, Object y, int to) {
    rows(a, rows, k, y, to, 0);
  }

  /// Packs rows of A by columns, of which there may be few.
  ///
  /// @param room the number of elements after the last that may be overwritten, if more than W - 1
  static void rows(Matrix a, int rows, int k, Object y, int to, int room) {
    if (a.columnStride() == 1 && k >= a.lane().width()) {
      transposed(a, rows, k, y, to, rows);
    } else if (a.columnStride() == 1 && fits(a, rows, k, room)) {
      strips(a, rows, 1, y, to, rows);
    } else {
      copied(a.transposed(), rows, k, y, to, rows);
    }
  }

  /// Returns whether to transpose W columns of which only the first k are wanted: most are, and
  /// there is room to read and to write the others.
  private static boolean fits(Matrix a, int rows, int k, int room) {
    Lane lane = a.lane();
    int w = lane.width();
    int written = (w - 1) * rows + (rows - 1) / w * w + w;
    return 2 * k > w
        && written <= k * rows + room
        && Math.max(a.at(0, w), a.at(rows - 1, w)) <= Array.getLength(a.array())
        && Transposer.on(lane, (long) rows * k);
  }

  /// Packs columns of B by rows: element (p, j) goes to `to + p·width + j`. The elements between
  /// the columns and `width` are unspecified; no sum of C uses them.
  static void columns(Matrix b, int columns, int k, Object y, int to, int width) {
    int w = b.lane().width();
    // With fewer columns, most lanes of a transposed vector would be unused.
    if (b.columnStride() != 1 && b.rowStride() == 1 && k >= w && columns > w / 4) {
      transposed(b.transposed(), columns, k, y, to, width);
    } else {
      copied(b, columns, k, y, to, width);
    }
  }

  /// Transposes `rows` rows of k adjacent elements into k vectors of `rows` elements, with stride
  /// `ldy`.
  private static void transposed(Matrix x, int rows, int k, Object y, int to, int ldy) {
    Lane lane = x.lane();
    int w = lane.width();
    int blocks = k / w;
    strips(x, rows, blocks, y, to, ldy);
    for (int p = blocks * w; p < k; p++) {
      lane.level1().copy(rows, x.array(), x.at(0, p), x.rowStride(), y, to + p * ldy);
    }
  }

  /// Transposes W columns or a multiple.
  private static void strips(Matrix x, int rows, int blocks, Object y, int to, int ldy) {
    Lane lane = x.lane();
    int w = lane.width();
    Transposer transposer = Transposer.of(lane, (long) rows * blocks * w);
    // From right to left: the excess of a vector is overwritten by its left neighbour in the next
    // row, or by its own row's.
    for (int i = (rows - 1) / w * w; i >= 0; i -= w) {
      int strip = Math.min(w, rows - i);
      transposer.transpose(strip, blocks, x.array(), x.at(i, 0), x.rowStride(), y, to + i, ldy);
    }
  }

  /// Copies k rows of n elements that need no transposition, with stride `ldy`.
  private static void copied(Matrix x, int n, int k, Object y, int to, int ldy) {
    Level1 level1 = x.lane().level1();
    int end = Array.getLength(x.array());
    if (x.columnStride() == 1 && level1.copiesRows(k, n, x.offset(), x.rowStride(), end)) {
      level1.copyRows(k, n, x.array(), x.offset(), x.rowStride(), y, to, ldy);
      return;
    }
    for (int p = 0; p < k; p++) {
      level1.copy(n, x.array(), x.at(p, 0), x.columnStride(), y, to + p * ldy);
    }
  }
}
