package gradus.engine.simd;

import static jdk.incubator.vector.VectorOperators.EQ;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.NE;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/// Loops that find the positions of maxima and minima. A minimum is the maximum of the elements
/// times -1, which is exact.
final class Positions {
  private static final VectorSpecies<Float> F = Lanes.FLOAT;
  private static final VectorSpecies<Double> D = Lanes.DOUBLE;

  /// As many integers as a vector has doubles.
  private static final VectorSpecies<Integer> HALF =
      VectorSpecies.of(int.class, Lanes.HALF.vectorShape());

  private static final WarmUp UPDATE_FLOATS = new WarmUp();
  private static final WarmUp UPDATE_DOUBLES = new WarmUp();
  private static final WarmUp FIND_FLOATS = new WarmUp();
  private static final WarmUp FIND_DOUBLES = new WarmUp();

  private Positions() {}

  /// Updates running extremes: where x is greater than the extreme so far, or less, or is the first
  /// NaN, it replaces it, and `number` is stored in y.
  static void update(
      boolean greatest, Object from, int xo, Object extremes, int number, int[] y, int n) {
    int sign = greatest ? 1 : -1;
    switch (from) {
      case float[] x -> update(sign, x, xo, (float[]) extremes, number, y, n);
      case double[] x -> update(sign, x, xo, (double[]) extremes, number, y, n);
      default -> update(sign, (int[]) from, xo, (int[]) extremes, number, y, n);
    }
  }

  private static void update(
      int sign, float[] x, int xo, float[] extremes, int number, int[] y, int n) {
    int i = 0;
    for (int whole = UPDATE_FLOATS.lanes(n); i < whole; i += F.length()) {
      FloatVector v = FloatVector.fromArray(F, x, xo + i);
      FloatVector before = FloatVector.fromArray(F, extremes, i);
      VectorMask<Float> better =
          v.mul(sign)
              .compare(GT, before.mul(sign))
              .or(v.compare(NE, v).and(before.compare(EQ, before)));
      before.blend(v, better).intoArray(extremes, i);
      IntVector.fromArray(Lanes.INT, y, i).blend(number, better.cast(Lanes.INT)).intoArray(y, i);
    }
    for (; i < n; i++) {
      float v = x[xo + i];
      if (v * sign > extremes[i] * sign || v != v && extremes[i] == extremes[i]) {
        extremes[i] = v;
        y[i] = number;
      }
    }
  }

  private static void update(
      int sign, double[] x, int xo, double[] extremes, int number, int[] y, int n) {
    int i = 0;
    for (int whole = UPDATE_DOUBLES.lanes(n); i < whole; i += D.length()) {
      DoubleVector v = DoubleVector.fromArray(D, x, xo + i);
      DoubleVector before = DoubleVector.fromArray(D, extremes, i);
      VectorMask<Double> better =
          v.mul(sign)
              .compare(GT, before.mul(sign))
              .or(v.compare(NE, v).and(before.compare(EQ, before)));
      before.blend(v, better).intoArray(extremes, i);
      IntVector.fromArray(HALF, y, i).blend(number, better.cast(HALF)).intoArray(y, i);
    }
    for (; i < n; i++) {
      double v = x[xo + i];
      if (v * sign > extremes[i] * sign || v != v && extremes[i] == extremes[i]) {
        extremes[i] = v;
        y[i] = number;
      }
    }
  }

  private static void update(
      int sign, int[] x, int xo, int[] extremes, int number, int[] y, int n) {
    for (int i = 0; i < n; i++) {
      if (sign > 0 ? x[xo + i] > extremes[i] : x[xo + i] < extremes[i]) {
        extremes[i] = x[xo + i];
        y[i] = number;
      }
    }
  }

  /// Returns the index of the first occurrence of a value in a row, which must contain it.
  static int find(double value, Object from, int xo, int n) {
    int i = 0;
    switch (from) {
      case float[] x -> {
        i = value == value ? skip((float) value, x, xo, n) : 0;
        while (x[xo + i] != value && (value == value || x[xo + i] == x[xo + i])) {
          i++;
        }
      }
      case double[] x -> {
        i = value == value ? skip(value, x, xo, n) : 0;
        while (x[xo + i] != value && (value == value || x[xo + i] == x[xo + i])) {
          i++;
        }
      }
      default -> {
        int[] x = (int[]) from;
        while (x[xo + i] != value) {
          i++;
        }
      }
    }
    return i;
  }

  /// Returns the start of the vector that contains a value, or of the tail.
  private static int skip(float value, float[] x, int xo, int n) {
    int i = 0;
    int whole = FIND_FLOATS.lanes(n);
    while (i < whole && !FloatVector.fromArray(F, x, xo + i).compare(EQ, value).anyTrue()) {
      i += F.length();
    }
    return i;
  }

  private static int skip(double value, double[] x, int xo, int n) {
    int i = 0;
    int whole = FIND_DOUBLES.lanes(n);
    while (i < whole && !DoubleVector.fromArray(D, x, xo + i).compare(EQ, value).anyTrue()) {
      i += D.length();
    }
    return i;
  }

  /// Returns the index of the first extreme of a short row of floats.
  static int inFew(boolean greatest, float[] x, int xo, int n) {
    int place = 0;
    float extreme = x[xo];
    for (int i = 1; i < n; i++) {
      float v = x[xo + i];
      if ((greatest ? v > extreme : v < extreme) || v != v && extreme == extreme) {
        extreme = v;
        place = i;
      }
    }
    return place;
  }
}
