package gradus.engine.simd;

import static jdk.incubator.vector.VectorOperators.F2D;

import gradus.engine.Binary;
import gradus.engine.DType;
import gradus.engine.simd.Switch.Order;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.Vector;
import jdk.incubator.vector.VectorSpecies;

/// Sums. Those of floats are accumulated in double precision, so that all but one in thousands of
/// results are correctly rounded; those of integers are exact in a long or a double, and wrap
/// around only when they are converted back.
///
/// The order of floats is fixed and does not depend on the vector width. Four elements of a row
/// that are 16 apart are added; these sums of four go to sixteen accumulators in turn, so that
/// additions don't wait for each other; the accumulators are added pairwise.
///
/// Half a vector of floats is loaded at a time, which converts into a whole vector of doubles in a
/// single step; the second half of a whole vector would have to be shuffled first.
enum Sums implements Fold {
  /// The only way to sum.
  ALL;

  private static final VectorSpecies<Float> S = Lanes.HALF;
  private static final VectorSpecies<Double> D = Lanes.DOUBLE;
  private static final int W = S.length();

  // A turn loads and converts four half vectors, and adds them.
  private static final Switch ROW = new Switch("sums of rows", Order.LOOPS, 64, Sums::sampleRow);
  private static final Switch COLUMNS =
      new Switch("sums of columns", Order.LOOPS, 64, Sums::sampleColumns);

  private static final int SUMS = 16;

  /// Arrays for samples.
  private static final class Sample {
    private static final float[] X = (float[]) Scratch.of(DType.F32, Scratch.LENGTH + Sums.SUMS);
    private static final double[] SUMS = (double[]) Scratch.of(DType.F64);
  }

  private static void sampleRow(int turns, int times) {
    int fours = turns * 2 * W & -4 * Sums.SUMS;
    int ones = turns == 0 ? 0 : fours + SUMS;
    for (int i = 0; i < times; i++) {
      inLanes(Sample.X, 0, fours, ones, Sample.SUMS);
    }
  }

  private static void sampleColumns(int turns, int times) {
    for (int i = 0; i < times; i++) {
      fourRows(Sample.X, 0, W, turns * W, Sample.SUMS);
      oneRow(Sample.X, 0, turns * W, Sample.SUMS);
    }
  }

  /// Rows shorter than this are added element by element, in double precision.
  private static final int FEW = 4 * SUMS;

  @Override
  public double start() {
    return 0;
  }

  @Override
  public boolean isOfPositions() {
    return false;
  }

  @Override
  public void combine(Results results, int i, Results others, int j) {
    results.values()[i] += others.values()[j];
  }

  @Override
  public void row(Object x, int xo, int n, int first, Results results, int k) {
    results.values()[k] = sum(x, xo, n);
  }

  /// Returns the sum of a row of any type.
  static double sum(Object from, int xo, int n) {
    return switch (from) {
      case float[] x -> sum(x, xo, n);
      case int[] x -> {
        long sum = 0;
        for (int i = xo; i < xo + n; i++) {
          sum += x[i];
        }
        yield sum;
      }
      case double[] x when n < Fold.SHORT -> {
        double sum = 0;
        for (int i = xo; i < xo + n; i++) {
          sum += x[i];
        }
        yield sum;
      }
      // A sum starts with +0, which is also the sum of zeros that are all negative.
      default -> 0.0 + Fold.inHalves(Binary.ADD, from, xo, n);
    };
  }

  static double sum(float[] x, int xo, int n) {
    double total = 0;
    if (n < FEW) {
      for (int i = 0; i < n; i++) {
        total += x[xo + i];
      }
      return total;
    }
    double[] sums = new double[SUMS];
    int fours = n & -4 * SUMS;
    int ones = n & -SUMS;
    if (ROW.on(n)) {
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
    if (ones == 0) {
      // A sample of no length.
      return;
    }
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
      Lanes.DOUBLES.cast(low).intoArray(sums, first);
      Lanes.DOUBLES.cast(high).intoArray(sums, first + W);
    }
  }

  /// Four short rows at a time, so that their additions don't wait for each other.
  @Override
  public void rows(Object from, int xo, int rows, int n, Results to) {
    double[] results = to.values();
    int row = 0;
    for (; from instanceof float[] x && n < FEW && row + 4 <= rows; row += 4) {
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
      results[row] = a;
      results[row + 1] = b;
      results[row + 2] = c;
      results[row + 3] = d;
    }
    for (; row < rows; row++) {
      results[row] = sum(from, xo + row * n, n);
    }
  }

  @Override
  public void columns(
      Object from, int xo, int stride, int rows, int n, int first, Results results) {
    double[] sums = results.values();
    if (from instanceof float[] x) {
      columns(x, xo, stride, rows, n, sums);
      return;
    }
    for (int row = 0; row < rows; row++) {
      int at = xo + row * stride;
      if (from instanceof int[] x) {
        add(x, at, n, sums);
      } else {
        Loops.run(Binary.ADD, sums, 0, from, at, sums, 0, n);
      }
    }
  }

  private static void add(int[] x, int xo, int n, double[] sums) {
    for (int i = 0; i < n; i++) {
      sums[i] += x[xo + i];
    }
  }

  private static void columns(float[] x, int xo, int stride, int rows, int n, double[] results) {
    int whole = COLUMNS.on((long) rows * n) ? n & -W : 0;
    int row = 0;
    for (; row + 4 <= rows; row += 4) {
      int at = xo + row * stride;
      if (whole > 0) {
        fourRows(x, at, stride, whole, results);
      }
      plainFourRows(x, at, stride, whole, n, results);
    }
    for (; row < rows; row++) {
      int at = xo + row * stride;
      if (whole > 0) {
        oneRow(x, at, whole, results);
      }
      for (int i = whole; i < n; i++) {
        results[i] += x[at + i];
      }
    }
  }

  private static void plainFourRows(
      float[] x, int xo, int stride, int first, int n, double[] sums) {
    for (int i = first; i < n; i++) {
      int at = xo + i;
      sums[i] +=
          (double) x[at] + x[at + stride] + ((double) x[at + 2 * stride] + x[at + 3 * stride]);
    }
  }

  private static void fourRows(float[] x, int xo, int stride, int n, double[] sums) {
    for (int i = 0; i < n; i += W) {
      int at = xo + i;
      Vector<Double> a = FloatVector.fromArray(S, x, at).convertShape(F2D, D, 0);
      Vector<Double> b = FloatVector.fromArray(S, x, at + stride).convertShape(F2D, D, 0);
      Vector<Double> c = FloatVector.fromArray(S, x, at + 2 * stride).convertShape(F2D, D, 0);
      Vector<Double> d = FloatVector.fromArray(S, x, at + 3 * stride).convertShape(F2D, D, 0);
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
