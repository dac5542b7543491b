package gradus.vision.data;

import static org.assertj.core.api.Assertions.assertThat;

import gradus.engine.Tensor;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DigitsTest {
  @Test
  void thereAreAllDigits() {
    PictureSet digits = Digits.read();
    assertThat(digits.training().size()).isEqualTo(1797);
    assertThat(digits.heldOut()).isEmpty();
    assertThat(digits.training().counts(10))
        .containsExactly(178, 182, 177, 183, 181, 182, 181, 179, 174, 180);
    // The first row of the file, in sixteenths.
    Tensor first = digits.training().samples().get(0).x();
    assertThat(first.shape().dims()).containsExactly(1, 8, 8);
    assertThat(IntStream.range(0, 8).map(i -> Math.round(16 * first.toFloats()[i])))
        .containsExactly(0, 0, 5, 13, 9, 1, 0, 0);
    assertThat(digits.training().labels()[0]).isZero();
  }

  @Test
  void aSplitHoldsAFifthOutByItsSeed() {
    PictureSet digits = Digits.read();
    PictureSet split = digits.split(42);
    Labelled held = split.heldOut().orElseThrow();
    assertThat(held.size()).isEqualTo(359);
    assertThat(split.training().size()).isEqualTo(1438);
    Set<List<Float>> all = new HashSet<>();
    for (Labelled part : List.of(split.training(), held)) {
      for (int i = 0; i < part.size(); i++) {
        float[] values = part.samples().get(i).x().toFloats();
        List<Float> key = IntStream.range(0, values.length).mapToObj(k -> values[k]).toList();
        all.add(key);
        assertThat(part.samples().get(i).y().item()).isEqualTo(part.labels()[i]);
      }
    }
    // All digits differ, so none is in both parts.
    assertThat(all).hasSize(1797);
    assertThat(digits.split(42).heldOut().orElseThrow().labels()).isEqualTo(held.labels());
    assertThat(digits.split(43).heldOut().orElseThrow().labels()).isNotEqualTo(held.labels());
  }

  @Test
  void aSmallerSampleIsPartOfALargerOne() {
    PictureSet digits = Digits.read();
    int[] small = digits.sample(10, 3).training().labels();
    assertThat(digits.sample(100, 3).training().labels()).startsWith(small);
    assertThat(small).hasSize(10);
  }
}
