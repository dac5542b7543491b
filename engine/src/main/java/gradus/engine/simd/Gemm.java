package gradus.engine.simd;

import java.util.Arrays;

/// The product of two matrices of floats, C = A·B, after Goto and van de Geijn, *Anatomy of
/// High-Performance Matrix Multiplication*, ACM TOMS 34 (2008): blocks of both factors are packed
/// so that the innermost loop reads them from cache without a gap, and a tile of C stays in
/// registers while the sums run.
///
/// A matrix is an array, an offset, and the strides of its rows and columns, so that transposes
/// cost nothing but their packing. Each sum runs in the same order whatever the blocks, as far as K
/// fits in one.
final class Gemm {
  /// Sums are cut into pieces of this length: a panel of B, 2 vectors wide, then fits in L1 and a
  /// block of A in L2.
  private static final int KC = 768;

  private static final int MC = 96;
  private static final int NC = 2048;

  private static final int MR = Lanes.registers() == 32 ? Tile12x2.ROWS : Tile6x2.ROWS;
  private static final int NR = 2 * Lanes.WIDTH;

  /// Below this many rows packing B costs more than it saves.
  private static final int FEW_ROWS = 4;

  private static final ThreadLocal<Gemm> MINE = ThreadLocal.withInitial(Gemm::new);

  private final float[] tile = new float[MR * NR];
  private float[] packedA = {};
  private float[] packedB = {};

  private Gemm() {}

  /// A matrix in an array.
  ///
  /// @param array the elements
  /// @param offset where the first is
  /// @param row the distance from a row to the next
  /// @param column the distance from a column to the next
  record Matrix(float[] array, int offset, int row, int column) {}

  /// Writes the product of A, m by k, and B, k by n, to C, whose rows are without gaps, or adds it
  /// to what is there.
  static void multiply(int m, int n, int k, Matrix a, Matrix b, Matrix c, boolean add) {
    if (m == 0 || n == 0) {
      return;
    }
    if (k == 0 || m < FEW_ROWS && b.column == 1) {
      fewRows(m, n, k, a, b, c, add);
    } else {
      MINE.get().blocks(m, n, k, a, b, c, add);
    }
  }

  /// Each row of C is a sum of rows of B, which are read in place.
  private static void fewRows(int m, int n, int k, Matrix a, Matrix b, Matrix c, boolean add) {
    for (int i = 0; i < m; i++) {
      int target = c.offset + i * c.row;
      if (!add) {
        Arrays.fill(c.array, target, target + n, 0);
      }
      for (int p = 0; p < k; p++) {
        float factor = a.array[a.offset + i * a.row + p * a.column];
        FloatRows.addScaled(factor, b.array, b.offset + p * b.row, c.array, target, n);
      }
    }
  }

  private static int roundUp(int number, int multiple) {
    return (number + multiple - 1) / multiple * multiple;
  }

  private void blocks(int m, int n, int k, Matrix a, Matrix b, Matrix c, boolean add) {
    // Equal pieces, rather than whole ones and a rest.
    int pieces = (k + KC - 1) / KC;
    int kc = (k + pieces - 1) / pieces;
    packedA = atLeast(packedA, Math.min(MC, roundUp(m, MR)) * kc);
    packedB = atLeast(packedB, Math.min(NC, roundUp(n, NR)) * kc);
    for (int column = 0; column < n; column += NC) {
      int nc = Math.min(NC, n - column);
      for (int p = 0; p < k; p += kc) {
        int depth = Math.min(kc, k - p);
        packB(depth, nc, b, b.offset + p * b.row + column * b.column);
        for (int row = 0; row < m; row += MC) {
          int mc = Math.min(MC, m - row);
          packA(mc, depth, a, a.offset + row * a.row + p * a.column);
          block(mc, nc, depth, c.array, c.offset + row * c.row + column, c.row, add || p > 0);
        }
      }
    }
  }

  private static float[] atLeast(float[] array, int length) {
    return array.length >= length ? array : new float[length];
  }

  /// Panels of MR rows, each a column of MR elements after the other; missing rows are zeros.
  private void packA(int m, int k, Matrix a, int from) {
    int to = 0;
    for (int panel = 0; panel < m; panel += MR) {
      int rows = Math.min(MR, m - panel);
      for (int i = 0; i < MR; i++) {
        if (i < rows) {
          int source = from + (panel + i) * a.row;
          for (int p = 0; p < k; p++) {
            packedA[to + p * MR + i] = a.array[source + p * a.column];
          }
        } else {
          for (int p = 0; p < k; p++) {
            packedA[to + p * MR + i] = 0;
          }
        }
      }
      to += k * MR;
    }
  }

  /// Panels of NR columns, each a row of NR elements after the other; missing columns are zeros.
  private void packB(int k, int n, Matrix b, int from) {
    int to = 0;
    for (int panel = 0; panel < n; panel += NR) {
      int columns = Math.min(NR, n - panel);
      for (int p = 0; p < k; p++) {
        int source = from + p * b.row + panel * b.column;
        if (b.column == 1) {
          System.arraycopy(b.array, source, packedB, to, columns);
        } else {
          for (int j = 0; j < columns; j++) {
            packedB[to + j] = b.array[source + j * b.column];
          }
        }
        for (int j = columns; j < NR; j++) {
          packedB[to + j] = 0;
        }
        to += NR;
      }
    }
  }

  /// One block of A by one of B, both packed, tile by tile.
  private void block(int m, int n, int k, float[] c, int from, int ldc, boolean add) {
    for (int column = 0; column < n; column += NR) {
      int columns = Math.min(NR, n - column);
      for (int row = 0; row < m; row += MR) {
        int rows = Math.min(MR, m - row);
        int target = from + row * ldc + column;
        if (rows == MR && columns == NR) {
          tile(k, row * k, column * k, c, target, ldc, add);
        } else {
          // A whole tile beside C, of which the part that exists is taken.
          tile(k, row * k, column * k, tile, 0, NR, false);
          for (int i = 0; i < rows; i++) {
            if (add) {
              FloatRows.addScaled(1, tile, i * NR, c, target + i * ldc, columns);
            } else {
              System.arraycopy(tile, i * NR, c, target + i * ldc, columns);
            }
          }
        }
      }
    }
  }

  private void tile(int k, int ao, int bo, float[] c, int co, int ldc, boolean add) {
    if (MR == Tile12x2.ROWS) {
      Tile12x2.multiply(k, packedA, ao, packedB, bo, c, co, ldc, add);
    } else {
      Tile6x2.multiply(k, packedA, ao, packedB, bo, c, co, ldc, add);
    }
  }
}
