package gradus.engine.simd;

import static jdk.incubator.vector.VectorOperators.F2D;

import java.util.Arrays;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// Sums of floats: four are added in float, the rest in double. So a sum is off by at most two
/// roundings of a float, relative to the sum of the magnitudes, however long it is.
///
/// The order is fixed, and the same for vectors of every width. A row is cut into pieces, a piece
/// into quarters, which are read at once: that keeps more of the memory busy. Element i of each
/// quarter goes to sum i mod 16, so that none waits for the one before it; those are added
/// pairwise.
enum FloatSums implements Folds {
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
      int quarter = length / 4 & -SUMS;
      if (lanes) {
        quartersInLanes(x, at, quarter, sums);
      } else {
        quarters(x, at, quarter, sums);
      }
      for (int i = 4 * quarter; i < length; i++) {
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

  private static void quarters(float[] x, int xo, int quarter, double[] sums) {
    Arrays.fill(sums, 0);
    for (int i = xo; i < xo + quarter; i++) {
      sums[i - xo & SUMS - 1] += x[i] + x[i + quarter] + (x[i + 2 * quarter] + x[i + 3 * quarter]);
    }
  }

  /// As many of the sums at once as two vectors of doubles have room for.
  private static void quartersInLanes(float[] x, int xo, int quarter, double[] sums) {
    for (int first = 0; first < SUMS; first += W) {
      DoubleVector low = DoubleVector.zero(D);
      DoubleVector high = DoubleVector.zero(D);
      for (int i = xo + first; i < xo + quarter; i += SUMS) {
        FloatVector a = FloatVector.fromArray(S, x, i);
        FloatVector b = FloatVector.fromArray(S, x, i + quarter);
        FloatVector c = FloatVector.fromArray(S, x, i + 2 * quarter);
        FloatVector d = FloatVector.fromArray(S, x, i + 3 * quarter);
        FloatVector four = a.add(b).add(c.add(d));
        low = low.add(four.convertShape(F2D, D, 0));
        high = high.add(four.convertShape(F2D, D, 1));
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
            x[at + i] + x[at + pitch + i] + (x[at + 2 * pitch + i] + x[at + 3 * pitch + i]);
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
      FloatVector four = a.add(b).add(c.add(d));
      DoubleVector.fromArray(D, sums, i).add(four.convertShape(F2D, D, 0)).intoArray(sums, i);
      DoubleVector.fromArray(D, sums, i + W / 2)
          .add(four.convertShape(F2D, D, 1))
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
