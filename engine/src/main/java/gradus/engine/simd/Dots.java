package gradus.engine.simd;

import gradus.engine.simd.Switch.Order;
import java.util.Arrays;

/// Dot products of the rows of a matrix with one vector.
///
/// A row has U partial sums of W lanes each. Sum u accumulates the vectors u, u + U, u + 2U, …; the
/// vectors that remain at the end go into the first sum, and the tail of fewer than W elements into
/// its last lanes. Then the sums are added, and the lanes by halves. A result therefore depends
/// only on the row, its length and the vector width.
abstract class Dots {
  /// Up to this length, contiguous rows have specialised code.
  private static final int VERY_SHORT = 64;

  /// Rows of at least this length are long.
  private static final int LENGTH = 512;

  /// Short rows are processed W at a time, so that no lane is idle in the final additions. Long
  /// rows use eight sums in all, enough to keep the processor's units busy: more rows would evict
  /// each other from the cache, and more sums per row measured slower.
  private static final Entry SHORT = new Entry(Lanes.WIDTH, 1, 0);

  private static final Entry LONG =
      new Entry(Math.min(8, Lanes.WIDTH), Math.max(1, 8 / Lanes.WIDTH), 0);
  private static final Entry[] OF_LENGTH = new Entry[VERY_SHORT + 1];

  /// Vector code for rows of some length, from its first use, and its plain twin.
  private static final class Entry {
    private final int rows;
    private final int unroll;
    private final int length;
    private final Switch its;
    private volatile Dots lanes;
    private float[] x;
    private float[] y;

    Entry(int rows, int unroll, int length) {
      this.rows = rows;
      this.unroll = unroll;
      this.length = length;
      // A load and a multiplication for each row, and the additions across lanes.
      this.its =
          new Switch("dots of " + length, Order.EXACT, 8 * rows * unroll + 8 * rows, this::sample);
    }

    Dots lanes() {
      Dots made = lanes;
      if (made == null) {
        synchronized (this) {
          made = lanes;
          if (made == null) {
            made = DotsAssembler.assemble(rows, unroll, length);
            lanes = made;
          }
        }
      }
      return made;
    }

    Dots plain() {
      return new Plain(rows, unroll);
    }

    /// One group of rows of as many vectors as there are turns; or, where their length is a
    /// constant, a group for some turns.
    private void sample(int turns) {
      int k = length > 0 ? length : turns * Lanes.WIDTH;
      int groups = length > 0 ? turns / Warming.SHORT : Math.min(turns, 1);
      if (x == null) {
        x = Scratch.floats(rows * Math.max(length * Warming.LONG / Warming.SHORT, Scratch.LENGTH));
        y = Scratch.floats(Scratch.LENGTH);
      }
      lanes().multiply(groups, k, x, 0, length > 0 ? length : Scratch.LENGTH, x, 0, y, 0);
    }
  }

  /// {@return plain loops for rows of a length, with the same bits}
  static Dots plain(int length) {
    return (length >= LENGTH ? LONG : SHORT).plain();
  }

  /// {@return code for rows of a length, at least W, and a stride: in vectors if it is compiled}
  ///
  /// @param elements the number of elements of the matrix
  static Dots of(int length, int stride, long elements) {
    Entry entry = entry(length, stride);
    return entry.its.on(elements) ? entry.lanes() : entry.plain();
  }

  /// {@return the vector code for rows of a length, at least W, and a stride}
  static Dots lanes(int length, int stride) {
    return entry(length, stride).lanes();
  }

  private static Entry entry(int length, int stride) {
    if (length >= LENGTH) {
      return LONG;
    }
    if (length > VERY_SHORT || length != stride) {
      return SHORT;
    }
    Entry entry = OF_LENGTH[length];
    if (entry == null) {
      // Two threads may both create one; either is valid.
      entry = new Entry(Lanes.WIDTH, 1, length);
      OF_LENGTH[length] = entry;
    }
    return entry;
  }

  final int rows;
  final int unroll;

  /// @param rows the number of rows at a time, a power of 2, at most W
  /// @param unroll the number of partial sums per row, U
  Dots(int rows, int unroll) {
    this.rows = rows;
    this.unroll = unroll;
  }

  /// Computes y[i] = Σ a[i][p] · x[p] for the rows of some groups. Up to W - 1 elements of y after
  /// the last result are overwritten.
  ///
  /// @param groups the number of groups, of as many rows as are processed at a time
  /// @param k the length of the sums, at least W
  /// @param ao the offset of the first row; each further row is `lda` further
  abstract void multiply(
      int groups, int k, float[] a, int ao, int lda, float[] x, int xo, float[] y, int yo);

  /// The same computation in plain loops.
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
