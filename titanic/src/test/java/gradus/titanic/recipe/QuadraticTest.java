package gradus.titanic.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import gradus.engine.Backends;
import gradus.engine.Tensor;
import gradus.nn.Losses;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QuadraticTest {
  private static <T> T on(String backend, Supplier<T> body) {
    return Backends.using(Backends.named(backend), body);
  }

  private static List<String> rounded(Quadratic.Descent descent) {
    return descent.losses().stream().map(loss -> String.format(Locale.ROOT, "%.2f", loss)).toList();
  }

  @Test
  void thePointsAreThoseOfNumpy() {
    double[] y = Quadratic.noisy(42).y().toDoubles();
    double[] numpy = {11.86903726, 6.54328396, 5.93960705, 2.63037019, 1.79474109};
    for (int i = 0; i < numpy.length; i++) {
      assertThat(y[i]).isEqualTo(numpy[i], within(1e-6));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"reference", "simd"})
  void theFirstLossAndItsGradient(String backend) {
    Tensor abc = on(backend, Quadratic::start);
    Tensor loss = on(backend, () -> Quadratic.noisy(42).error(abc));
    assertThat(loss.item()).isEqualTo(2.4219, within(5e-5));
    loss.backward();
    double[] once = abc.grad().toDoubles();
    assertThat(once[0]).isEqualTo(-1.3529, within(5e-5));
    assertThat(once[1]).isEqualTo(-0.0316, within(5e-5));
    assertThat(once[2]).isEqualTo(-0.5, within(5e-5));
    loss.backward();
    double[] twice = abc.grad().toDoubles();
    assertThat(twice).containsExactly(2 * once[0], 2 * once[1], 2 * once[2]);
  }

  @ParameterizedTest
  @ValueSource(strings = {"reference", "simd"})
  void theForgottenZeroing(String backend) {
    Quadratic.Descent descent =
        on(
            backend,
            () -> Quadratic.noisy(42).descend(Quadratic.start(), Losses::l1, 0.01, 11, false));
    assertThat(rounded(descent))
        .containsExactly(
            "2.42", "2.40", "2.36", "2.30", "2.21", "2.11", "1.98", "1.85", "1.72", "1.58", "1.46");
  }

  @ParameterizedTest
  @ValueSource(strings = {"reference", "simd"})
  void zeroedGradientsGoDownEvenly(String backend) {
    List<Double> losses =
        on(
                backend,
                () -> Quadratic.noisy(42).descend(Quadratic.start(), Losses::l1, 0.01, 11, true))
            .losses();
    assertThat(losses.get(1)).isEqualTo(2.40, within(5e-3));
    // |gradient|² · lr a step, as long as no point changes sides.
    double step = 0.01 * (1.3529 * 1.3529 + 0.0316 * 0.0316 + 0.25);
    assertThat(losses.get(0) - losses.get(1)).isEqualTo(step, within(1e-4));
    assertThat(losses.get(10)).isEqualTo(2.21, within(5e-3));
  }

  @Test
  void meanSquaresFindTheCurve() {
    Quadratic points = Quadratic.noisy(42);
    Tensor abc = Quadratic.start();
    points.descend(abc, Losses::mse, 0.03, 3000, true);
    // numpy.polyfit(x, y, 2) on the same points.
    double[] found = abc.toDoubles();
    assertThat(found[0]).isEqualTo(POLYFIT[0], within(2e-3));
    assertThat(found[1]).isEqualTo(POLYFIT[1], within(2e-3));
    assertThat(found[2]).isEqualTo(POLYFIT[2], within(2e-3));
  }

  private static final double[] POLYFIT = {2.760427, 1.140298, 0.573524};
}
