package gradus.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class StatisticsTest {
  @Test
  void medianIsInTheMiddle() {
    assertThat(Statistics.median(9, 1, 5)).isEqualTo(5);
    assertThat(Statistics.median(9, 1, 5, 2)).isEqualTo(3.5);
    assertThat(Statistics.median(7)).isEqualTo(7);
  }

  @Test
  void medianLeavesItsInputAsItIs() {
    double[] values = {3, 1, 2};
    Statistics.median(values);
    assertThat(values).containsExactly(3, 1, 2);
  }

  @Test
  void medianNeedsAValue() {
    assertThatIllegalArgumentException().isThrownBy(Statistics::median);
  }

  @Test
  void ratiosThatCancelHaveTheMeanOne() {
    assertThat(Statistics.geometricMean(List.of(2.0, 0.5))).isCloseTo(1, within(1e-12));
    assertThat(Statistics.geometricMean(List.of(2.0, 4.0, 8.0))).isCloseTo(4, within(1e-12));
    assertThat(Statistics.geometricMean(List.of())).isNaN();
  }
}
