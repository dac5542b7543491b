package gradus.text.classify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import gradus.engine.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ComparisonTest {
  /// Twice the sum of the binomial coefficients up to the smaller number, over 2ⁿ. The last is the
  /// one of R's `binom.test(450, 1000)`.
  @ParameterizedTest
  @CsvSource({
    "0, 0, 1",
    "0, 5, 0.0625",
    "6, 0, 0.03125",
    "1, 7, 0.0703125",
    "3, 3, 1",
    "2, 3, 1",
    "450, 550, 0.001731"
  })
  void chanceIsThatOfCoins(int heads, int tails, double expected) {
    assertThat(Comparison.chance(heads, tails)).isCloseTo(expected, within(1e-6));
  }

  /// A result with a number of texts right, the first ones, of 20.
  private static Trained right(int from, int to, int words) {
    TfIdf vocabulary = TfIdf.of(List.of("a b c d e f g"), words);
    float[][] logits = new float[20][2];
    for (int i = 0; i < logits.length; i++) {
      logits[i][i >= from && i < to ? i % 2 : 1 - i % 2] = 1;
    }
    int[] labels = new int[logits.length];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = i % 2;
    }
    return new Trained(
        BagOfWords.create(List.of("x", "y"), vocabulary),
        Tensor.of(logits),
        Tensor.of(labels),
        List.of(),
        1);
  }

  @Test
  void theMoreAccurateIsBetterIfThatIsClear() {
    Comparison clear = new Comparison(right(0, 12, 2), right(6, 20, 5));
    assertThat(clear.onlyWords()).isEqualTo(6);
    assertThat(clear.onlyTransformer()).isEqualTo(8);
    assertThat(clear.isClear()).isFalse();
    assertThat(clear.better()).as("the smaller one").isSameAs(clear.words());
    Comparison other = new Comparison(right(0, 12, 2), right(0, 18, 5));
    assertThat(other.chance()).isEqualTo(0.03125, within(1e-9));
    assertThat(other.better()).isSameAs(other.transformer());
    assertThat(other.transformer().hits()).isEqualTo(18);
    assertThat(other.transformer().matrix().accuracy()).isEqualTo(0.9);
    Comparison back = new Comparison(right(0, 18, 5), right(0, 12, 2));
    assertThat(back.better()).isSameAs(back.words());
  }
}
