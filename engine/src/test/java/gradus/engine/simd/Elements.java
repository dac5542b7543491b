package gradus.engine.simd;

import java.util.Arrays;
import java.util.Objects;
import java.util.SplittableRandom;

/// Arrays of either type of elements, whose numbers tests read and write as doubles.
final class Elements {
  private Elements() {}

  static double get(Object array, int i) {
    return array instanceof float[] floats ? floats[i] : ((double[]) array)[i];
  }

  static void set(Object array, int i, double value) {
    if (array instanceof float[] floats) {
      floats[i] = (float) value;
    } else {
      ((double[]) array)[i] = value;
    }
  }

  /// An array of drawn numbers from -1 to 1, with all their bits.
  static Object draw(Lane lane, int length, SplittableRandom random) {
    Object array = lane.level1().allocate(length);
    for (int i = 0; i < length; i++) {
      set(array, i, random.nextDouble(-1, 1));
    }
    return array;
  }

  /// The first elements of an array.
  static Object copy(Object array, int length) {
    return array instanceof float[] floats
        ? Arrays.copyOf(floats, length)
        : Arrays.copyOf((double[]) array, length);
  }

  static Object copy(Object array) {
    return array instanceof float[] floats ? floats.clone() : ((double[]) array).clone();
  }

  /// Whether two arrays have the same bits, where all NaN count as one.
  static boolean same(Object one, Object other) {
    return Objects.deepEquals(one, other);
  }
}
