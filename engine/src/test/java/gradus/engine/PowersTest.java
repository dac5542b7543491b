package gradus.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The logarithm by which results are measured.
class PowersTest {
  @Test
  void logarithmsOfPowersOfTwoAreExact() {
    for (int k = -1074; k <= 1023; k++) {
      assertThat(Powers.exactLog2(Math.scalb(1.0, k))).isEqualTo(k);
    }
  }

  @Test
  void logarithmsOfWhatHasNone() {
    assertThat(Powers.exactLog2(0)).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(Powers.exactLog2(-0.0)).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(Powers.exactLog2(-1)).isNaN();
    assertThat(Powers.exactLog2(-Double.MIN_VALUE)).isNaN();
    assertThat(Powers.exactLog2(Double.NEGATIVE_INFINITY)).isNaN();
    assertThat(Powers.exactLog2(Double.NaN)).isNaN();
    assertThat(Powers.exactLog2(Double.POSITIVE_INFINITY)).isEqualTo(Double.POSITIVE_INFINITY);
  }

  /// Below 1 as well as above, where a fraction is halved, and without a leading digit.
  @ParameterizedTest
  @ValueSource(doubles = {0.3, 0.99, 1.01, 1.4, 1.5, 1.99, 3, 1e300, 1e-300, 3 * Double.MIN_VALUE})
  void logarithmsOfOtherNumbersAreClose(double a) {
    double expected = Math.log10(a) / Math.log10(2);
    assertThat(Powers.exactLog2(a)).isCloseTo(expected, within(Math.abs(expected) * 4e-15));
  }
}
