package gradus.engine.simd;

/// The point at which a loop switches to vectors.
///
/// The Vector API is fast in code that the JVM's optimising compiler (C2) has compiled. Before
/// that, each of its calls costs about a microsecond, a thousand times as much as the arithmetic
/// that it replaces: a program that runs for a second would spend half of it there. Therefore each
/// loop exists twice, with vectors and in plain Java, and has its own warm-up: plain Java processes
/// the first millions of elements and, from then on, the tail after the last whole vector. Both
/// compute the same bits.
///
/// The count is not atomic. If two threads count at the same time, the loop switches a little
/// later.
final class WarmUp {
  /// The number of elements of warm-up. Plain Java takes about half a nanosecond to one nanosecond
  /// per element; compiling the vector code takes about 50 milliseconds, during which it is slow.
  /// Below this count, vectorising costs more than it saves.
  private static final int ELEMENTS = Setting.WARM_UP.value().orElse(1 << 25);

  /// The number of elements after which a loop never switches: the largest value of the setting.
  private static final int NEVER = Integer.MAX_VALUE;

  private final int cost;
  private int left;

  /// Creates the warm-up of a loop that takes about one instruction per element.
  WarmUp() {
    this(1);
  }

  /// Creates the warm-up of a loop.
  ///
  /// @param cost the cost of an element in plain Java, relative to a single instruction
  WarmUp(int cost) {
    this(cost, ELEMENTS);
  }

  /// Creates the warm-up of a loop.
  ///
  /// @param elements the number of elements of cost 1 until it switches
  WarmUp(int cost, int elements) {
    this.cost = cost;
    left = elements;
  }

  /// Returns the number of elements to process with vectors.
  ///
  /// @param n the number of elements
  /// @return 0, or the number of elements in whole vectors of floats
  int lanes(int n) {
    if (left > 0) {
      spend((long) n * cost);
      return 0;
    }
    return n & -Lanes.WIDTH;
  }

  /// Returns whether to use vectors for work that cannot be divided. Work that is larger than the
  /// rest of the warm-up uses vectors at once.
  ///
  /// @param elements the amount of work
  boolean over(long elements) {
    // Do not write from now on: a field that all threads write slows each of them.
    if (left <= 0) {
      return true;
    }
    boolean over = left != NEVER && elements * cost >= left;
    spend(elements * cost);
    return over;
  }

  private void spend(long work) {
    if (left != NEVER) {
      left -= (int) Math.min(left, work);
    }
  }
}
