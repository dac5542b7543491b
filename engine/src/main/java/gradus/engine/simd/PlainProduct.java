package gradus.engine.simd;

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
    float[][] rows = new float[Math.max(1, pieces.size(pieces.parts() - 1))][n];
    for (int i = 0; i < m; i += STRIP) {
      if (i > 0 && stop.getAsBoolean()) {
        return i;
      }
      for (int piece = 0; piece < pieces.parts(); piece++) {
        int from = pieces.start(piece);
        int depth = pieces.size(piece);
        if (i == 0 || pieces.parts() > 1) {
          for (int p = 0; p < depth; p++) {
            copy(b, from + p, rows[p]);
          }
        }
        for (int row = i; row < Math.min(m, i + STRIP); row++) {
          row(row, n, depth, a.from(0, from), rows, c, add || piece > 0);
        }
      }
    }
    return m;
  }

  private static void row(int i, int n, int k, Matrix a, float[][] rows, Matrix c, boolean add) {
    float[] sums = new float[n];
    int p = 0;
    int place = a.at(i, 0);
    int step = a.column();
    for (; p + 4 <= k; p += 4) {
      four(
          a.array()[place],
          a.array()[place + step],
          a.array()[place + 2 * step],
          a.array()[place + 3 * step],
          rows[p],
          rows[p + 1],
          rows[p + 2],
          rows[p + 3],
          sums);
      place += 4 * step;
    }
    for (; p < k; p++) {
      one(a.array()[place], rows[p], sums);
      place += step;
    }
    for (int j = 0; j < n; j++) {
      int to = c.at(i, j);
      c.array()[to] = add ? sums[j] + c.array()[to] : sums[j];
    }
  }

  private static void copy(Matrix b, int p, float[] row) {
    int place = b.at(p, 0);
    if (b.column() == 1) {
      System.arraycopy(b.array(), place, row, 0, row.length);
    } else {
      for (int j = 0; j < row.length; j++) {
        row[j] = b.array()[place];
        place += b.column();
      }
    }
  }

  /// Four steps of k at once, so that each sum is loaded and stored once for four. It is a method
  /// of its own over whole arrays, which the JIT compiles early.
  private static void four(
      float x0,
      float x1,
      float x2,
      float x3,
      float[] r0,
      float[] r1,
      float[] r2,
      float[] r3,
      float[] sums) {
    for (int j = 0; j < sums.length; j++) {
      float sum = Math.fma(x1, r1[j], Math.fma(x0, r0[j], sums[j]));
      sums[j] = Math.fma(x3, r3[j], Math.fma(x2, r2[j], sum));
    }
  }

  private static void one(float x, float[] row, float[] sums) {
    for (int j = 0; j < sums.length; j++) {
      sums[j] = Math.fma(x, row[j], sums[j]);
    }
  }
}
