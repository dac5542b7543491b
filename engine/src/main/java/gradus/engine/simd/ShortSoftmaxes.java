package gradus.engine.simd;

import static jdk.incubator.vector.VectorOperators.F2D;
import static jdk.incubator.vector.VectorOperators.GT;

import gradus.engine.DType;
import gradus.engine.Unary;
import gradus.engine.simd.Switch.Order;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// Softmax and log-softmax of short rows, W of them at a time; see [Softmaxes]. A [Transposer]
/// turns the rows into columns of scratch memory, which stays in the cache, and back. Each row then
/// has its own lane, and nothing has to be combined across lanes.
///
/// The transposer moves whole vectors. It reads beyond rows whose length is not a multiple of W,
/// and writes beyond rows that are shorter than a vector, which the next row then overwrites.
/// Therefore it works on a copy with spare space at the end. The copy costs little, and pays off
/// beyond the cache: memory is then read and written sequentially, which the transposer does not
/// do.
final class ShortSoftmaxes {
  private static final VectorSpecies<Float> S = Lanes.FLOAT;
  private static final VectorSpecies<Double> D = Lanes.DOUBLE;
  private static final int W = Lanes.WIDTH;

  /// The cost of an element in plain Java, relative to an addition: mostly the exponential.
  private static final int COST = 8;

  /// A turn is a vector of elements of W rows: it is transposed twice, and takes about as many
  /// instructions for the exponential.
  private static final Switch ROWS =
      new Switch("softmax of short rows", Order.LOOPS, 24 * W, ShortSoftmaxes::sample);

  private ShortSoftmaxes() {}

  /// Arrays for samples, which only one thread runs.
  private static final class Sample {
    private static final float[] X = (float[]) Scratch.of(DType.F32);
    private static final float[] TURNED = (float[]) Scratch.of(DType.F32);
    private static final float[] POWERS = (float[]) Scratch.of(DType.F32);
    private static final float[] LANES = new float[W];
    private static final double[] SUMS = new double[W];
    private static boolean log;
  }

  private static void sample(int turns, int times) {
    for (int i = 0; i < times; i++) {
      sample(turns);
    }
  }

  private static void sample(int turns) {
    if (turns > 0) {
      Sample.log = !Sample.log;
      float[] powers = Sample.log ? Sample.POWERS : Sample.TURNED;
      strip(Sample.log, Sample.X, turns, Sample.TURNED, powers, Sample.LANES, Sample.SUMS);
    } else {
      belowGreatest(Sample.TURNED, 0);
      sum(Sample.TURNED, 0, Sample.SUMS);
      sub(Sample.TURNED, 0, Sample.LANES);
      mul(Sample.TURNED, 0, Sample.LANES);
    }
  }

  /// Computes the softmax of contiguous rows.
  ///
  /// @param rows the number of rows
  /// @param n the length of each row
  static void run(boolean log, float[] x, int xo, int rows, int n, float[] y, int yo) {
    if (!ROWS.on((long) rows * n * COST)) {
      inPlainJava(log, x, xo, rows, n, y, yo);
      return;
    }
    float[] turned = new float[(n + W - 1 & -W) * W];
    float[] powers = log ? new float[n * W] : turned;
    float[] lanes = new float[W];
    double[] sums = new double[W];
    float[] copy = new float[W * n + W];
    for (int row = 0; row < rows; row += W) {
      int at = row * n;
      int length = Math.min(W, rows - row) * n;
      System.arraycopy(x, xo + at, copy, 0, length);
      strip(log, copy, n, turned, powers, lanes, sums);
      System.arraycopy(copy, 0, y, yo + at, length);
    }
  }

  private static void inPlainJava(
      boolean log, float[] x, int xo, int rows, int n, float[] y, int yo) {
    for (int row = 0; row < rows * n; row += n) {
      float greatest = Float.NEGATIVE_INFINITY;
      for (int i = row; i < row + n; i++) {
        greatest = x[xo + i] > greatest ? x[xo + i] : greatest;
      }
      for (int i = row; i < row + n; i++) {
        y[yo + i] = x[xo + i] - greatest;
      }
    }
    float[] powers = log ? new float[rows * n] : y;
    int po = log ? 0 : yo;
    Loops.run(Unary.EXP, y, yo, powers, po, rows * n);
    for (int row = 0; row < rows * n; row += n) {
      double sum = 0;
      for (int i = row; i < row + n; i++) {
        sum += powers[po + i];
      }
      float last = (float) (log ? Math.log(sum) : 1 / sum);
      for (int i = row; i < row + n; i++) {
        y[yo + i] = log ? y[yo + i] - last : y[yo + i] * last;
      }
    }
  }

  /// Processes W rows, in place.
  private static void strip(
      boolean log, float[] x, int n, float[] turned, float[] powers, float[] lanes, double[] sums) {
    Transposer.lanes(Lane.F32).transpose(W, Math.ceilDiv(n, W), x, 0, n, turned, 0, W);
    belowGreatest(turned, n * W);
    Loops.run(Unary.EXP, turned, 0, powers, 0, n * W);
    sum(powers, n * W, sums);
    for (int i = 0; i < W; i++) {
      lanes[i] = (float) (log ? Math.log(sums[i]) : 1 / sums[i]);
    }
    if (log) {
      sub(turned, n * W, lanes);
    } else {
      mul(turned, n * W, lanes);
    }
    for (int column = 0; column < n; column += W) {
      // The last columns overlap the previous ones, if there are any.
      int first = Math.max(0, Math.min(column, n - W));
      Transposer.lanes(Lane.F32).transpose(Math.min(W, n), 1, turned, first * W, W, x, first, n);
    }
  }

  private static void belowGreatest(float[] x, int end) {
    FloatVector greatest = FloatVector.broadcast(S, Float.NEGATIVE_INFINITY);
    for (int i = 0; i < end; i += W) {
      FloatVector v = FloatVector.fromArray(S, x, i);
      greatest = greatest.blend(v, v.compare(GT, greatest));
    }
    for (int i = 0; i < end; i += W) {
      FloatVector.fromArray(S, x, i).sub(greatest).intoArray(x, i);
    }
  }

  private static void sum(float[] x, int end, double[] sums) {
    DoubleVector low = DoubleVector.zero(D);
    DoubleVector high = DoubleVector.zero(D);
    for (int i = 0; i < end; i += W) {
      low = low.add(FloatVector.fromArray(Lanes.HALF, x, i).convertShape(F2D, D, 0));
      high = high.add(FloatVector.fromArray(Lanes.HALF, x, i + W / 2).convertShape(F2D, D, 0));
    }
    Lanes.DOUBLES.cast(low).intoArray(sums, 0);
    Lanes.DOUBLES.cast(high).intoArray(sums, W / 2);
  }

  private static void sub(float[] x, int end, float... lanes) {
    FloatVector by = FloatVector.fromArray(S, lanes, 0);
    for (int i = 0; i < end; i += W) {
      FloatVector.fromArray(S, x, i).sub(by).intoArray(x, i);
    }
  }

  private static void mul(float[] x, int end, float... lanes) {
    FloatVector by = FloatVector.fromArray(S, lanes, 0);
    for (int i = 0; i < end; i += W) {
      FloatVector.fromArray(S, x, i).mul(by).intoArray(x, i);
    }
  }
}
