package gradus.engine.simd;

/// A kernel's switch from plain Java to vectors.
///
/// The Vector API is fast in code that the JVM's optimising compiler (C2) has compiled. Before
/// that, each of its calls costs about a microsecond, a thousand times as much as the arithmetic
/// that it replaces. Therefore each kernel exists twice, with vectors and in plain Java, and both
/// return the same bits. Plain Java does the work until [Warming], a thread of its own, has seen
/// that the vector code is compiled: it calls a sample of it again and again, on scratch data, and
/// turns the switch on once the sample is as fast as expected. If the sample becomes slow later,
/// because the JVM has thrown the compiled code away, the switch goes off again.
///
/// The vector code and its plain twin must be methods of their own. In a common method, warming one
/// would change what the JVM knows about the other.
final class Switch {
  /// The order in which kernels are warmed, since the JVM compiles one at a time.
  enum Order {
    /// The tile that serves all matrix products.
    PRODUCTS,

    /// Element-wise operations, reductions and the like.
    LOOPS,

    /// Packing for matrix products, which plain Java does nearly as fast.
    PACKING,

    /// Code for some sizes of matrix products, which the first serves meanwhile.
    EXACT
  }

  /// Calls of a kernel's vector code on scratch data.
  @FunctionalInterface
  interface Sample {
    /// Calls the vector code, in a loop of its own. [Warming] calls this method much more rarely
    /// than the vector code needs to be called, so that the JVM compiles the vector code by itself
    /// rather than as a part of its caller, which the program does not use.
    ///
    /// @param turns the number of turns of each call: 0, and then a call must return at once, or
    ///   any number up to [Warming#LONG]
    /// @param times the number of calls
    void call(int turns, int times);
  }

  /// The number of elements that a kernel processes in plain Java before it is warmed at all, so
  /// that short programs do not start a thread and compile what they hardly use. With 0, vectors
  /// are used at once, compiled or not.
  private static final int ELEMENTS = Setting.WARM_UP.value().orElse(1 << 18);

  /// The number of elements that is never reached: the largest value of the setting.
  private static final int NEVER = Integer.MAX_VALUE;

  private final Object name;
  final Order order;

  /// The processor cycles of a turn of the loop, at most; see [Warming].
  final int cycles;

  final Sample sample;
  private final Runnable renewal;
  private volatile boolean on;
  private int left;

  /// Creates a switch.
  ///
  /// @param name has the kernel's name, for messages, as its text
  /// @param cycles the processor cycles that a turn of the compiled loop takes at most
  /// @param sample calls the vector code
  Switch(Object name, Order order, int cycles, Sample sample) {
    this(name, order, cycles, sample, () -> {});
  }

  /// @param renewal generates the vector code again, see [Generated]
  Switch(Object name, Order order, int cycles, Sample sample, Runnable renewal) {
    this(name, order, cycles, sample, renewal, ELEMENTS);
  }

  /// @param elements the number of elements until it is warmed
  Switch(Object name, Order order, int cycles, Sample sample, Runnable renewal, int elements) {
    this.name = name;
    this.order = order;
    this.cycles = cycles;
    this.sample = sample;
    this.renewal = renewal;
    this.on = elements == 0;
    this.left = elements;
  }

  /// Returns whether to use vectors.
  ///
  /// @param elements the number of elements to process, times the cost of one in plain Java
  ///   relative to an addition
  boolean on(long elements) {
    return on || count(elements);
  }

  /// Returns the number of elements to process with vectors.
  ///
  /// @param n the number of elements
  /// @return 0, or the number of elements in whole vectors of floats
  int lanes(int n) {
    return on(n) ? n & -Lanes.WIDTH : 0;
  }

  /// The count is not atomic. If two threads count at the same time, warming starts a little later.
  private boolean count(long elements) {
    int before = left;
    if (before > 0 && before != NEVER) {
      int after = (int) (before - Math.min(before, elements));
      left = after;
      if (after == 0) {
        Warming.ask(this);
      }
    }
    return false;
  }

  /// Called by [Warming].
  void turn(boolean on) {
    this.on = on;
  }

  /// Called by [Warming] if the vector code did not become fast.
  void renew() {
    renewal.run();
  }

  @Override
  public String toString() {
    return name.toString();
  }
}
