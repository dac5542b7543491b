package gradus.engine.simd;

import java.util.Arrays;

/// The results of a reduction so far.
///
/// @param values as doubles, which hold the values of every type exactly
/// @param positions their positions along the axis, if those are the result; otherwise null
record Results(double[] values, int[] positions) {
  /// {@return n results of a reduction of no elements}
  ///
  /// @param first the position of the first element to come
  static Results of(Fold fold, int n, int first) {
    Results results = new Results(new double[n], fold.isOfPositions() ? new int[n] : null);
    Arrays.fill(results.values, fold.start());
    if (results.positions != null) {
      Arrays.fill(results.positions, first);
    }
    return results;
  }

  /// Stores a result in an array of the output.
  void store(int i, Object y, int at) {
    if (positions != null) {
      ((int[]) y)[at] = positions[i];
    } else {
      store(values[i], y, at);
    }
  }

  /// Stores a value in an array of any type; integers wrap around.
  static void store(double value, Object y, int at) {
    switch (y) {
      case float[] floats -> floats[at] = (float) value;
      case int[] ints -> ints[at] = (int) (long) value;
      default -> ((double[]) y)[at] = value;
    }
  }
}
