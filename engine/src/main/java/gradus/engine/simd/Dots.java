package gradus.engine.simd;

import java.util.Arrays;

/// Dot products of some rows of a matrix with one vector.
///
/// Of a row, sum u of vector lanes takes the vectors u, u + U, u + 2U, …; those left over at the
/// end go into the first sum, and the last elements that make no vector into its last lanes. Then
/// the sums are added, and their lanes by halves. So a result depends on the row, its length and
/// the width of vectors alone.
abstract class Dots {
  /// Of this length and less, rows that lie one behind the other have code of their own.
  private static final int VERY_SHORT = 64;

  /// From this length on rows are long.
  private static final int LENGTH = 512;

  /// For short rows, as many at a time as lanes, so that no lane idles when they are added up; for
  /// long rows eight sums in all, enough to keep the processor's units busy: more rows would push
  /// each other out of the cache, and more sums of one row measured slower.
  private static final Dots SHORT = DotsAssembler.assemble(Lanes.WIDTH, 1, 0);

  private static final Dots LONG =
      DotsAssembler.assemble(Math.min(8, Lanes.WIDTH), Math.max(1, 8 / Lanes.WIDTH), 0);
  private static final Dots[] OF_LENGTH = new Dots[VERY_SHORT + 1];

  /// {@return plain loops for rows of a length, of the same bits}
  static Dots plain(int length) {
    Dots lanes = length >= LENGTH ? LONG : SHORT;
    return new Plain(lanes.rows, lanes.unroll);
  }

  /// {@return the code for rows of a length, at least W, and a distance}
  static Dots of(int length, int distance) {
    if (length >= LENGTH) {
      return LONG;
    }
    if (length > VERY_SHORT || length != distance) {
      return SHORT;
    }
    Dots made = OF_LENGTH[length];
    if (made == null) {
      // Two threads may both make one; either does.
      made = DotsAssembler.assemble(Lanes.WIDTH, 1, length);
      OF_LENGTH[length] = made;
    }
    return made;
  }

  final int rows;
  final int unroll;

  /// @param rows how many at a time, a power of 2, at most W
  /// @param unroll how many sums a row has, U
  Dots(int rows, int unroll) {
    this.rows = rows;
    this.unroll = unroll;
  }

  /// y[i] = Σ a[i][p] · x[p] for the rows of some groups; what y has behind, up to W - 1 in all, is
  /// written too.
  ///
  /// @param groups of so many rows as are done at a time
  /// @param k the length of the sums, at least W
  /// @param ao where the first row starts, each further one `lda` behind
  abstract void multiply(
      int groups, int k, float[] a, int ao, int lda, float[] x, int xo, float[] y, int yo);

  /// The same in plain loops.
  static final class Plain extends Dots {
    Plain(int rows, int unroll) {
      super(rows, unroll);
    }

    @Override
    void multiply(
        int groups, int k, float[] a, int ao, int lda, float[] x, int xo, float[] y, int yo) {
      int w = Lanes.WIDTH;
      float[] sums = new float[unroll * w];
      for (int i = 0; i < groups * rows; i++) {
        Arrays.fill(sums, 0);
        int row = ao + i * lda;
        int vectors = k / w;
        int inTurn = vectors / unroll * unroll;
        for (int v = 0; v < vectors; v++) {
          int sum = v < inTurn ? v % unroll * w : 0;
          for (int lane = 0; lane < w; lane++) {
            int p = v * w + lane;
            sums[sum + lane] = Math.fma(a[row + p], x[xo + p], sums[sum + lane]);
          }
        }
        for (int p = vectors * w; p < k; p++) {
          int lane = w - k + p;
          sums[lane] = Math.fma(a[row + p], x[xo + p], sums[lane]);
        }
        for (int sum = 1; sum < unroll; sum++) {
          for (int lane = 0; lane < w; lane++) {
            sums[lane] += sums[sum * w + lane];
          }
        }
        for (int distance = w / 2; distance > 0; distance /= 2) {
          for (int lane = 0; lane < distance; lane++) {
            sums[lane] += sums[lane + distance];
          }
        }
        y[yo + i] = sums[0];
      }
    }
  }
}
