package gradus.engine.simd;

/// A formula in vectors. [LoopAssembler] generates the classes.
abstract class LaneLoop {
  private PlainLoop plain;

  /// Computes runs of elements.
  ///
  /// @param in the arrays of the inputs, then the output's
  /// @param at the offset of each run
  /// @param n the length of the runs, a multiple of the number of elements in a vector
  /// @param parameters the formula's parameters
  abstract void run(Object[] in, int[] at, int n, double[] parameters);

  /// Sets the loop that computes vectors in which the exact function is needed.
  LaneLoop with(PlainLoop plain) {
    this.plain = plain;
    return this;
  }

  /// Computes a vector in which the exact function is needed.
  ///
  /// @param start the index of its first element in the runs
  /// @param n the number of its elements
  final void exact(Object[] in, int[] at, int start, int n, double[] parameters) {
    int[] moved = new int[at.length];
    for (int i = 0; i < moved.length; i++) {
      moved[i] = at[i] + start;
    }
    plain.run(in, moved, n, parameters);
  }
}
