package gradus.engine.simd;

import gradus.engine.DType;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// [Level1] for floats.
final class FloatLevel1 extends Level1 {
  private static final VectorSpecies<Float> S = Lanes.FLOAT;
  private static final int W = S.length();

  FloatLevel1() {
    super(DType.F32, W);
  }

  @Override
  Object allocate(int length) {
    return new float[length];
  }

  @Override
  void clear(int n, Object y, int yo) {
    Arrays.fill((float[]) y, yo, yo + n, 0);
  }

  @Override
  void copy(int n, Object x, int xo, int incx, Object y, int yo) {
    float[] from = (float[]) x;
    float[] to = (float[]) y;
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
    float[] from = (float[]) x;
    float[] to = (float[]) y;
    for (int i = 0; i < n; i++) {
      int place = yo + i * incy;
      to[place] = add ? from[xo + i] + to[place] : from[xo + i];
    }
  }

  @Override
  void axpy(int n, Object a, int ao, Object x, int xo, Object y, int yo) {
    float factor = ((float[]) a)[ao];
    float[] from = (float[]) x;
    float[] sums = (float[]) y;
    for (int i = 0; i < n; i++) {
      sums[yo + i] = Math.fma(factor, from[xo + i], sums[yo + i]);
    }
  }

  @Override
  void axpy4(Object a, int ao, int inca, Object[] x, int p, Object y) {
    float[] factors = (float[]) a;
    float a0 = factors[ao];
    float a1 = factors[ao + inca];
    float a2 = factors[ao + 2 * inca];
    float a3 = factors[ao + 3 * inca];
    float[] x0 = (float[]) x[p];
    float[] x1 = (float[]) x[p + 1];
    float[] x2 = (float[]) x[p + 2];
    float[] x3 = (float[]) x[p + 3];
    float[] sums = (float[]) y;
    for (int i = 0; i < sums.length; i++) {
      float sum = Math.fma(a1, x1[i], Math.fma(a0, x0[i], sums[i]));
      sums[i] = Math.fma(a3, x3[i], Math.fma(a2, x2[i], sum));
    }
  }

  @Override
  void multiplyAdd(int n, Object a, int ao, Object x, int xo, Object y, int yo) {
    float[] left = (float[]) a;
    float[] right = (float[]) x;
    float[] sums = (float[]) y;
    for (int i = 0; i < n; i++) {
      sums[yo + i] = Math.fma(left[ao + i], right[xo + i], sums[yo + i]);
    }
  }

  @Override
  void add(int n, Object x, int xo, Object y, int yo) {
    float[] from = (float[]) x;
    float[] sums = (float[]) y;
    for (int i = 0; i < n; i++) {
      sums[yo + i] += from[xo + i];
    }
  }

  @Override
  void copyRows(int rows, int n, Object x, int xo, int ldx, Object y, int yo, int ldy) {
    float[] from = (float[]) x;
    float[] to = (float[]) y;
    int last = Math.max(0, n - W);
    for (int row = 0; row < rows; row++) {
      int xi = xo + row * ldx;
      int yi = yo + row * ldy;
      for (int i = 0; i < last; i += W) {
        FloatVector.fromArray(S, from, xi + i).intoArray(to, yi + i);
      }
      FloatVector.fromArray(S, from, xi + last).intoArray(to, yi + last);
    }
  }

  @Override
  void copyPairs(
      int rows, int[] starts, int first, int pairs, int[] from, int[] to, Object x, Object y, int ldy) {
    float[] source = (float[]) x;
    float[] target = (float[]) y;
    for (int row = 0; row < rows; row++) {
      int xi = starts[first + row];
      int yi = row * ldy;
      for (int i = 0; i < pairs; i++) {
        FloatVector.fromArray(S, source, xi + from[i]).intoArray(target, yi + to[i]);
      }
    }
  }

  @Override
  void axpy8(int n, Object a, int ao, int lda, Object x, int xo, Object y, int yo) {
    float[] columns = (float[]) a;
    float[] factors = (float[]) x;
    float[] sums = (float[]) y;
    FloatVector x0 = FloatVector.broadcast(S, factors[xo]);
    FloatVector x1 = FloatVector.broadcast(S, factors[xo + 1]);
    FloatVector x2 = FloatVector.broadcast(S, factors[xo + 2]);
    FloatVector x3 = FloatVector.broadcast(S, factors[xo + 3]);
    FloatVector x4 = FloatVector.broadcast(S, factors[xo + 4]);
    FloatVector x5 = FloatVector.broadcast(S, factors[xo + 5]);
    FloatVector x6 = FloatVector.broadcast(S, factors[xo + 6]);
    FloatVector x7 = FloatVector.broadcast(S, factors[xo + 7]);
    for (int i = 0; i < n; i += W) {
      FloatVector sum = FloatVector.fromArray(S, sums, yo + i);
      sum = x0.fma(FloatVector.fromArray(S, columns, ao + i), sum);
      sum = x1.fma(FloatVector.fromArray(S, columns, ao + lda + i), sum);
      sum = x2.fma(FloatVector.fromArray(S, columns, ao + 2 * lda + i), sum);
      sum = x3.fma(FloatVector.fromArray(S, columns, ao + 3 * lda + i), sum);
      sum = x4.fma(FloatVector.fromArray(S, columns, ao + 4 * lda + i), sum);
      sum = x5.fma(FloatVector.fromArray(S, columns, ao + 5 * lda + i), sum);
      sum = x6.fma(FloatVector.fromArray(S, columns, ao + 6 * lda + i), sum);
      sum = x7.fma(FloatVector.fromArray(S, columns, ao + 7 * lda + i), sum);
      sum.intoArray(sums, yo + i);
    }
  }

  @Override
  void axpy1(int n, Object a, int ao, Object x, int xo, Object y, int yo) {
    float[] column = (float[]) a;
    float[] sums = (float[]) y;
    FloatVector factor = FloatVector.broadcast(S, ((float[]) x)[xo]);
    for (int i = 0; i < n; i += W) {
      factor
          .fma(FloatVector.fromArray(S, column, ao + i), FloatVector.fromArray(S, sums, yo + i))
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
    float[] factors = (float[]) x;
    float[] to = (float[]) c;
    FloatVector zero = FloatVector.zero(S);
    FloatVector left = FloatVector.fromArray(S, (float[]) y, yo + first);
    FloatVector right = FloatVector.fromArray(S, (float[]) y, yo + second);
    int place = xo;
    int row = co;
    for (int i = 0; i < m; i++) {
      // Added to zero, like a sum, so that no result is -0.
      FloatVector factor = FloatVector.broadcast(S, factors[place]);
      factor.fma(left, zero).intoArray(to, row + first);
      factor.fma(right, zero).intoArray(to, row + second);
      place += incx;
      row += ldc;
    }
  }
}
