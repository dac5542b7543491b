package gradus.engine.simd;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WarmUpTest {
  private static final int W = Lanes.WIDTH;

  @Test
  void plainJavaDoesTheFirstElements() {
    WarmUp warmUp = new WarmUp(1, 100);
    assertThat(warmUp.lanes(99)).isZero();
    assertThat(warmUp.lanes(1)).isZero();
    assertThat(warmUp.lanes(2 * W)).isEqualTo(2 * W);
  }

  @Test
  void thenWholeVectorsAreForLanes() {
    WarmUp warmUp = new WarmUp(1, 0);
    assertThat(warmUp.lanes(0)).isZero();
    assertThat(warmUp.lanes(W - 1)).isZero();
    assertThat(warmUp.lanes(W)).isEqualTo(W);
    assertThat(warmUp.lanes(3 * W + 1)).isEqualTo(3 * W);
  }

  @Test
  void whatTakesLongerIsWarmSooner() {
    WarmUp warmUp = new WarmUp(8, 100);
    assertThat(warmUp.lanes(12)).isZero();
    assertThat(warmUp.lanes(1)).isZero();
    assertThat(warmUp.lanes(W)).isEqualTo(W);
  }

  /// More elements than are left don't make up for others, however many: the count doesn't wrap.
  @Test
  void elementsBeyondTheLastDontCount() {
    WarmUp warmUp = new WarmUp(8, 100);
    assertThat(warmUp.lanes(1 << 30)).isZero();
    assertThat(warmUp.lanes(W)).isEqualTo(W);
    assertThat(warmUp.lanes(W)).isEqualTo(W);
  }

  @Test
  void whatIsAllOrNothingIsInPlainJavaWhileLessThanTheRest() {
    WarmUp warmUp = new WarmUp(2, 100);
    assertThat(warmUp.over(20)).isFalse();
    assertThat(warmUp.over(29)).isFalse();
    assertThat(warmUp.over(0)).isFalse();
    assertThat(warmUp.over(1)).isTrue();
    assertThat(warmUp.over(0)).isTrue();
  }

  @Test
  void whatAloneTakesLongerThanTheRestIsInLanesAtOnce() {
    WarmUp warmUp = new WarmUp(2, 100);
    assertThat(warmUp.over(1L << 40)).isTrue();
    assertThat(warmUp.over(0)).isTrue();
  }

  @Test
  void theLargestNumberOfElementsIsNeverReached() {
    WarmUp warmUp = new WarmUp(2, Integer.MAX_VALUE);
    assertThat(warmUp.over(1L << 40)).isFalse();
    assertThat(warmUp.lanes(Integer.MAX_VALUE)).isZero();
    assertThat(warmUp.lanes(Integer.MAX_VALUE)).isZero();
    assertThat(warmUp.over(1L << 40)).isFalse();
  }
}
