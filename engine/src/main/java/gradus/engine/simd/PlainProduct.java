package gradus.engine.simd;

import java.util.Arrays;
import java.util.function.BooleanSupplier;

/// The matrix product in plain Java, used until tiles are compiled; see [Switch]. Its sums are the
/// same chains of fused multiply-adds, piece by piece, as those of [Blocks], so both return the
/// same bits.
final class PlainProduct {
  /// So many rows are done between two questions whether tiles are compiled.
  private static final int STRIP = 32;

  private PlainProduct() {}

  /// Writes the first rows of A·B to C, or adds them to C: all rows, or as many as there are until
  /// tiles are compiled.
  ///
  /// @param pieces how the sums are split
  /// @param stop whether the remaining rows are left to others
  /// @return the number of rows that are done
  static int multiply(
      int m, int n, Split pieces, Matrix a, Matrix b, Matrix c, boolean add, BooleanSupplier stop) {
    Level1 level1 = c.lane().level1();
    Object[] rows = new Object[Math.max(1, pieces.size(pieces.parts() - 1))];
    Arrays.setAll(rows, p -> level1.allocate(n));
    for (int i = 0; i < m; i += STRIP) {
      if (i > 0 && stop.getAsBoolean()) {
        return i;
      }
      for (int piece = 0; piece < pieces.parts(); piece++) {
        int from = pieces.start(piece);
        int depth = pieces.size(piece);
        if (i == 0 || pieces.parts() > 1) {
          for (int p = 0; p < depth; p++) {
            level1.copy(n, b.array(), b.at(from + p, 0), b.columnStride(), rows[p], 0);
          }
        }
        for (int row = i; row < Math.min(m, i + STRIP); row++) {
          row(row, n, depth, a.from(0, from), rows, c, add || piece > 0);
        }
      }
    }
    return m;
  }

  private static void row(int i, int n, int k, Matrix a, Object[] rows, Matrix c, boolean add) {
    Level1 level1 = c.lane().level1();
    Object sums = level1.allocate(n);
    int p = 0;
    // Each sum is loaded and stored once for four steps of k.
    for (; p + 4 <= k; p += 4) {
      level1.axpy4(a.array(), a.at(i, p), a.columnStride(), rows, p, sums);
    }
    for (; p < k; p++) {
      level1.axpy(n, a.array(), a.at(i, p), rows[p], 0, sums, 0);
    }
    level1.store(n, sums, 0, c.array(), c.at(i, 0), c.columnStride(), add);
  }
}
