package gradus.engine.simd;

import static jdk.incubator.vector.VectorOperators.F2D;

import java.util.Arrays;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// Sums of floats, added up in double, so that a sum is the exact one, rounded, but for one in
/// thousands.
///
/// All the same the order is fixed, and the same for vectors of every width. A row's elements are
/// added four by four: those that lie 16 apart, or in a whole piece of a long row a quarter of the
/// piece, since reading in four places at once keeps more of the memory busy. The fours go to
/// sixteen sums in turn, so that none waits for the one before it; those are added pairwise.
enum FloatSums implements Fold {
  /// There is but one way to sum.
  ALL;

  private static final VectorSpecies<Float> S = Lanes.FLOAT;
  private static final VectorSpecies<Double> D = Lanes.DOUBLE;
  private static final int W = Lanes.WIDTH;

  private static final WarmUp ROW = new WarmUp();
  private static final WarmUp COLUMNS = new WarmUp();

  private static final int SUMS = 16;

  /// Rows that are shorter than this are added up one element after the other, in double.
  private static final int SHORT = 4 * SUMS;

  private static final int PIECE = 1 << 16;

  @Override
  public double start() {
    return 0;
  }

  @Override
  public double combine(double a, double b) {
    return a + b;
  }

  @Override
  public double row(Object x, int xo, int n) {
    return sum((float[]) x, xo, n);
  }

  static double sum(float[] x, int xo, int n) {
    double total = 0;
    if (n < SHORT) {
      for (int i = 0; i < n; i++) {
        total += x[xo + i];
      }
      return total;
    }
    double[] sums = new double[SUMS];
    boolean lanes = ROW.lanes(n) > 0;
    for (int start = 0; start < n; start += PIECE) {
      int at = xo + start;
      int length = Math.min(PIECE, n - start);
      boolean whole = length == PIECE;
      int apart = whole ? PIECE / 4 : SUMS;
      int step = whole ? SUMS : 4 * SUMS;
      int end = whole ? PIECE / 4 : length & -step;
      if (lanes) {
        foursInLanes(x, at, apart, step, end, sums);
      } else {
        fours(x, at, apart, step, end, sums);
      }
      for (int i = whole ? length : end; i < length; i++) {
        sums[i & SUMS - 1] += x[at + i];
      }
      for (int half = SUMS / 2; half > 0; half /= 2) {
        for (int i = 0; i < half; i++) {
          sums[i] += sums[i + half];
        }
      }
      total += sums[0];
    }
    return total;
  }

  private static void fours(float[] x, int xo, int apart, int step, int end, double[] sums) {
    Arrays.fill(sums, 0);
    for (int i = xo; i < xo + end; i += step) {
      for (int j = 0; j < SUMS; j++) {
        int at = i + j;
        sums[j] +=
            (double) x[at] + x[at + apart] + ((double) x[at + 2 * apart] + x[at + 3 * apart]);
      }
    }
  }

  /// As many of the sums at once as two vectors of doubles have room for.
  private static void foursInLanes(float[] x, int xo, int apart, int step, int end, double[] sums) {
    for (int first = 0; first < SUMS; first += W) {
      DoubleVector low = DoubleVector.zero(D);
      DoubleVector high = DoubleVector.zero(D);
      for (int i = xo + first; i < xo + end; i += step) {
        FloatVector a = FloatVector.fromArray(S, x, i);
        FloatVector b = FloatVector.fromArray(S, x, i + apart);
        FloatVector c = FloatVector.fromArray(S, x, i + 2 * apart);
        FloatVector d = FloatVector.fromArray(S, x, i + 3 * apart);
        low =
            low.add(
                a.convertShape(F2D, D, 0)
                    .add(b.convertShape(F2D, D, 0))
                    .add(c.convertShape(F2D, D, 0).add(d.convertShape(F2D, D, 0))));
        high =
            high.add(
                a.convertShape(F2D, D, 1)
                    .add(b.convertShape(F2D, D, 1))
                    .add(c.convertShape(F2D, D, 1).add(d.convertShape(F2D, D, 1))));
      }
      low.intoArray(sums, first);
      high.intoArray(sums, first + W / 2);
    }
  }

  /// Four rows at a time, so that one needn't wait for the other.
  @Override
  public void shortRows(Object from, int xo, int rows, int n, double[] results, int ro) {
    float[] x = (float[]) from;
    int row = 0;
    for (; n < SHORT && row + 4 <= rows; row += 4) {
      int at = xo + row * n;
      double a = 0;
      double b = 0;
      double c = 0;
      double d = 0;
      for (int i = at; i < at + n; i++) {
        a += x[i];
        b += x[i + n];
        c += x[i + 2 * n];
        d += x[i + 3 * n];
      }
      results[ro + row] = a;
      results[ro + row + 1] = b;
      results[ro + row + 2] = c;
      results[ro + row + 3] = d;
    }
    for (; row < rows; row++) {
      results[ro + row] = sum(x, xo + row * n, n);
    }
  }

  @Override
  public void columns(Object from, int xo, int pitch, int rows, int n, double[] results) {
    float[] x = (float[]) from;
    int whole = COLUMNS.lanes(rows * n) > 0 ? n & -W : 0;
    int row = 0;
    for (; row + 4 <= rows; row += 4) {
      int at = xo + row * pitch;
      if (whole > 0) {
        fourRows(x, at, pitch, whole, results);
      }
      for (int i = whole; i < n; i++) {
        results[i] +=
            (double) x[at + i]
                + x[at + pitch + i]
                + ((double) x[at + 2 * pitch + i] + x[at + 3 * pitch + i]);
      }
    }
    for (; row < rows; row++) {
      int at = xo + row * pitch;
      if (whole > 0) {
        oneRow(x, at, whole, results);
      }
      for (int i = whole; i < n; i++) {
        results[i] += x[at + i];
      }
    }
  }

  private static void fourRows(float[] x, int xo, int pitch, int n, double[] sums) {
    for (int i = 0; i < n; i += W) {
      FloatVector a = FloatVector.fromArray(S, x, xo + i);
      FloatVector b = FloatVector.fromArray(S, x, xo + pitch + i);
      FloatVector c = FloatVector.fromArray(S, x, xo + 2 * pitch + i);
      FloatVector d = FloatVector.fromArray(S, x, xo + 3 * pitch + i);
      DoubleVector.fromArray(D, sums, i)
          .add(
              a.convertShape(F2D, D, 0)
                  .add(b.convertShape(F2D, D, 0))
                  .add(c.convertShape(F2D, D, 0).add(d.convertShape(F2D, D, 0))))
          .intoArray(sums, i);
      DoubleVector.fromArray(D, sums, i + W / 2)
          .add(
              a.convertShape(F2D, D, 1)
                  .add(b.convertShape(F2D, D, 1))
                  .add(c.convertShape(F2D, D, 1).add(d.convertShape(F2D, D, 1))))
          .intoArray(sums, i + W / 2);
    }
  }

  private static void oneRow(float[] x, int xo, int n, double[] sums) {
    for (int i = 0; i < n; i += W) {
      FloatVector a = FloatVector.fromArray(S, x, xo + i);
      DoubleVector.fromArray(D, sums, i).add(a.convertShape(F2D, D, 0)).intoArray(sums, i);
      DoubleVector.fromArray(D, sums, i + W / 2)
          .add(a.convertShape(F2D, D, 1))
          .intoArray(sums, i + W / 2);
    }
  }
}
