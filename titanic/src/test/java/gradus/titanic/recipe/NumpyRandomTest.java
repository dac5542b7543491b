package gradus.titanic.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NumpyRandomTest {
  @Test
  void drawsWhatNumpyDraws() {
    // np.random.seed(42); np.random.normal(size=5)
    assertThat(new NumpyRandom(42).normal(1, 5))
        .containsExactly(
            0.4967141530112327,
            -0.13826430117118466,
            0.6476885381006925,
            1.5230298564080254,
            -0.23415337472333597);
  }

  @Test
  void theSecondOfAPairIsKeptBetweenCalls() {
    NumpyRandom random = new NumpyRandom(7);
    double[] one = {random.nextNormal(), random.nextNormal(), random.nextNormal()};
    assertThat(new NumpyRandom(7).normal(2, 3)).containsExactly(2 * one[0], 2 * one[1], 2 * one[2]);
  }
}
