package gradus.engine.simd;

import gradus.engine.simd.Switch.Order;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// The product of a column and a row, C = a·bᵀ. Its sums have one term each, so a register tile
/// would hold them no longer than it takes to write them.
final class OuterProduct {
  private static final VectorSpecies<Float> S = Lanes.FLOAT;
  private static final int W = Lanes.WIDTH;

  private OuterProduct() {}

  // A turn is a row: a broadcast, and two multiplications and stores.
  private static final Switch ITS =
      new Switch("outer product", Order.EXACT, 16, OuterProduct::sample);

  private static void sample(int turns) {
    Matrix a = new Matrix(Sample.A, 0, 1, 1);
    Matrix c = new Matrix(Sample.C, 0, 2 * W, 1);
    columns(0, turns, 0, W, a, new Matrix(Sample.A, 0, 2 * W, 1), c);
  }

  /// Arrays for samples.
  private static final class Sample {
    private static final float[] A = Scratch.floats(Scratch.LENGTH);
    private static final float[] C = Scratch.floats(2 * Scratch.LENGTH);
  }

  /// Returns whether this algorithm applies: the rows of C and of B are contiguous and have at
  /// least one vector, and its code is compiled.
  static boolean suits(int m, int n, Matrix b, Matrix c) {
    return n >= W && b.column() == 1 && c.column() == 1 && ITS.on((long) m * n);
  }

  /// Writes a·bᵀ.
  static void multiply(int m, int n, Matrix a, Matrix b, Matrix c) {
    int rows = Math.max(1, 32 * 1024 / n);
    int tasks = (long) m * n < 128 * 1024 ? 1 : Math.ceilDiv(m, rows);
    Split shares = Split.into(tasks, m);
    Workers.run(
        shares.parts(),
        share -> {
          for (int j = 0; j < n; j += 2 * W) {
            // The last vectors overlap the previous ones if necessary.
            int first = Math.max(0, Math.min(j, n - 2 * W));
            int second = Math.min(first + W, n - W);
            columns(shares.start(share), shares.start(share + 1), first, second, a, b, c);
          }
        });
  }

  private static void columns(
      int start, int end, int first, int second, Matrix a, Matrix b, Matrix c) {
    float[] x = a.array();
    float[] y = c.array();
    FloatVector zero = FloatVector.zero(S);
    FloatVector left = FloatVector.fromArray(S, b.array(), b.offset() + first);
    FloatVector right = FloatVector.fromArray(S, b.array(), b.offset() + second);
    int place = a.at(start, 0);
    int row = c.at(start, 0);
    for (int i = start; i < end; i++) {
      // Added to zero, like a sum, so that no result is -0.
      FloatVector factor = FloatVector.broadcast(S, x[place]);
      factor.fma(left, zero).intoArray(y, row + first);
      factor.fma(right, zero).intoArray(y, row + second);
      place += a.row();
      row += c.row();
    }
  }
}
