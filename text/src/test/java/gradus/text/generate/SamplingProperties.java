package gradus.text.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.FloatRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class SamplingProperties {
  /// Logits of the probabilities 0.5, 0.25, 0.125, 0.0625, 0.0625, in another order.
  private static final float[] HALVES = logits(0.0625, 0.5, 0.125, 0.0625, 0.25);

  private static float[] logits(double... probabilities) {
    float[] logits = new float[probabilities.length];
    for (int i = 0; i < logits.length; i++) {
      logits[i] = (float) Math.log(probabilities[i]);
    }
    return logits;
  }

  private static void assertProbabilities(double[] actual, double... expected) {
    assertThat(actual).containsExactly(expected, within(1e-6));
  }

  @Example
  void withoutFiltersTheProbabilitiesAreTheSoftmax() {
    assertProbabilities(Sampling.of(1, 0).probabilities(HALVES), 0.0625, 0.5, 0.125, 0.0625, 0.25);
  }

  @Example
  void aTemperatureOfOneHalfSquaresTheOdds() {
    double sum = 1 / 256.0 + 1 / 4.0 + 1 / 64.0 + 1 / 256.0 + 1 / 16.0;
    assertProbabilities(
        Sampling.of(0.5, 0).probabilities(HALVES),
        1 / 256.0 / sum,
        1 / 4.0 / sum,
        1 / 64.0 / sum,
        1 / 256.0 / sum,
        1 / 16.0 / sum);
  }

  @Example
  void topKKeepsTheMostLikely() {
    Sampling sampling = Sampling.of(1, 0);
    assertProbabilities(sampling.withTopK(1).probabilities(HALVES), 0, 1, 0, 0, 0);
    assertProbabilities(sampling.withTopK(2).probabilities(HALVES), 0, 2 / 3.0, 0, 0, 1 / 3.0);
    // The fourth is as likely as the fifth.
    assertProbabilities(
        sampling.withTopK(4).probabilities(HALVES), 0.0625, 0.5, 0.125, 0.0625, 0.25);
    assertProbabilities(
        sampling.withTopK(9).probabilities(HALVES), 0.0625, 0.5, 0.125, 0.0625, 0.25);
  }

  @Example
  void topPKeepsTheFirstWhoseSumReachesIt() {
    Sampling sampling = Sampling.of(1, 0);
    assertProbabilities(sampling.withTopP(0.01).probabilities(HALVES), 0, 1, 0, 0, 0);
    assertProbabilities(sampling.withTopP(0.7).probabilities(HALVES), 0, 2 / 3.0, 0, 0, 1 / 3.0);
    assertProbabilities(
        sampling.withTopP(0.8).probabilities(HALVES), 0, 4 / 7.0, 1 / 7.0, 0, 2 / 7.0);
    // Of two that are equally likely the first.
    assertProbabilities(
        sampling.withTopP(0.9).probabilities(HALVES), 1 / 15.0, 8 / 15.0, 2 / 15.0, 0, 4 / 15.0);
    assertProbabilities(
        sampling.withTopP(0.99).probabilities(HALVES), 0.0625, 0.5, 0.125, 0.0625, 0.25);
  }

  @Example
  void minPIsAPartOfTheGreatest() {
    Sampling sampling = Sampling.of(1, 0);
    assertProbabilities(
        sampling.withMinP(0.1).probabilities(HALVES), 0.0625, 0.5, 0.125, 0.0625, 0.25);
    assertProbabilities(
        sampling.withMinP(0.2).probabilities(HALVES), 0, 4 / 7.0, 1 / 7.0, 0, 2 / 7.0);
    assertProbabilities(sampling.withMinP(1).probabilities(HALVES), 0, 1, 0, 0, 0);
  }

  @Example
  void thePenaltyMakesWhatIsThereLessLikelyAndCountsOnce() {
    Sampling sampling = Sampling.of(1, 0).withRepetitionPenalty(2);
    float[] logits = {2, -1, 0.5f};
    double[] once = sampling.probabilities(logits, 0, 1);
    double sum = Math.exp(1) + Math.exp(-2) + Math.exp(0.5);
    assertProbabilities(once, Math.exp(1) / sum, Math.exp(-2) / sum, Math.exp(0.5) / sum);
    assertThat(sampling.probabilities(logits, 0, 1, 0, 0, 1)).isEqualTo(once);
    Sampling greedy = Sampling.GREEDY.withRepetitionPenalty(5);
    assertThat(greedy.draw(logits, 0)).isEqualTo(0);
    assertThat(greedy.draw(logits, 0, 0)).isEqualTo(2);
  }

  @Example
  void filtersAreAppliedOneAfterAnother() {
    Sampling sampling = Sampling.of(1, 0).withTopK(3).withTopP(0.8);
    // Of 4/7, 2/7 and 1/7 the first two reach 0.8.
    assertProbabilities(sampling.probabilities(HALVES), 0, 2 / 3.0, 0, 0, 1 / 3.0);
  }

  @Property(tries = 300)
  void probabilitiesAddUpToOneAndFiltersOnlyRemove(
      @ForAll @Size(min = 1, max = 40) float[] raw,
      @ForAll @DoubleRange(min = 0.05, max = 5) double temperature,
      @ForAll @IntRange(max = 45) int topK,
      @ForAll @DoubleRange(min = 0.01, max = 1) double topP,
      @ForAll @DoubleRange(max = 1) double minP) {
    float[] logits = bounded(raw);
    double[] all = Sampling.of(temperature, 0).probabilities(logits);
    Sampling sampling = new Sampling(temperature, topK, topP, minP, 1, 0);
    double[] some = sampling.probabilities(logits);

    assertThat(Arrays.stream(some).sum()).isCloseTo(1, within(1e-9));
    double least =
        IntStream.range(0, some.length)
            .filter(i -> some[i] > 0)
            .mapToDouble(i -> all[i])
            .min()
            .orElseThrow();
    for (int i = 0; i < some.length; i++) {
      assertThat(some[i]).isGreaterThanOrEqualTo(0);
      // What is left out is at most as likely as what stays.
      if (some[i] == 0) {
        assertThat(all[i]).isLessThanOrEqualTo(least * (1 + 1e-6));
      }
    }
    double kept =
        IntStream.range(0, some.length).filter(i -> some[i] > 0).mapToDouble(i -> all[i]).sum();
    for (int i = 0; i < some.length; i++) {
      if (some[i] > 0) {
        assertThat(some[i]).isCloseTo(all[i] / kept, within(1e-9));
      }
    }
  }

  @Property(tries = 200)
  void everyDrawHasAProbability(
      @ForAll @Size(min = 1, max = 40) float[] raw,
      @ForAll @FloatRange(min = 0, max = 1, maxIncluded = false) float uniform,
      @ForAll @IntRange(max = 5) int topK) {
    float[] logits = bounded(raw);
    Sampling sampling = Sampling.of(1, 0).withTopK(topK);
    double[] p = sampling.probabilities(logits);
    int drawn = sampling.draw(logits, uniform);
    double before = IntStream.range(0, drawn).mapToDouble(i -> p[i]).sum();
    assertThat(p[drawn]).isGreaterThan(0);
    assertThat((double) uniform).isBetween(before - 1e-9, before + p[drawn] + 1e-9);
    assertThat(Sampling.GREEDY.draw(logits, uniform)).isEqualTo(greatest(logits));
  }

  private static float[] bounded(float... raw) {
    float[] logits = new float[raw.length];
    for (int i = 0; i < raw.length; i++) {
      logits[i] = (float) (20 * Math.sin(raw[i]));
    }
    return logits;
  }

  private static int greatest(float... logits) {
    int best = 0;
    for (int i = 1; i < logits.length; i++) {
      best = logits[i] > logits[best] ? i : best;
    }
    return best;
  }

  @Example
  void settingsOutOfRangeAreRefused() {
    assertThatThrownBy(() -> Sampling.of(-0.1, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the temperature must be from 0 on, not -0.1");
    assertThatThrownBy(() -> Sampling.of(Double.NaN, 0)).hasMessageContaining("temperature");
    assertThatThrownBy(() -> Sampling.GREEDY.withTopK(-1))
        .hasMessage("the top-k must be from 1 on, or 0 for all tokens, not -1");
    assertThatThrownBy(() -> Sampling.GREEDY.withTopP(0))
        .hasMessageContaining("top-p must be above");
    assertThatThrownBy(() -> Sampling.GREEDY.withTopP(1.5)).hasMessageContaining("not 1.5");
    assertThatThrownBy(() -> Sampling.GREEDY.withMinP(-1)).hasMessageContaining("min-p");
    assertThatThrownBy(() -> Sampling.GREEDY.withRepetitionPenalty(0))
        .hasMessage("the repetition penalty must be above 0, not 0.0");
  }

  @Example
  void logitsThatAreNoNumbersAreRefused() {
    for (Sampling sampling : new Sampling[] {Sampling.GREEDY, Sampling.of(1, 0)}) {
      for (float[] logits :
          new float[][] {
            {0, Float.NaN},
            {Float.NaN, 0},
            {Float.POSITIVE_INFINITY, 0},
            {Float.NEGATIVE_INFINITY, Float.NEGATIVE_INFINITY}
          }) {
        assertThatThrownBy(() -> sampling.draw(logits, 0.5)).hasMessageContaining("logits");
      }
      assertThat(sampling.draw(new float[] {Float.NEGATIVE_INFINITY, -3}, 0.5)).isEqualTo(1);
    }
  }
}
