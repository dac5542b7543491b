package gradus.cli.figures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IntervalTest {
  /// The examples of R. G. Newcombe, "Two-sided confidence intervals for the single proportion",
  /// Statistics in Medicine 17 (1998), table I, method 3.
  @ParameterizedTest
  @CsvSource({
    "81, 263, 0.2553, 0.3662",
    "15, 148, 0.0624, 0.1605",
    "0,  20,  0,      0.1611",
    "1,  29,  0.0061, 0.1718"
  })
  void wilsonsIsThePublished(int hits, int of, double low, double high) {
    Interval interval = Interval.wilson(hits, of);
    assertThat(interval.low()).isEqualTo(low, within(5e-5));
    assertThat(interval.high()).isEqualTo(high, within(5e-5));
  }

  @Test
  void itsEndsAreWhereAShareWouldBeJustUnusual() {
    Interval interval = Interval.wilson(144, 178);
    for (double end : new double[] {interval.low(), interval.high()}) {
      double deviations = Math.abs(144 / 178.0 - end) / Math.sqrt(end * (1 - end) / 178);
      assertThat(deviations).isEqualTo(1.959964, within(1e-6));
    }
  }

  @Test
  void allIsTheMirrorOfNothing() {
    Interval none = Interval.wilson(0, 7);
    Interval all = Interval.wilson(7, 7);
    assertThat(none.low()).isZero();
    assertThat(all.high()).isEqualTo(1);
    assertThat(all.low()).isEqualTo(1 - none.high(), within(1e-12));
  }

  @Test
  void noShare() {
    assertThatThrownBy(() -> Interval.wilson(1, 0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Interval.wilson(3, 2)).hasMessageContaining("3 of 2");
    assertThatThrownBy(() -> Interval.wilson(-1, 2)).hasMessageContaining("-1 of 2");
  }
}
