package gradus.engine.simd;

/// When a loop goes over to lanes.
///
/// The Vector API is fast in code that the JVM's optimising compiler has compiled. Before that each
/// of its calls costs about a microsecond, a thousand times what it replaces: a program that runs
/// for a second would spend half of it there. So each loop is there twice, in lanes and in plain
/// Java, and has a warm-up of its own: plain Java does the first millions of elements and, from
/// then on, what is left over behind the last whole vector. Both compute the same bits, so nobody
/// can tell which one ran.
///
/// The count isn't atomic: where two threads count at once, a loop goes over a little later.
final class WarmUp {
  /// In plain Java a loop takes about half a nanosecond to one an element; until its lanes are
  /// compiled some 50 milliseconds pass, slowly. A program that a loop has less to do in than this
  /// is better off without.
  private static final int ELEMENTS = Setting.WARM_UP.value().orElse(1 << 25);

  private final int cost;
  private int left;

  /// The warm-up of a loop of a single instruction or so for an element.
  WarmUp() {
    this(1);
  }

  /// The warm-up of a loop.
  ///
  /// @param cost how much longer than that its plain Java takes
  WarmUp(int cost) {
    this(cost, ELEMENTS);
  }

  /// The warm-up of a loop.
  ///
  /// @param elements how many of a cost of 1 it takes
  WarmUp(int cost, int elements) {
    this.cost = cost;
    left = elements;
  }

  /// How many elements to do in lanes.
  ///
  /// @param n how many there are
  /// @return none, or all that make up whole vectors of floats
  int lanes(int n) {
    if (left > 0) {
      left -= (int) Math.min(left, (long) n * cost);
      return 0;
    }
    return n & -Lanes.WIDTH;
  }

  /// Whether to do it in lanes, where that is a matter of all or nothing. What alone takes longer
  /// than the rest of the warm-up isn't done in plain Java any more.
  ///
  /// @param elements how much there is to do
  boolean over(long elements) {
    // So that nothing is written from then on: a field that all threads write slows each of them.
    if (left <= 0) {
      return true;
    }
    boolean over = elements * cost >= left;
    left -= (int) Math.min(left, elements * cost);
    return over;
  }
}
