package gradus.engine.simd;

import static jdk.incubator.vector.VectorOperators.EQ;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.NE;

import gradus.engine.DType;
import gradus.engine.simd.Switch.Order;
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

  private static final Switch UPDATE_FLOATS =
      new Switch("positions by column, F32", Order.LOOPS, 60, Positions::sampleUpdateFloats);
  private static final Switch UPDATE_DOUBLES =
      new Switch("positions by column, F64", Order.LOOPS, 60, Positions::sampleUpdateDoubles);
  private static final Switch FIND_FLOATS =
      new Switch("positions in rows, F32", Order.LOOPS, 20, Positions::sampleFindFloats);
  private static final Switch FIND_DOUBLES =
      new Switch("positions in rows, F64", Order.LOOPS, 20, Positions::sampleFindDoubles);

  private Positions() {}

  /// Arrays for samples.
  private static final class Sample {
    private static final float[] FLOATS = (float[]) Scratch.of(DType.F32);
    private static final double[] DOUBLES = (double[]) Scratch.of(DType.F64);
    private static final int[] POSITIONS = (int[]) Scratch.of(DType.I32);
  }

  private static void sampleUpdateFloats(int turns, int times) {
    int n = turns * F.length();
    for (int i = 0; i < times; i++) {
      updateLanes(1, Sample.FLOATS, 0, Sample.FLOATS, 1, Sample.POSITIONS, n);
    }
  }

  private static void sampleUpdateDoubles(int turns, int times) {
    int n = turns * D.length();
    for (int i = 0; i < times; i++) {
      updateLanes(1, Sample.DOUBLES, 0, Sample.DOUBLES, 1, Sample.POSITIONS, n);
    }
  }

  /// Finds nothing, so that it goes to the end.
  private static void sampleFindFloats(int turns, int times) {
    for (int i = 0; i < times; i++) {
      skipLanes(2, Sample.FLOATS, 0, turns * F.length());
    }
  }

  private static void sampleFindDoubles(int turns, int times) {
    for (int i = 0; i < times; i++) {
      skipLanes(2, Sample.DOUBLES, 0, turns * D.length());
    }
  }

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
    int whole = UPDATE_FLOATS.on(n) ? n - n % F.length() : 0;
    if (whole > 0) {
      updateLanes(sign, x, xo, extremes, number, y, whole);
    }
    for (int i = whole; i < n; i++) {
      float v = x[xo + i];
      if (v * sign > extremes[i] * sign || v != v && extremes[i] == extremes[i]) {
        extremes[i] = v;
        y[i] = number;
      }
    }
  }

  private static void updateLanes(
      int sign, float[] x, int xo, float[] extremes, int number, int[] y, int n) {
    for (int i = 0; i < n; i += F.length()) {
      FloatVector v = FloatVector.fromArray(F, x, xo + i);
      FloatVector before = FloatVector.fromArray(F, extremes, i);
      VectorMask<Float> better =
          v.mul(sign)
              .compare(GT, before.mul(sign))
              .or(v.compare(NE, v).and(before.compare(EQ, before)));
      before.blend(v, better).intoArray(extremes, i);
      IntVector.fromArray(Lanes.INT, y, i).blend(number, better.cast(Lanes.INT)).intoArray(y, i);
    }
  }

  private static void update(
      int sign, double[] x, int xo, double[] extremes, int number, int[] y, int n) {
    int whole = UPDATE_DOUBLES.on(n) ? n - n % D.length() : 0;
    if (whole > 0) {
      updateLanes(sign, x, xo, extremes, number, y, whole);
    }
    for (int i = whole; i < n; i++) {
      double v = x[xo + i];
      if (v * sign > extremes[i] * sign || v != v && extremes[i] == extremes[i]) {
        extremes[i] = v;
        y[i] = number;
      }
    }
  }

  private static void updateLanes(
      int sign, double[] x, int xo, double[] extremes, int number, int[] y, int n) {
    for (int i = 0; i < n; i += D.length()) {
      DoubleVector v = DoubleVector.fromArray(D, x, xo + i);
      DoubleVector before = DoubleVector.fromArray(D, extremes, i);
      VectorMask<Double> better =
          v.mul(sign)
              .compare(GT, before.mul(sign))
              .or(v.compare(NE, v).and(before.compare(EQ, before)));
      before.blend(v, better).intoArray(extremes, i);
      IntVector.fromArray(HALF, y, i).blend(number, better.cast(HALF)).intoArray(y, i);
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
    return FIND_FLOATS.on(n) ? skipLanes(value, x, xo, n - n % F.length()) : 0;
  }

  private static int skipLanes(float value, float[] x, int xo, int n) {
    int i = 0;
    while (i < n && !FloatVector.fromArray(F, x, xo + i).compare(EQ, value).anyTrue()) {
      i += F.length();
    }
    return i;
  }

  private static int skip(double value, double[] x, int xo, int n) {
    return FIND_DOUBLES.on(n) ? skipLanes(value, x, xo, n - n % D.length()) : 0;
  }

  private static int skipLanes(double value, double[] x, int xo, int n) {
    int i = 0;
    while (i < n && !DoubleVector.fromArray(D, x, xo + i).compare(EQ, value).anyTrue()) {
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
