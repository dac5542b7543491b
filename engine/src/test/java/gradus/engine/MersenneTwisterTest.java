package gradus.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Locale;
import org.junit.jupiter.api.Test;

class MersenneTwisterTest {
  /// What the C++ standard requires of its `mt19937`.
  @Test
  void theTenThousandthNumberIsTheStandards() {
    MersenneTwister bits = new MersenneTwister(5489);
    for (int i = 1; i < 10_000; i++) {
      bits.nextInt();
    }
    assertThat(Integer.toUnsignedLong(bits.nextInt())).isEqualTo(4_123_659_995L);
  }

  /// `numpy.random.seed(42)`, `numpy.random.rand(3)`.
  @Test
  void doublesAreNumPys() {
    MersenneTwister bits = new MersenneTwister(42);
    assertThat(bits.nextDouble()).isEqualTo(0.3745401188473625);
    assertThat(bits.nextDouble()).isEqualTo(0.9507143064099162);
    assertThat(bits.nextDouble()).isEqualTo(0.7319939418114051);
  }

  @Test
  void aStateHasBitsAndAPlace() {
    MersenneTwister bits = new MersenneTwister(1);
    int[] words = new int[MersenneTwister.STATE];
    words[MersenneTwister.STATE - 1] = 1;
    assertThatThrownBy(() -> bits.load(words)).hasMessage("all bits are 0");
    words[0] = 0x7fffffff;
    assertThatThrownBy(() -> bits.load(words)).hasMessage("all bits are 0");
    words[0] = 0x80000000;
    for (int place : new int[] {1, 624}) {
      words[MersenneTwister.STATE - 1] = place;
      bits.load(words);
      assertThat(bits.state()).isEqualTo(words);
    }
    for (int place : new int[] {0, 625}) {
      words[MersenneTwister.STATE - 1] = place;
      assertThatThrownBy(() -> bits.load(words))
          .hasMessage(String.format(Locale.ROOT, "%d of 624 words can't have been drawn", place));
    }
  }
}
