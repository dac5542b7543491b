package gradus.engine.simd;

import java.util.Arrays;

/// The matrix product in plain Java, for as long as a program has multiplied little; see [WarmUp].
/// Its sums are the same chains of fused multiply-adds, piece by piece, as those of [Blocks], so
/// nobody can tell from the bits which of both ran.
final class PlainProduct {
  private PlainProduct() {}

  /// Writes A·B, or adds it to what is there, where the sums make one piece.
  static void multiply(int m, int n, int k, Matrix a, Matrix b, Matrix c, boolean add) {
    float[][] rows = new float[k][n];
    for (int p = 0; p < k; p++) {
      copy(b, p, rows[p]);
    }
    float[] sums = new float[n];
    for (int i = 0; i < m; i++) {
      Arrays.fill(sums, 0);
      for (int p = 0; p < k; p++) {
        accumulate(a.array()[a.at(i, p)], rows[p], sums);
      }
      for (int j = 0; j < n; j++) {
        int place = c.at(i, j);
        c.array()[place] = add ? sums[j] + c.array()[place] : sums[j];
      }
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

  /// A loop of its own over whole arrays, so that the JIT's compilers find it soon and the last of
  /// them turns it into lanes by itself.
  private static void accumulate(float x, float[] row, float[] sums) {
    for (int j = 0; j < sums.length; j++) {
      sums[j] = Math.fma(x, row[j], sums[j]);
    }
  }
}
