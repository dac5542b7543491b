package gradus.titanic.figures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class FiguresProperties {
  @Test
  void aConfusionMatrixCountsEachKind() {
    Confusion confusion = Confusion.of(new int[] {0, 1, 1, 0, 1, 0}, 0, 0, 1, 1, 1, 0);
    assertThat(confusion).isEqualTo(new Confusion(2, 1, 1, 2));
    assertThat(confusion.died()).isEqualTo(3);
    assertThat(confusion.survived()).isEqualTo(3);
  }

  @Test
  void calibrationByHand() {
    Calibration calibration =
        Calibration.of(new double[] {-0.5, 0.06, 0.52, 0.58, 1, 7}, 0, 1, 1, 0, 1, 1);
    assertThat(calibration.outside()).isEqualTo(2);
    assertThat(calibration.rows()).isEqualTo(6);
    assertThat(calibration.bins()).hasSize(10);
    assertThat(calibration.bins().get(0)).isEqualTo(new Calibration.Bin(0, 0.1, 2, 0.03, 1));
    assertThat(calibration.bins().get(5).predicted()).isEqualTo(0.55, within(1e-12));
    assertThat(calibration.bins().get(5).observed()).isEqualTo(0.5);
    assertThat(calibration.bins().get(9)).isEqualTo(new Calibration.Bin(0.9, 1, 2, 1, 2));
    assertThat(calibration.bins().get(3).count()).isZero();
    assertThat(calibration.error()).isEqualTo((0.47 * 2 + 0.05 * 2) / 6, within(1e-12));
  }

  @Test
  void nothingIsCalibratedThatIsNoNumber() {
    assertThatThrownBy(() -> Calibration.of(new double[] {0.5, Double.NaN}, 0, 1))
        .hasMessageContaining("row 1");
    assertThat(Calibration.of(new double[] {Double.NEGATIVE_INFINITY}, 0).outside()).isEqualTo(1);
  }

  @Property
  void everyNumberIsInItsRange(
      @ForAll @Size(min = 1, max = 50) List<@DoubleRange(min = -1e6, max = 1e6) Double> list) {
    double[] values = list.stream().mapToDouble(Double::doubleValue).toArray();
    Histogram histogram = Histogram.over(values);
    assertThat(histogram.total()).isEqualTo(values.length);
    assertThat(histogram.counts()).hasSizeBetween(1, 18);
    double[] one = {values[0]};
    int range = histogram.count(one).counts().indexOf(1);
    double from = histogram.starts().get(range);
    double slack = 1e-6;
    assertThat(values[0]).isBetween(from - slack, from + histogram.width() + slack);
  }

  @Test
  void aHistogramHasRoundEnds() {
    double[] ages = {0.42, 22, Double.NaN, 24, 80};
    Histogram histogram = Histogram.over(ages);
    assertThat(histogram.width()).isEqualTo(5);
    assertThat(histogram.starts()).startsWith(0.0, 5.0).endsWith(75.0);
    assertThat(histogram.total()).isEqualTo(4);
    assertThat(Arrays.stream(ages).count()).isEqualTo(5);
    assertThat(Histogram.over(3, 3).total()).isEqualTo(2);
    assertThat(Histogram.over().total()).isZero();
  }
}
