package gradus.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class GeneratorTest {
  @Test
  void permutationIsPyTorchs() {
    int[] first = java.util.Arrays.copyOf(new Generator(42).permutation(891), 10);
    assertThat(first).containsExactly(303, 778, 531, 385, 134, 476, 691, 443, 386, 128);
  }
}
