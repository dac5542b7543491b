package gradus.engine.simd;

import static jdk.incubator.vector.VectorOperators.F2D;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.Vector;
import jdk.incubator.vector.VectorSpecies;

/// Sums of floats, accumulated in double precision, so that all but one in thousands of results are
/// correctly rounded.
///
/// The order is fixed and does not depend on the vector width. Four elements of a row that are 16
/// apart are added; these sums of four go to sixteen accumulators in turn, so that additions don't
/// wait for each other; the accumulators are added pairwise.
///
/// Half a vector of floats is loaded at a time, which converts into a whole vector of doubles in a
/// single step; the second half of a whole vector would have to be shuffled first.
enum FloatSums implements Fold {
  /// The only way to sum.
  ALL;

  private static final VectorSpecies<Float> S = Lanes.HALF;
  private static final VectorSpecies<Double> D = Lanes.DOUBLE;
  private static final int W = S.length();

  private static final WarmUp ROW = new WarmUp();
  private static final WarmUp COLUMNS = new WarmUp();

  private static final int SUMS = 16;

  /// Rows shorter than this are added element by element, in double precision.
  private static final int SHORT = 4 * SUMS;

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
    int fours = n & -4 * SUMS;
    int ones = n & -SUMS;
    if (ROW.lanes(n) > 0) {
      inLanes(x, xo, fours, ones, sums);
    } else {
      inPlainJava(x, xo, fours, ones, sums);
    }
    for (int i = ones; i < n; i++) {
      sums[i - ones] += x[xo + i];
    }
    return pairwise(sums);
  }

  /// Unrolled by hand, because short rows wait for it.
  private static double pairwise(double... s) {
    return s[0]
        + s[8]
        + (s[4] + s[12])
        + (s[2] + s[10] + (s[6] + s[14]))
        + (s[1] + s[9] + (s[5] + s[13]) + (s[3] + s[11] + (s[7] + s[15])));
  }

  private static void inPlainJava(float[] x, int xo, int fours, int ones, double[] sums) {
    for (int i = 0; i < fours; i += 4 * SUMS) {
      for (int j = 0; j < SUMS; j++) {
        int at = xo + i + j;
        sums[j] += (double) x[at] + x[at + SUMS] + ((double) x[at + 2 * SUMS] + x[at + 3 * SUMS]);
      }
    }
    for (int i = fours; i < ones; i++) {
      sums[i % SUMS] += x[xo + i];
    }
  }

  /// Computes as many sums at a time as two vectors hold.
  private static void inLanes(float[] x, int xo, int fours, int ones, double[] sums) {
    for (int first = 0; first < SUMS; first += 2 * W) {
      DoubleVector low = DoubleVector.zero(D);
      DoubleVector high = DoubleVector.zero(D);
      int i = xo + first;
      for (; i < xo + fours; i += 4 * SUMS) {
        Vector<Double> a = FloatVector.fromArray(S, x, i).convertShape(F2D, D, 0);
        Vector<Double> b = FloatVector.fromArray(S, x, i + SUMS).convertShape(F2D, D, 0);
        Vector<Double> c = FloatVector.fromArray(S, x, i + 2 * SUMS).convertShape(F2D, D, 0);
        Vector<Double> d = FloatVector.fromArray(S, x, i + 3 * SUMS).convertShape(F2D, D, 0);
        low = low.add(a.add(b).add(c.add(d)));
        int next = i + W;
        a = FloatVector.fromArray(S, x, next).convertShape(F2D, D, 0);
        b = FloatVector.fromArray(S, x, next + SUMS).convertShape(F2D, D, 0);
        c = FloatVector.fromArray(S, x, next + 2 * SUMS).convertShape(F2D, D, 0);
        d = FloatVector.fromArray(S, x, next + 3 * SUMS).convertShape(F2D, D, 0);
        high = high.add(a.add(b).add(c.add(d)));
      }
      for (; i < xo + ones; i += SUMS) {
        low = low.add(FloatVector.fromArray(S, x, i).convertShape(F2D, D, 0));
        high = high.add(FloatVector.fromArray(S, x, i + W).convertShape(F2D, D, 0));
      }
      low.intoArray(sums, first);
      high.intoArray(sums, first + W);
    }
  }

  /// Four rows at a time, so that their additions don't wait for each other.
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
      int at = xo + i;
      Vector<Double> a = FloatVector.fromArray(S, x, at).convertShape(F2D, D, 0);
      Vector<Double> b = FloatVector.fromArray(S, x, at + pitch).convertShape(F2D, D, 0);
      Vector<Double> c = FloatVector.fromArray(S, x, at + 2 * pitch).convertShape(F2D, D, 0);
      Vector<Double> d = FloatVector.fromArray(S, x, at + 3 * pitch).convertShape(F2D, D, 0);
      DoubleVector.fromArray(D, sums, i).add(a.add(b).add(c.add(d))).intoArray(sums, i);
    }
  }

  private static void oneRow(float[] x, int xo, int n, double[] sums) {
    for (int i = 0; i < n; i += W) {
      DoubleVector.fromArray(D, sums, i)
          .add(FloatVector.fromArray(S, x, xo + i).convertShape(F2D, D, 0))
          .intoArray(sums, i);
    }
  }
}
