package gradus.engine.simd;

import gradus.engine.Comparison;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/// Loops that compare two runs of floats, which return the integer 1 for true and 0 for false, and
/// loops that select floats.
final class FloatChoices {
  private static final VectorSpecies<Float> S = Lanes.FLOAT;
  private static final VectorSpecies<Integer> I = Lanes.INT;
  private static final int W = Lanes.WIDTH;

  private static final WarmUp EQ = new WarmUp();
  private static final WarmUp NE = new WarmUp();
  private static final WarmUp LT = new WarmUp();
  private static final WarmUp LE = new WarmUp();
  private static final WarmUp GT = new WarmUp();
  private static final WarmUp GE = new WarmUp();
  private static final WarmUp CLAMP = new WarmUp();
  private static final WarmUp WHERE = new WarmUp();
  private static final WarmUp GREATER = new WarmUp();
  private static final WarmUp FIND = new WarmUp();

  private FloatChoices() {}

  static void compare(Comparison op, float[] a, int ao, float[] b, int bo, int[] y, int yo, int n) {
    switch (op) {
      case EQ -> eq(a, ao, b, bo, y, yo, n);
      case NE -> ne(a, ao, b, bo, y, yo, n);
      case LT -> lt(a, ao, b, bo, y, yo, n);
      case LE -> le(a, ao, b, bo, y, yo, n);
      case GT -> gt(a, ao, b, bo, y, yo, n);
      case GE -> ge(a, ao, b, bo, y, yo, n);
    }
  }

  private static void eq(float[] a, int ao, float[] b, int bo, int[] y, int yo, int n) {
    int i = 0;
    for (int whole = EQ.lanes(n); i < whole; i += W) {
      IntVector.zero(I)
          .blend(
              1,
              FloatVector.fromArray(S, a, ao + i)
                  .compare(VectorOperators.EQ, FloatVector.fromArray(S, b, bo + i))
                  .cast(I))
          .intoArray(y, yo + i);
    }
    for (; i < n; i++) {
      y[yo + i] = a[ao + i] == b[bo + i] ? 1 : 0;
    }
  }

  private static void ne(float[] a, int ao, float[] b, int bo, int[] y, int yo, int n) {
    int i = 0;
    for (int whole = NE.lanes(n); i < whole; i += W) {
      IntVector.zero(I)
          .blend(
              1,
              FloatVector.fromArray(S, a, ao + i)
                  .compare(VectorOperators.NE, FloatVector.fromArray(S, b, bo + i))
                  .cast(I))
          .intoArray(y, yo + i);
    }
    for (; i < n; i++) {
      y[yo + i] = a[ao + i] != b[bo + i] ? 1 : 0;
    }
  }

  private static void lt(float[] a, int ao, float[] b, int bo, int[] y, int yo, int n) {
    int i = 0;
    for (int whole = LT.lanes(n); i < whole; i += W) {
      IntVector.zero(I)
          .blend(
              1,
              FloatVector.fromArray(S, a, ao + i)
                  .compare(VectorOperators.LT, FloatVector.fromArray(S, b, bo + i))
                  .cast(I))
          .intoArray(y, yo + i);
    }
    for (; i < n; i++) {
      y[yo + i] = a[ao + i] < b[bo + i] ? 1 : 0;
    }
  }

  private static void le(float[] a, int ao, float[] b, int bo, int[] y, int yo, int n) {
    int i = 0;
    for (int whole = LE.lanes(n); i < whole; i += W) {
      IntVector.zero(I)
          .blend(
              1,
              FloatVector.fromArray(S, a, ao + i)
                  .compare(VectorOperators.LE, FloatVector.fromArray(S, b, bo + i))
                  .cast(I))
          .intoArray(y, yo + i);
    }
    for (; i < n; i++) {
      y[yo + i] = a[ao + i] <= b[bo + i] ? 1 : 0;
    }
  }

