package gradus.engine.simd;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/// Loops over runs of floats that look for the greatest.
final class FloatChoices {
  private static final VectorSpecies<Float> S = Lanes.FLOAT;
  private static final VectorSpecies<Integer> I = Lanes.INT;
  private static final int W = Lanes.WIDTH;

  private static final WarmUp GREATER = new WarmUp();
  private static final WarmUp FIND = new WarmUp();

  private FloatChoices() {}

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
