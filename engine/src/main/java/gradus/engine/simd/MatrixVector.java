package gradus.engine.simd;

import gradus.engine.simd.Switch.Order;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// The product of a matrix and a vector, y = A·x. Each element of A is used once, so nothing is
/// packed and memory bandwidth is the limit. A is read sequentially: along its rows, as dot
/// products, or along its columns, of which y is a weighted sum.
final class MatrixVector {
  private static final VectorSpecies<Float> S = Lanes.FLOAT;
  private static final int W = Lanes.WIDTH;

  /// Below this number of elements of A, one thread is as fast as two.
  private static final int GRAIN = 64 * 1024;

  /// This many elements of y stay in the L1 cache while columns are added to them.
  private static final int BLOCK = 4096;

  // A turn of eight columns loads, multiplies and adds as many vectors; the sum waits for each.
  private static final Switch COLUMNS =
      new Switch("matrix by vector", Order.EXACT, 64, MatrixVector::sample);

  private MatrixVector() {}

  private static void sample(int turns) {
    int n = turns * W;
    eight(n, Sample.A, 0, W, Sample.X, 0, Sample.Y, 0);
    one(n, Sample.A, 0, 0.5f, Sample.Y, 0);
  }

  /// Arrays for samples.
  private static final class Sample {
    private static final float[] A = Scratch.floats(Scratch.LENGTH + 8 * W);
    private static final float[] X = Scratch.floats(8);
    private static final float[] Y = Scratch.floats(Scratch.LENGTH);
  }

  /// Returns whether this algorithm applies to an m by k matrix.
  static boolean suits(int m, int k, Matrix a) {
    return alongRows(m, k, a) || a.row() == 1 && m > 4 * W;
  }

  private static boolean alongRows(int m, int k, Matrix a) {
    return a.column() == 1 && k >= W && m >= W;
  }

  /// Writes A·x to y, or adds it to y.
  ///
  /// @param a m by k, for which [#suits] is true
  /// @param x k by 1
  /// @param y m by 1
  static void multiply(int m, int k, Matrix a, Matrix x, Matrix y, boolean add) {
    if (!alongRows(m, k, a) && !COLUMNS.on((long) m * k)) {
      Split piece = Split.into(1, k);
      PlainProduct.multiply(
          1, m, piece, x.transposed(), a.transposed(), y.transposed(), add, () -> false);
      return;
    }
    float[] factors = x.array();
    int xo = x.offset();
    if (x.row() != 1) {
      factors = new float[k];
      for (int p = 0; p < k; p++) {
        factors[p] = x.array()[x.at(p, 0)];
      }
      xo = 0;
    }
    if (y.row() == 1 && !add) {
      direct(m, k, a, factors, xo, y.array(), y.offset());
      return;
    }
    float[] product = new float[m];
    direct(m, k, a, factors, xo, product, 0);
    for (int i = 0; i < m; i++) {
      int place = y.at(i, 0);
      y.array()[place] = add ? y.array()[place] + product[i] : product[i];
    }
  }

  private static void direct(int m, int k, Matrix a, float[] x, int xo, float[] y, int yo) {
    boolean large = (long) m * k >= GRAIN && Workers.threads() > 1;
    if (alongRows(m, k, a)) {
      Dots dots = Dots.of(k, a.row(), (long) m * k);
      Split shares = Split.into(large ? Math.min(m / W, 4 * Workers.threads()) : 1, m);
      Workers.run(
          shares.parts(),
          share -> rows(dots, shares.start(share), shares.start(share + 1), k, a, x, xo, y, yo));
    } else {
      int blocks = Math.max(Math.ceilDiv(m, BLOCK), large ? 2 * Workers.threads() : 1);
      Split shares = Split.into(Math.min(blocks, m / W), m);
      Workers.run(
          shares.parts(),
          share -> columns(shares.start(share), shares.size(share), k, a, x, xo, y, yo));
    }
  }

  private static void rows(
      Dots dots, int first, int end, int k, Matrix a, float[] x, int xo, float[] y, int yo) {
    // Groups write whole vectors. The last group goes to scratch memory, together with some rows
    // before it if need be.
    int groups = (end - first - W) / dots.rows + 1;
    dots.multiply(groups, k, a.array(), a.at(first, 0), a.row(), x, xo, y, yo + first);
    float[] beside = new float[W];
    for (int i = first + groups * dots.rows; i < end; i += dots.rows) {
      int row = Math.min(i, end - dots.rows);
      dots.multiply(1, k, a.array(), a.at(row, 0), a.row(), x, xo, beside, 0);
      System.arraycopy(beside, 0, y, yo + row, dots.rows);
    }
  }

  /// Adds eight columns at a time to a part of y.
  private static void columns(
      int first, int count, int k, Matrix a, float[] x, int xo, float[] y, int yo) {
    Arrays.fill(y, yo + first, yo + first + count, 0);
    int whole = count & -W;
    int p = 0;
    for (; p + 8 <= k; p += 8) {
      eight(whole, a.array(), a.at(first, p), a.column(), x, xo + p, y, yo + first);
    }
    for (; p < k; p++) {
      one(whole, a.array(), a.at(first, p), x[xo + p], y, yo + first);
    }
    for (int i = first + whole; i < first + count; i++) {
      float sum = 0;
      for (p = 0; p < k; p++) {
        sum = Math.fma(x[xo + p], a.array()[a.at(i, p)], sum);
      }
      y[yo + i] = sum;
    }
  }

  private static void eight(
      int count, float[] a, int ao, int lda, float[] x, int xo, float[] y, int yo) {
    FloatVector x0 = FloatVector.broadcast(S, x[xo]);
    FloatVector x1 = FloatVector.broadcast(S, x[xo + 1]);
    FloatVector x2 = FloatVector.broadcast(S, x[xo + 2]);
    FloatVector x3 = FloatVector.broadcast(S, x[xo + 3]);
    FloatVector x4 = FloatVector.broadcast(S, x[xo + 4]);
    FloatVector x5 = FloatVector.broadcast(S, x[xo + 5]);
    FloatVector x6 = FloatVector.broadcast(S, x[xo + 6]);
    FloatVector x7 = FloatVector.broadcast(S, x[xo + 7]);
    for (int i = 0; i < count; i += W) {
      FloatVector sum = FloatVector.fromArray(S, y, yo + i);
      sum = x0.fma(FloatVector.fromArray(S, a, ao + i), sum);
      sum = x1.fma(FloatVector.fromArray(S, a, ao + lda + i), sum);
      sum = x2.fma(FloatVector.fromArray(S, a, ao + 2 * lda + i), sum);
      sum = x3.fma(FloatVector.fromArray(S, a, ao + 3 * lda + i), sum);
      sum = x4.fma(FloatVector.fromArray(S, a, ao + 4 * lda + i), sum);
      sum = x5.fma(FloatVector.fromArray(S, a, ao + 5 * lda + i), sum);
      sum = x6.fma(FloatVector.fromArray(S, a, ao + 6 * lda + i), sum);
      sum = x7.fma(FloatVector.fromArray(S, a, ao + 7 * lda + i), sum);
      sum.intoArray(y, yo + i);
    }
  }

  private static void one(int count, float[] a, int ao, float x, float[] y, int yo) {
    FloatVector factor = FloatVector.broadcast(S, x);
    for (int i = 0; i < count; i += W) {
      factor
          .fma(FloatVector.fromArray(S, a, ao + i), FloatVector.fromArray(S, y, yo + i))
          .intoArray(y, yo + i);
    }
  }
}
