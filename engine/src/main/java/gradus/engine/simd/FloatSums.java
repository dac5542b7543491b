package gradus.engine.simd;

import static jdk.incubator.vector.VectorOperators.F2D;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// Sums of floats, added up in double, so that a sum is the exact one, rounded, but for one in
/// thousands.
///
/// All the same the order is fixed, and the same for vectors of every width. A row of 32 elements or
/// more is cut into pieces; in a piece element i goes to sum i mod 32, so that none waits for the
/// one before it. Those are added pairwise.
enum FloatSums implements Folds {
  /// There is but one way to sum.
  ALL;

  private static final VectorSpecies<Float> S = Lanes.FLOAT;
  private static final VectorSpecies<Double> D = Lanes.DOUBLE;
  private static final int W = Lanes.WIDTH;

  private static final WarmUp ROW = new WarmUp();
  private static final WarmUp COLUMNS = new WarmUp();

  private static final int SUMS = 32;
  private static final int HALF = SUMS / 2;

  /// A piece fits into the fastest cache.
  private static final int PIECE = 4096;

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
    if (n < SUMS) {
      for (int i = 0; i < n; i++) {
        total += x[xo + i];
      }
      return total;
    }
    double[] sums = new double[SUMS];
    boolean lanes = ROW.lanes(n) > 0;
    for (int start = 0; start < n; start += PIECE) {
      int length = Math.min(PIECE, n - start);
      int whole = length & -SUMS;
      if (lanes) {
        halvesInLanes(x, xo + start, whole, sums);
      } else {
        halves(x, xo + start, whole, sums);
      }
      for (int i = whole; i < length; i++) {
        sums[i & HALF - 1] += x[xo + start + i];
      }
      for (int half = HALF / 2; half > 0; half /= 2) {
        for (int i = 0; i < half; i++) {
          sums[i] += sums[i + half];
        }
      }
      total += sums[0];
    }
    return total;
  }

  /// Leaves in the first half of the sums what has been added to sum i and to sum i + 16.
  private static void halves(float[] x, int xo, int whole, double[] sums) {
    java.util.Arrays.fill(sums, 0);
    for (int i = 0; i < whole; i += SUMS) {
      for (int j = 0; j < SUMS; j++) {
        sums[j] += x[xo + i + j];
      }
    }
    for (int j = 0; j < HALF; j++) {
      sums[j] += sums[j + HALF];
    }
  }

  /// As many of the sums at once as have room in four vectors of doubles.
  private static void halvesInLanes(float[] x, int xo, int whole, double[] sums) {
    for (int first = 0; first < HALF; first += W) {
      DoubleVector a0 = DoubleVector.zero(D);
      DoubleVector a1 = DoubleVector.zero(D);
      DoubleVector b0 = DoubleVector.zero(D);
      DoubleVector b1 = DoubleVector.zero(D);
      for (int i = xo + first; i < xo + whole; i += SUMS) {
        FloatVector a = FloatVector.fromArray(S, x, i);
        FloatVector b = FloatVector.fromArray(S, x, i + HALF);
        a0 = a0.add(a.convertShape(F2D, D, 0));
        a1 = a1.add(a.convertShape(F2D, D, 1));
        b0 = b0.add(b.convertShape(F2D, D, 0));
        b1 = b1.add(b.convertShape(F2D, D, 1));
      }
      a0.add(b0).intoArray(sums, first);
      a1.add(b1).intoArray(sums, first + W / 2);
    }
  }

  /// Four rows at a time, so that one needn't wait for the other.
  @Override
  public void shortRows(Object from, int xo, int rows, int n, double[] results, int ro) {
    float[] x = (float[]) from;
    int row = 0;
    for (; n < SUMS && row + 4 <= rows; row += 4) {
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
    if (whole > 0) {
      for (; row + 4 <= rows; row += 4) {
        fourRows(x, xo + row * pitch, pitch, whole, results);
      }
      for (; row < rows; row++) {
        oneRow(x, xo + row * pitch, whole, results);
      }
    }
    if (whole < n) {
      for (int at = xo, r = 0; r < rows; r++, at += pitch) {
        for (int i = whole; i < n; i++) {
          results[i] += x[at + i];
        }
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
          .add(a.convertShape(F2D, D, 0))
          .add(b.convertShape(F2D, D, 0))
          .add(c.convertShape(F2D, D, 0))
          .add(d.convertShape(F2D, D, 0))
          .intoArray(sums, i);
      DoubleVector.fromArray(D, sums, i + W / 2)
          .add(a.convertShape(F2D, D, 1))
          .add(b.convertShape(F2D, D, 1))
          .add(c.convertShape(F2D, D, 1))
          .add(d.convertShape(F2D, D, 1))
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
