package gradus.engine.simd;

import static org.assertj.core.api.Assertions.assertThat;

import gradus.engine.DType;
import gradus.engine.simd.Switch.Order;
import jdk.incubator.vector.FloatVector;
import org.junit.jupiter.api.Test;

class SwitchTest {
  private static final int W = Lanes.WIDTH;

  private static Switch of(int elements) {
    return new Switch("a kernel", Order.LOOPS, 1, (_, _) -> {}, () -> {}, elements);
  }

  private static Switch sums(int elements) {
    float[] x = (float[]) Scratch.of(DType.F32);
    return new Switch(
        "sums", Order.LOOPS, 16, (turns, times) -> addOne(x, turns, times), () -> {}, elements);
  }

  private static void addOne(float[] x, int turns, int times) {
    for (int i = 0; i < times; i++) {
      addOne(x, turns * W);
    }
  }

  private static void addOne(float[] x, int n) {
    for (int i = 0; i < n; i += W) {
      FloatVector.fromArray(Lanes.FLOAT, x, i).add(1).intoArray(x, i);
    }
  }

  @Test
  void isOnFromTheStartIfNothingIsToBeDoneInPlainJava() {
    assertThat(of(0).on(0)).isTrue();
    assertThat(of(0).on(1)).isTrue();
  }

  /// Whatever was counted: only a measurement turns it on.
  @Test
  void isOffUntilItIsTurned() {
    Switch its = of(2_000_000_000);
    assertThat(its.on(1_999_999_999)).isFalse();
    its.turn(true);
    assertThat(its.on(1)).isTrue();
    its.turn(false);
    assertThat(its.on(0)).isFalse();
  }

  @Test
  void theLargestNumberOfElementsIsNeverReached() throws InterruptedException {
    Switch never = sums(Integer.MAX_VALUE);
    assertThat(never.on(1L << 40)).isFalse();
    assertThat(never.on(Integer.MAX_VALUE)).isFalse();
    Switch after = sums(1);
    // What was asked for later is on, so the former was not asked for.
    for (int i = 0; i < 60_000 && !after.on(1); i++) {
      Thread.sleep(1);
    }
    assertThat(after.on(0)).isTrue();
    assertThat(never.on(1)).isFalse();
  }

  @Test
  void wholeVectorsAreForLanes() {
    Switch its = of(0);
    assertThat(its.lanes(0)).isZero();
    assertThat(its.lanes(W - 1)).isZero();
    assertThat(its.lanes(W)).isEqualTo(W);
    assertThat(its.lanes(3 * W + 1)).isEqualTo(3 * W);
    its.turn(false);
    assertThat(its.lanes(3 * W + 1)).isZero();
  }

  /// The whole way, with this JVM's compiler: sums that were asked for run in lanes after a while.
  /// The count doesn't wrap, however many elements there are.
  @Test
  void aLoopIsWarmedBesideOnceItHasDoneEnough() throws InterruptedException {
    Switch sums = sums(100);
    assertThat(sums.on(60)).isFalse();
    assertThat(sums.on(1L << 40)).isFalse();
    for (int i = 0; i < 60_000 && !sums.on(0); i++) {
      Thread.sleep(1);
    }
    assertThat(sums.on(0)).isTrue();
    Switch notAsked = sums(100);
    assertThat(notAsked.on(99)).isFalse();
    Thread.sleep(20);
    assertThat(notAsked.on(0)).isFalse();
  }
}
