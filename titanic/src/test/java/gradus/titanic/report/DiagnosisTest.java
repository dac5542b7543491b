package gradus.titanic.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import gradus.cli.figures.Interval;
import gradus.engine.Tensor;
import gradus.nn.Dataset;
import gradus.titanic.figures.Calibration;
import gradus.titanic.figures.Confusion;
import gradus.titanic.recipe.Recipe;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DiagnosisTest {
  private static Assessment assessment(double trainingLoss, double trainingAccuracy) {
    return new Assessment(
        new Confusion(90, 16, 20, 52),
        new Interval(0.73, 0.85),
        new Calibration(List.of(), 0),
        trainingAccuracy,
        trainingLoss);
  }

  @ParameterizedTest
  @CsvSource({
    "0.10, 0.99, true,  REGULARISE",
    "0.10, 0.80, true,  MORE_DATA",
    "0.60, 0.80, true,  MORE_CAPACITY",
    "0.60, 0.90, true,  MORE_DATA",
    "0.40, 0.80, true,  MORE_DATA",
    "0.40, 0.90, true,  MORE_DATA",
    "0.60, 0.80, false, MORE_CAPACITY",
    "0.60, 0.90, false, MORE_CAPACITY",
    "0.10, 0.99, false, HOLD_ROWS_OUT"
  })
  void theLessonsRule(double loss, double accuracy, boolean heldOut, Diagnosis.Advice advice) {
    Diagnosis diagnosis = Diagnosis.of(assessment(loss, accuracy), heldOut);
    assertThat(diagnosis.advice()).isEqualTo(advice);
    assertThat(diagnosis.why())
        .contains(String.format(Locale.ROOT, "%.0f %%", 100 * loss))
        .doesNotContain("%%");
  }

  @Test
  void whatDivergedNeedsSmallerSteps() {
    assertThat(Diagnosis.of(null, true).advice()).isEqualTo(Diagnosis.Advice.SMALLER_STEPS);
  }

  /// No number loses less when said of everyone.
  @ParameterizedTest
  @CsvSource({"MSE, 0.3", "MAE, 0.3", "MSE, 0.7", "MAE, 0.7"})
  void theGuessIsTheBestThatThereIs(Recipe.Loss loss, double share) {
    double[] known = new double[10];
    Arrays.fill(known, 0, (int) Math.round(10 * share), 1);
    Dataset data = new Dataset(Tensor.zeros(10, 1), Tensor.fromArray(known, 10, 1));
    double guess = Assessment.guess(loss, known);
    double least = Assessment.guessing(loss, guess, data);
    for (double other = 0; other <= 1; other += 0.05) {
      assertThat(Assessment.guessing(loss, other, data)).isGreaterThanOrEqualTo(least - 1e-6);
    }
    assertThat(least).isEqualTo(loss == Recipe.Loss.MSE ? 0.21 : 0.3, within(1e-6));
  }
}
