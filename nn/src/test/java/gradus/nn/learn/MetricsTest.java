package gradus.nn.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import gradus.engine.Generator;
import gradus.engine.Tensor;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class MetricsTest {
  /// Of rows in two batches.
  private static double of(Metric metric, Tensor prediction, Tensor target, int first) {
    Metric.Tally tally = metric.start().get();
    int rows = target.size(0);
    tally.add(prediction.slice(0, 0, first), target.slice(0, 0, first));
    tally.add(prediction.slice(0, first, rows), target.slice(0, first, rows));
    return tally.value();
  }

  /// Against the definitions, class by class, with counts of true and false positives.
  @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
  void classesAreCounted(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 20) int rows,
      @ForAll @IntRange(min = 1, max = 6) int classes,
      @ForAll @IntRange(min = 1, max = 6) int k) {
    Generator random = new Generator(seed);
    Tensor scores = Tensor.randn(random, rows, classes);
    int[] labels = random.integers(rows, 0, classes);
    Tensor target = Tensor.of(labels);
    int[] predicted = scores.argmax(1).toInts();
    int first = rows / 2;
    double right = 0;
    double within = 0;
    for (int row = 0; row < rows; row++) {
      right += predicted[row] == labels[row] ? 1 : 0;
      int label = labels[row];
      int[] best =
          scores.select(0, row).argsort(0, true).slice(0, 0, Math.min(k, classes)).toInts();
      within += Arrays.stream(best).anyMatch(c -> c == label) ? 1 : 0;
    }
    double sum = 0;
    int seen = 0;
    for (int c = 0; c < classes; c++) {
      double truePositives = 0;
      double falsePositives = 0;
      double falseNegatives = 0;
      for (int row = 0; row < rows; row++) {
        truePositives += predicted[row] == c && labels[row] == c ? 1 : 0;
        falsePositives += predicted[row] == c && labels[row] != c ? 1 : 0;
        falseNegatives += predicted[row] != c && labels[row] == c ? 1 : 0;
      }
      if (truePositives + falsePositives + falseNegatives > 0) {
        seen++;
        double precision = truePositives / (truePositives + falsePositives);
        double recall = truePositives / (truePositives + falseNegatives);
        sum += truePositives == 0 ? 0 : 2 * precision * recall / (precision + recall);
      }
    }
    assertThat(of(Metrics.accuracy(), scores, target, first))
        .isCloseTo(right / rows, within(1e-12));
    assertThat(of(Metrics.topK(k), scores, target, first)).isCloseTo(within / rows, within(1e-12));
    assertThat(of(Metrics.topK(1), scores, target, first)).isCloseTo(right / rows, within(1e-12));
    assertThat(of(Metrics.f1Macro(), scores, target, first)).isCloseTo(sum / seen, within(1e-12));
  }

  @Property(tries = 100, edgeCases = EdgeCasesMode.NONE)
  void errorsAreSummed(@ForAll long seed, @ForAll @IntRange(min = 2, max = 20) int rows) {
    Generator random = new Generator(seed);
    Tensor target = Tensor.randn(random, rows, 2).add(1000);
    Tensor prediction = target.add(Tensor.randn(random, rows, 2));
    double[] y = target.toDoubles();
    double[] p = prediction.toDoubles();
    double mean = Arrays.stream(y).average().getAsDouble();
    double errors = 0;
    double deviations = 0;
    for (int i = 0; i < y.length; i++) {
      errors += (p[i] - y[i]) * (p[i] - y[i]);
      deviations += (y[i] - mean) * (y[i] - mean);
    }
    assertThat(of(Metrics.rmse(), prediction, target, 1))
        .isCloseTo(Math.sqrt(errors / y.length), within(1e-9));
    assertThat(of(Metrics.r2(), prediction, target, 1))
        .isCloseTo(1 - errors / deviations, within(1e-9 * errors / deviations));
    assertThat(of(Metrics.r2(), target, target, 1)).isEqualTo(1);
  }

  @Example
  void theConfusionMatrixByHand() {
    Tensor scores = Tensor.of(new double[][] {{1, 0, 0}, {0, 1, 0}, {0, 3, 2}, {1, 1, 0}});
    ConfusionMatrix matrix = ConfusionMatrix.of(scores, Tensor.of(0, 1, 2, 1));
    assertThat(matrix.classes()).isEqualTo(3);
    assertThat(matrix.count(0, 0)).isEqualTo(1);
    assertThat(matrix.count(1, 1)).isEqualTo(1);
    assertThat(matrix.count(2, 1)).isEqualTo(1);
    assertThat(matrix.count(1, 0)).as("of equal scores, the first").isEqualTo(1);
    assertThat(matrix.accuracy()).isEqualTo(0.5);
    assertThat(matrix.f1(0)).isCloseTo(2 / 3.0, within(1e-15));
    assertThat(matrix.f1(1)).isEqualTo(0.5);
    assertThat(matrix.f1(2)).isZero();
    assertThat(new ConfusionMatrix().accuracy()).isNaN();
    assertThat(new ConfusionMatrix().f1Macro()).isNaN();
  }

  @Example
  void sidesOfAThreshold() {
    Tensor logits = Tensor.of(2.0, -1.0, 0.0, 0.25, -3.0).unsqueeze(1);
    Tensor target = Tensor.of(1.0, 0.0, 0.0, 0.0, 1.0).unsqueeze(1);
    assertThat(of(Metrics.binaryAccuracy(0), logits, target, 2)).isEqualTo(0.6);
    assertThat(of(Metrics.binaryAccuracy(0.5), logits, target, 2)).isEqualTo(0.8);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> of(Metrics.binaryAccuracy(0), logits, target.squeeze(1), 2))
        .withMessageContaining("same shape");
  }

  @Example
  void namesAreThoseOfTheResults() {
    assertThat(
            List.of(
                Metrics.accuracy(),
                Metrics.topK(5),
                Metrics.f1Macro(),
                Metrics.rmse(),
                Metrics.r2()))
        .extracting(Metric::name)
        .containsExactly("accuracy", "top_5", "f1_macro", "rmse", "r2");
  }

  @Example
  void refusesWhatIsNotComparable() {
    Tensor scores = Tensor.zeros(2, 3);
    for (Metric metric : List.of(Metrics.accuracy(), Metrics.topK(2), Metrics.f1Macro())) {
      Metric.Tally tally = metric.start().get();
      assertThatIllegalArgumentException()
          .isThrownBy(() -> tally.add(scores, Tensor.of(0, 1, 2)))
          .withMessageContaining("f32[2, 3] and i32[3]");
      assertThatIllegalArgumentException().isThrownBy(() -> tally.add(scores, Tensor.of(0.0, 1.0)));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> tally.add(scores, Tensor.of(0, 3)))
          .withMessageContaining("3");
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Metrics.rmse().start().get().add(scores, Tensor.zeros(2)));
    assertThatIllegalArgumentException().isThrownBy(() -> Metrics.topK(0));
    ConfusionMatrix matrix = ConfusionMatrix.of(scores, Tensor.of(0, 1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> matrix.add(Tensor.zeros(1, 2), Tensor.of(0)))
        .withMessageContaining("3 classes before, not 2");
  }
}
