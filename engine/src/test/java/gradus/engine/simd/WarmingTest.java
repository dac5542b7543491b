package gradus.engine.simd;

import static org.assertj.core.api.Assertions.assertThat;

import gradus.engine.simd.Switch.Order;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What is warmed when, on a clock that only samples and waiting move.
class WarmingTest {
  private static final long MILLISECOND = 1_000_000;

  /// Shorter than the shortest cycle: five times as fast as expected.
  private static final double FAST = 0.04;

  private static final double SLOW = 1000;

  private long now;
  private final Warming warming = new Warming(() -> now);

  /// A kernel of ten cycles a turn.
  private class Kernel implements Switch.Sample {
    private final Switch its;
    private final List<Integer> calls = new ArrayList<>();
    private double nanosPerCycle = SLOW;
    private int renewals;

    /// Before this many calls it is slow.
    private int compiledAfter;

    Kernel(Order order) {
      its = new Switch(order.name(), order, 10, this, this::renew, 2_000_000_000);
    }

    Kernel compiledAfter(int calls, double nanosPerCycle) {
      this.compiledAfter = calls;
      this.nanosPerCycle = nanosPerCycle;
      return this;
    }

    @Override
    public void call(int turns, int times) {
      for (int i = 0; i < times; i++) {
        calls.add(turns);
        now += (long) (turns * 10 * (calls.size() <= compiledAfter ? SLOW : nanosPerCycle));
      }
    }

    void renew() {
      renewals++;
    }

    boolean on() {
      return its.on(0);
    }
  }

  private void rounds(int count) {
    for (int i = 0; i < count; i++) {
      now += Math.min(MILLISECOND, warming.round());
    }
  }

  /// As long as it takes until nothing is to be done before long.
  private void seconds(int seconds) {
    long end = now + seconds * 1000 * MILLISECOND;
    while (now < end) {
      long wait = warming.round();
      now += Math.min(wait, end - now);
    }
  }

  @Test
  void aKernelIsOnOnceItIsFast() {
    Kernel kernel = new Kernel(Order.LOOPS).compiledAfter(2000, FAST);
    warming.add(kernel.its);
    rounds(3);
    assertThat(kernel.on()).isFalse();
    rounds(3);
    assertThat(kernel.on()).isTrue();
    assertThat(kernel.calls.subList(0, 66))
        .startsWith(Warming.SHORT, 0, 0)
        .endsWith(0, Warming.SHORT, 0);
    assertThat(kernel.calls.getLast()).isEqualTo(Warming.LONG);
  }

  /// What is fast in short calls alone isn't used.
  @Test
  void aKernelThatIsSlowInLongCallsIsOff() {
    Kernel kernel =
        new Kernel(Order.LOOPS) {
          @Override
          public void call(int turns, int times) {
            super.call(turns, times);
            now += turns == Warming.LONG ? 5 * MILLISECOND : 0;
          }
        };
    kernel.compiledAfter(0, FAST);
    warming.add(kernel.its);
    rounds(100);
    assertThat(kernel.on()).isFalse();
  }

  @Test
  void aKernelThatBecomesSlowIsOffUntilItIsFastAgain() {
    Kernel kernel = new Kernel(Order.LOOPS).compiledAfter(0, FAST);
    warming.add(kernel.its);
    rounds(1);
    assertThat(kernel.on()).isTrue();
    seconds(100);
    assertThat(kernel.on()).isTrue();
    kernel.nanosPerCycle = SLOW;
    seconds(2);
    assertThat(kernel.on()).isFalse();
    kernel.nanosPerCycle = FAST;
    rounds(2);
    assertThat(kernel.on()).isTrue();
  }

  /// It is measured soon after it was turned on, and then more and more rarely, but always again.
  @Test
  void aKernelInUseIsMeasuredEverMoreRarely() {
    Kernel kernel = new Kernel(Order.LOOPS).compiledAfter(0, FAST);
    warming.add(kernel.its);
    rounds(1);
    int before = kernel.calls.size();
    assertThat(warming.round()).isLessThanOrEqualTo(MILLISECOND);
    seconds(1);
    int first = kernel.calls.size() - before;
    assertThat(first).isBetween(5, 20);
    seconds(100);
    assertThat(kernel.calls.size() - before - first).isBetween(90, 110);
  }

  @Test
  void aKernelThatIsNeverFastIsGivenUp() {
    Kernel kernel = new Kernel(Order.LOOPS);
    warming.add(kernel.its);
    seconds(600);
    int calls = kernel.calls.size();
    assertThat(calls).isPositive();
    kernel.nanosPerCycle = FAST;
    seconds(600);
    assertThat(kernel.calls).hasSize(calls);
    assertThat(kernel.on()).isFalse();
    assertThat(warming.round()).isEqualTo(Long.MAX_VALUE);
  }

  /// Nearly twice as slow as expected, but not without compiled vectors: used after the first try.
  @Test
  void aKernelThatIsNearlyFastIsUsedAfterAWhile() {
    Kernel kernel = new Kernel(Order.LOOPS).compiledAfter(0, 0.35);
    warming.add(kernel.its);
    seconds(1);
    assertThat(kernel.on()).isFalse();
    seconds(4);
    assertThat(kernel.on()).isTrue();
  }

