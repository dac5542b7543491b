package gradus.engine.simd;

import gradus.engine.DType;
import java.util.Arrays;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;

/// [Level1] for doubles.
final class DoubleLevel1 extends Level1 {
  private static final VectorSpecies<Double> S = Lanes.DOUBLE;
  private static final int W = S.length();

  /// The numbers of every second lane of two vectors.
  private static final DoubleVector EVEN = DoubleVector.zero(S).addIndex(2);

  DoubleLevel1() {
    super(DType.F64, W);
  }

  @Override
  Object allocate(int length) {
    return new double[length];
  }

  @Override
  void clearRows(int rows, int n, Object y, int yo, int ldy) {
    double[] to = (double[]) y;
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < n; j++) {
        to[yo + i * ldy + j] = 0;
      }
    }
  }

  @Override
  void clear(int n, Object y, int yo) {
    Arrays.fill((double[]) y, yo, yo + n, 0);
  }

  @Override
  void copy(int n, Object x, int xo, int incx, Object y, int yo) {
    double[] from = (double[]) x;
    double[] to = (double[]) y;
    if (incx == 1) {
      System.arraycopy(from, xo, to, yo, n);
      return;
    }
    for (int i = 0; i < n; i++) {
      to[yo + i] = from[xo + i * incx];
    }
  }

  @Override
  void store(int n, Object x, int xo, Object y, int yo, int incy, boolean add) {
    double[] from = (double[]) x;
    double[] to = (double[]) y;
    for (int i = 0; i < n; i++) {
      int place = yo + i * incy;
      to[place] = add ? from[xo + i] + to[place] : from[xo + i];
    }
  }

  @Override
  void axpy(int n, Object a, int ao, Object x, int xo, Object y, int yo) {
    double factor = ((double[]) a)[ao];
    double[] from = (double[]) x;
    double[] sums = (double[]) y;
    for (int i = 0; i < n; i++) {
      sums[yo + i] = Math.fma(factor, from[xo + i], sums[yo + i]);
    }
  }

  @Override
  void axpy4(Object a, int ao, int inca, Object[] x, int p, Object y) {
    double[] factors = (double[]) a;
    double a0 = factors[ao];
    double a1 = factors[ao + inca];
    double a2 = factors[ao + 2 * inca];
    double a3 = factors[ao + 3 * inca];
    double[] x0 = (double[]) x[p];
    double[] x1 = (double[]) x[p + 1];
    double[] x2 = (double[]) x[p + 2];
    double[] x3 = (double[]) x[p + 3];
    double[] sums = (double[]) y;
    for (int i = 0; i < sums.length; i++) {
      double sum = Math.fma(a1, x1[i], Math.fma(a0, x0[i], sums[i]));
      sums[i] = Math.fma(a3, x3[i], Math.fma(a2, x2[i], sum));
    }
  }

  @Override
  void sums(int n, int k, Object a, int ao, int lda, Object x, int xo, Object y, int yo) {
    double[] columns = (double[]) a;
    double[] factors = (double[]) x;
    double[] to = (double[]) y;
    int i = 0;
    // As many chains as two units need to be busy.
    for (; i + 8 <= n; i += 8) {
      double sum0 = 0;
      double sum1 = 0;
      double sum2 = 0;
      double sum3 = 0;
      double sum4 = 0;
      double sum5 = 0;
      double sum6 = 0;
      double sum7 = 0;
      int at = ao + i;
      for (int p = 0; p < k; p++) {
        double factor = factors[xo + p];
        sum0 = Math.fma(factor, columns[at], sum0);
        sum1 = Math.fma(factor, columns[at + 1], sum1);
        sum2 = Math.fma(factor, columns[at + 2], sum2);
        sum3 = Math.fma(factor, columns[at + 3], sum3);
        sum4 = Math.fma(factor, columns[at + 4], sum4);
        sum5 = Math.fma(factor, columns[at + 5], sum5);
        sum6 = Math.fma(factor, columns[at + 6], sum6);
        sum7 = Math.fma(factor, columns[at + 7], sum7);
        at += lda;
      }
      to[yo + i] = sum0;
      to[yo + i + 1] = sum1;
      to[yo + i + 2] = sum2;
      to[yo + i + 3] = sum3;
      to[yo + i + 4] = sum4;
      to[yo + i + 5] = sum5;
      to[yo + i + 6] = sum6;
      to[yo + i + 7] = sum7;
    }
    for (; i < n; i++) {
      double sum = 0;
      for (int p = 0; p < k; p++) {
        sum = Math.fma(factors[xo + p], columns[ao + i + p * lda], sum);
      }
      to[yo + i] = sum;
    }
  }

  @Override
  void multiplyAdd(int n, Object a, int ao, Object x, int xo, Object y, int yo) {
    double[] left = (double[]) a;
    double[] right = (double[]) x;
    double[] sums = (double[]) y;
    for (int i = 0; i < n; i++) {
      sums[yo + i] = Math.fma(left[ao + i], right[xo + i], sums[yo + i]);
    }
  }

  @Override
  void add(int n, Object x, int xo, Object y, int yo) {
    double[] from = (double[]) x;
    double[] sums = (double[]) y;
    for (int i = 0; i < n; i++) {
      sums[yo + i] += from[xo + i];
    }
  }

  @Override
  void copyRows(int rows, int n, Object x, int xo, int ldx, Object y, int yo, int ldy) {
    double[] from = (double[]) x;
    double[] to = (double[]) y;
    int last = Math.max(0, n - W);
    for (int row = 0; row < rows; row++) {
      int xi = xo + row * ldx;
      int yi = yo + row * ldy;
      for (int i = 0; i < last; i += W) {
        DoubleVector.fromArray(S, from, xi + i).intoArray(to, yi + i);
      }
      DoubleVector.fromArray(S, from, xi + last).intoArray(to, yi + last);
    }
  }

  @Override
  void copyPairs(
      int rows,
      int[] starts,
      int first,
      int pairs,
      int[] from,
      int[] to,
      Object x,
      Object y,
      int ldy) {
    double[] source = (double[]) x;
    double[] target = (double[]) y;
    // The first four are in local variables; where there are fewer, the last one is repeated.
    int last = pairs - 1;
    int from1 = from[Math.min(1, last)];
    int from2 = from[Math.min(2, last)];
    int from3 = from[Math.min(3, last)];
    int to1 = to[Math.min(1, last)];
    int to2 = to[Math.min(2, last)];
    int to3 = to[Math.min(3, last)];
    int from0 = from[0];
    int to0 = to[0];
    for (int row = 0; row < rows; row++) {
      int xi = starts[first + row];
      int yi = row * ldy;
      DoubleVector.fromArray(S, source, xi + from0).intoArray(target, yi + to0);
      DoubleVector.fromArray(S, source, xi + from1).intoArray(target, yi + to1);
      DoubleVector.fromArray(S, source, xi + from2).intoArray(target, yi + to2);
      DoubleVector.fromArray(S, source, xi + from3).intoArray(target, yi + to3);
      for (int i = 4; i < pairs; i++) {
        DoubleVector.fromArray(S, source, xi + from[i]).intoArray(target, yi + to[i]);
      }
    }
  }

  @Override
  void copyAlternate(int n, Object x, int xo, Object y, int yo) {
    double[] source = (double[]) x;
    double[] target = (double[]) y;
    for (int i = 0; i < n; i += W) {
      // The last vector moves to the left.
      int j = Math.min(i, n - W);
      EVEN.selectFrom(
              DoubleVector.fromArray(S, source, xo + 2 * j),
              DoubleVector.fromArray(S, source, xo + 2 * j + W))
          .intoArray(target, yo + j);
    }
  }

  @Override
  void windowSums(
      int n, Object k, int ko, int inck, int[] offsets, Object x, int xo, Object y, int yo) {
    double[] factors = (double[]) k;
    double[] source = (double[]) x;
    double[] sums = (double[]) y;
    int i = 0;
    for (; i + 4 * W <= n; i += 4 * W) {
      DoubleVector sum0 = DoubleVector.zero(S);
      DoubleVector sum1 = sum0;
      DoubleVector sum2 = sum0;
      DoubleVector sum3 = sum0;
      for (int t = 0; t < offsets.length; t++) {
        DoubleVector factor = DoubleVector.broadcast(S, factors[ko + t * inck]);
        int place = xo + offsets[t] + i;
        sum0 = factor.fma(DoubleVector.fromArray(S, source, place), sum0);
        sum1 = factor.fma(DoubleVector.fromArray(S, source, place + W), sum1);
        sum2 = factor.fma(DoubleVector.fromArray(S, source, place + 2 * W), sum2);
        sum3 = factor.fma(DoubleVector.fromArray(S, source, place + 3 * W), sum3);
      }
      Lanes.DOUBLES.cast(sum0).intoArray(sums, yo + i);
      Lanes.DOUBLES.cast(sum1).intoArray(sums, yo + i + W);
      Lanes.DOUBLES.cast(sum2).intoArray(sums, yo + i + 2 * W);
      Lanes.DOUBLES.cast(sum3).intoArray(sums, yo + i + 3 * W);
    }
    for (; i < n; i += W) {
      // The last vector moves to the left.
      int j = Math.min(i, n - W);
      DoubleVector sum = DoubleVector.zero(S);
      for (int t = 0; t < offsets.length; t++) {
        DoubleVector factor = DoubleVector.broadcast(S, factors[ko + t * inck]);
        sum = factor.fma(DoubleVector.fromArray(S, source, xo + offsets[t] + j), sum);
      }
      Lanes.DOUBLES.cast(sum).intoArray(sums, yo + j);
    }
  }

  @Override
  void rowProducts(int n, Object a, int ao, int[] rows, Object x, int xo, Object y, int yo) {
    double[] left = (double[]) a;
    double[] right = (double[]) x;
    double[] sums = (double[]) y;
    for (int i = 0; i < n; i += 4 * W) {
      int to = yo + i;
      int i1 = Math.min(i + W, n - W);
      int i2 = Math.min(i + 2 * W, n - W);
      int i3 = Math.min(i + 3 * W, n - W);
      int i0 = Math.min(i, n - W);
      DoubleVector sum0 = DoubleVector.fromArray(S, sums, to);
      DoubleVector sum1 = DoubleVector.fromArray(S, sums, to + W);
      DoubleVector sum2 = DoubleVector.fromArray(S, sums, to + 2 * W);
      DoubleVector sum3 = DoubleVector.fromArray(S, sums, to + 3 * W);
      int p = ao;
      for (int row : rows) {
        int q = xo + row;
        sum0 = product(left, p + i0, right, q + i0, sum0);
        sum1 = product(left, p + i1, right, q + i1, sum1);
        sum2 = product(left, p + i2, right, q + i2, sum2);
        sum3 = product(left, p + i3, right, q + i3, sum3);
        p += n;
      }
      Lanes.DOUBLES.cast(sum0).intoArray(sums, to);
      Lanes.DOUBLES.cast(sum1).intoArray(sums, to + W);
      Lanes.DOUBLES.cast(sum2).intoArray(sums, to + 2 * W);
      Lanes.DOUBLES.cast(sum3).intoArray(sums, to + 3 * W);
    }
  }

  private static DoubleVector product(double[] a, int ao, double[] x, int xo, DoubleVector sum) {
    return DoubleVector.fromArray(S, a, ao).fma(DoubleVector.fromArray(S, x, xo), sum);
  }

  @Override
  void axpy8(int n, Object a, int ao, int lda, Object x, int xo, Object y, int yo) {
    double[] columns = (double[]) a;
    double[] factors = (double[]) x;
    double[] sums = (double[]) y;
    DoubleVector x0 = DoubleVector.broadcast(S, factors[xo]);
    DoubleVector x1 = DoubleVector.broadcast(S, factors[xo + 1]);
    DoubleVector x2 = DoubleVector.broadcast(S, factors[xo + 2]);
    DoubleVector x3 = DoubleVector.broadcast(S, factors[xo + 3]);
    DoubleVector x4 = DoubleVector.broadcast(S, factors[xo + 4]);
    DoubleVector x5 = DoubleVector.broadcast(S, factors[xo + 5]);
    DoubleVector x6 = DoubleVector.broadcast(S, factors[xo + 6]);
    DoubleVector x7 = DoubleVector.broadcast(S, factors[xo + 7]);
    for (int i = 0; i < n; i += W) {
      DoubleVector sum = DoubleVector.fromArray(S, sums, yo + i);
      sum = x0.fma(DoubleVector.fromArray(S, columns, ao + i), sum);
      sum = x1.fma(DoubleVector.fromArray(S, columns, ao + lda + i), sum);
      sum = x2.fma(DoubleVector.fromArray(S, columns, ao + 2 * lda + i), sum);
      sum = x3.fma(DoubleVector.fromArray(S, columns, ao + 3 * lda + i), sum);
      sum = x4.fma(DoubleVector.fromArray(S, columns, ao + 4 * lda + i), sum);
      sum = x5.fma(DoubleVector.fromArray(S, columns, ao + 5 * lda + i), sum);
      sum = x6.fma(DoubleVector.fromArray(S, columns, ao + 6 * lda + i), sum);
      sum = x7.fma(DoubleVector.fromArray(S, columns, ao + 7 * lda + i), sum);
      sum.intoArray(sums, yo + i);
    }
  }

  @Override
  void axpy1(int n, Object a, int ao, Object x, int xo, Object y, int yo) {
    double[] column = (double[]) a;
    double[] sums = (double[]) y;
    DoubleVector factor = DoubleVector.broadcast(S, ((double[]) x)[xo]);
    for (int i = 0; i < n; i += W) {
      factor
          .fma(DoubleVector.fromArray(S, column, ao + i), DoubleVector.fromArray(S, sums, yo + i))
          .intoArray(sums, yo + i);
    }
  }

  @Override
  void ger(
      int m,
      int first,
      int second,
      Object x,
      int xo,
      int incx,
      Object y,
      int yo,
      Object c,
      int co,
      int ldc) {
    double[] factors = (double[]) x;
    double[] to = (double[]) c;
    DoubleVector zero = DoubleVector.zero(S);
    DoubleVector left = DoubleVector.fromArray(S, (double[]) y, yo + first);
    DoubleVector right = DoubleVector.fromArray(S, (double[]) y, yo + second);
    int place = xo;
    int row = co;
    for (int i = 0; i < m; i++) {
      // Added to zero, like a sum, so that no result is -0.
      DoubleVector factor = DoubleVector.broadcast(S, factors[place]);
      factor.fma(left, zero).intoArray(to, row + first);
      factor.fma(right, zero).intoArray(to, row + second);
      place += incx;
      row += ldc;
    }
  }
}