  private static void gt(float[] a, int ao, float[] b, int bo, int[] y, int yo, int n) {
    int i = 0;
    for (int whole = GT.lanes(n); i < whole; i += W) {
      IntVector.zero(I)
          .blend(
              1,
              FloatVector.fromArray(S, a, ao + i)
                  .compare(VectorOperators.GT, FloatVector.fromArray(S, b, bo + i))
                  .cast(I))
          .intoArray(y, yo + i);
    }
    for (; i < n; i++) {
      y[yo + i] = a[ao + i] > b[bo + i] ? 1 : 0;
    }
  }

  private static void ge(float[] a, int ao, float[] b, int bo, int[] y, int yo, int n) {
    int i = 0;
    for (int whole = GE.lanes(n); i < whole; i += W) {
      IntVector.zero(I)
          .blend(
              1,
              FloatVector.fromArray(S, a, ao + i)
                  .compare(VectorOperators.GE, FloatVector.fromArray(S, b, bo + i))
                  .cast(I))
          .intoArray(y, yo + i);
    }
    for (; i < n; i++) {
      y[yo + i] = a[ao + i] >= b[bo + i] ? 1 : 0;
    }
  }

  /// Selects the first choice where the condition is not 0, and the second elsewhere.
  static void where(
      int[] condition, int co, float[] a, int ao, float[] b, int bo, float[] y, int yo, int n) {
    int i = 0;
    for (int whole = WHERE.lanes(n); i < whole; i += W) {
      FloatVector.fromArray(S, b, bo + i)
          .blend(
              FloatVector.fromArray(S, a, ao + i),
              IntVector.fromArray(I, condition, co + i).compare(VectorOperators.NE, 0).cast(S))
          .intoArray(y, yo + i);
    }
    for (; i < n; i++) {
      y[yo + i] = condition[co + i] != 0 ? a[ao + i] : b[bo + i];
    }
  }

  /// Clamps: min(max(x, low), high).
  static void clamp(float low, float high, float[] x, int xo, float[] y, int yo, int n) {
    int i = 0;
    for (int whole = CLAMP.lanes(n); i < whole; i += W) {
      FloatVector.fromArray(S, x, xo + i).max(low).min(high).intoArray(y, yo + i);
    }
    for (; i < n; i++) {
      y[yo + i] = Math.min(Math.max(x[xo + i], low), high);
    }
  }

  /// Updates running maxima: where x is greater than the maximum so far, or is the first NaN, it
  /// replaces the maximum, and `number` is stored in y.
  static void greater(float[] x, int xo, float[] greatest, int number, int[] y, int yo, int n) {
    int i = 0;
    for (int whole = GREATER.lanes(n); i < whole; i += W) {
      FloatVector v = FloatVector.fromArray(S, x, xo + i);
      FloatVector before = FloatVector.fromArray(S, greatest, i);
      VectorMask<Float> better =
          v.compare(VectorOperators.GT, before)
              .or(v.compare(VectorOperators.NE, v).and(before.compare(VectorOperators.EQ, before)));
      before.blend(v, better).intoArray(greatest, i);
      IntVector.fromArray(I, y, yo + i).blend(number, better.cast(I)).intoArray(y, yo + i);
    }
    for (; i < n; i++) {
      float v = x[xo + i];
      if (v > greatest[i] || v != v && greatest[i] == greatest[i]) {
        greatest[i] = v;
        y[yo + i] = number;
      }
    }
  }

  /// Returns the index of the first occurrence of a value in a run, which must contain it.
  static int find(float value, float[] x, int xo, int n) {
    int i = 0;
    for (int whole = FIND.lanes(n); i < whole; i += W) {
      if (FloatVector.fromArray(S, x, xo + i).compare(VectorOperators.EQ, value).anyTrue()) {
        break;
      }
    }
    while (x[xo + i] != value) {
      i++;
    }
    return i;
  }
}