  /// C2 does not compile a class again for being slow.
  @Test
  void aKernelThatIsCompiledBadlyIsGeneratedAgain() {
    Kernel kernel =
        new Kernel(Order.LOOPS) {
          @Override
          void renew() {
            super.renew();
            compiledAfter(0, FAST);
          }
        };
    warming.add(kernel.its);
    seconds(1);
    assertThat(kernel.renewals).isZero();
    seconds(2);
    assertThat(kernel.renewals).isOne();
    assertThat(kernel.on()).isTrue();
  }

  /// The JVM may throw compiled code away many times in a long run.
  @Test
  void aKernelThatBecomesSlowNowAndThenIsNotGivenUp() {
    Kernel kernel = new Kernel(Order.LOOPS).compiledAfter(0, FAST);
    warming.add(kernel.its);
    for (int i = 0; i < 20; i++) {
      kernel.nanosPerCycle = FAST;
      seconds(10);
      assertThat(kernel.on()).isTrue();
      kernel.nanosPerCycle = SLOW;
      seconds(2);
      assertThat(kernel.on()).isFalse();
    }
  }

  /// Vectors that are slow again soon after they were fast, each time, are no gain.
  @Test
  void aKernelThatIsNeverFastForLongIsGivenUp() {
    Kernel kernel = new Kernel(Order.LOOPS);
    warming.add(kernel.its);
    for (int i = 0; i < 5; i++) {
      kernel.nanosPerCycle = FAST;
      rounds(3);
      assertThat(kernel.on()).isTrue();
      kernel.nanosPerCycle = SLOW;
      rounds(1000);
      assertThat(kernel.on()).isFalse();
    }
    kernel.nanosPerCycle = FAST;
    seconds(600);
    assertThat(kernel.on()).isFalse();
  }

  /// Four at a time, in the order of their kind, then of asking.
  @Test
  void kernelsAreWarmedInTurn() {
    List<Order> orders =
        List.of(Order.EXACT, Order.LOOPS, Order.LOOPS, Order.LOOPS, Order.LOOPS, Order.PRODUCTS);
    List<Kernel> kernels = orders.stream().map(Kernel::new).toList();
    kernels.forEach(kernel -> warming.add(kernel.its));
    rounds(1);
    assertThat(kernels.stream().map(kernel -> kernel.calls.isEmpty()))
        .containsExactly(true, false, false, false, true, false);
    kernels.get(5).compiledAfter(0, FAST);
    rounds(2);
    assertThat(kernels.get(5).on()).isTrue();
    assertThat(kernels.get(4).calls).isNotEmpty();
    assertThat(kernels.get(0).calls).isEmpty();
  }

  /// What isn't fast after a while makes room for others.
  @Test
  void kernelsThatStaySlowMakeRoom() {
    for (int i = 0; i < 4; i++) {
      warming.add(new Kernel(Order.PRODUCTS).its);
    }
    Kernel last = new Kernel(Order.EXACT).compiledAfter(0, FAST);
    warming.add(last.its);
    rounds(10);
    assertThat(last.on()).isFalse();
    seconds(10);
    assertThat(last.on()).isTrue();
  }

  @Test
  void aKernelThatFailsIsGivenUpAndTheOthersGoOn() {
    Kernel bad =
        new Kernel(Order.LOOPS) {
          @Override
          public void call(int turns, int times) {
            super.call(turns, times);
            throw new IndexOutOfBoundsException("a sample");
          }
        };
    Kernel good = new Kernel(Order.LOOPS).compiledAfter(0, FAST);
    warming.add(bad.its);
    warming.add(good.its);
    rounds(3);
    assertThat(bad.calls).hasSize(1);
    assertThat(bad.on()).isFalse();
    assertThat(good.on()).isTrue();
  }

  /// What the JVM has thrown away is wanted at once: it does not queue behind what is less urgent.
  @Test
  void aKernelThatBecameSlowKeepsItsPlace() {
    Kernel first = new Kernel(Order.LOOPS).compiledAfter(0, FAST);
    warming.add(first.its);
    rounds(1);
    assertThat(first.on()).isTrue();
    for (int i = 0; i < 5; i++) {
      warming.add(new Kernel(Order.EXACT).its);
    }
    rounds(2);
    first.nanosPerCycle = SLOW;
    seconds(1);
    assertThat(first.on()).isFalse();
    int calls = first.calls.size();
    // The four that are being warmed make room.
    seconds(3);
    assertThat(first.calls).hasSizeGreaterThan(calls);
    first.nanosPerCycle = FAST;
    rounds(2);
    assertThat(first.on()).isTrue();
  }

  @Test
  void aKernelIsWarmedOnceHoweverOftenItIsAskedFor() {
    Kernel kernel = new Kernel(Order.LOOPS).compiledAfter(0, FAST);
    warming.add(kernel.its);
    warming.add(kernel.its);
    rounds(1);
    assertThat(kernel.calls).containsExactly(Warming.SHORT, Warming.LONG);
  }
}
