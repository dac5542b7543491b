package gradus.text.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gradus.cli.InputException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class LabelledTextsProperties {
  @Property(tries = 100)
  void aSplitHasEachTextOnceAndAFifthOfEachClassHeldOut(
      @ForAll @Size(min = 2, max = 5) List<@IntRange(min = 2, max = 17) Integer> counts,
      @ForAll long seed) {
    List<String> names = new ArrayList<>();
    List<String> texts = new ArrayList<>();
    for (int round = 0; round < 17; round++) {
      for (int label = 0; label < counts.size(); label++) {
        if (round < counts.get(label)) {
          names.add("class " + label);
          texts.add(label + " " + round);
        }
      }
    }
    LabelledTexts all = LabelledTexts.of("here", names, texts);
    LabelledTexts.Split split = all.split(seed);
    List<String> both = new ArrayList<>(split.training().texts());
    both.addAll(split.heldOut().texts());
    assertThat(both).containsExactlyInAnyOrderElementsOf(texts);
    for (LabelledTexts part : List.of(split.training(), split.heldOut())) {
      for (int i = 0; i < part.size(); i++) {
        assertThat(part.texts().get(i)).startsWith(part.labels()[i] + " ");
      }
    }
    for (int label = 0; label < counts.size(); label++) {
      assertThat(split.heldOut().count(label)).isEqualTo((counts.get(label) + 4) / 5);
    }
    assertThat(all.split(seed).heldOut().texts()).isEqualTo(split.heldOut().texts());
  }

  @Example
  void classesWithoutEnoughTextsAreRefused() {
    assertThatThrownBy(
            () -> LabelledTexts.of("here", List.of("a", "a"), List.of("x", "y")).split(1))
        .isInstanceOf(InputException.class)
        .hasMessage("here: needs two classes or more, but the only one is a");
    assertThatThrownBy(
            () ->
                LabelledTexts.of("here", Arrays.asList("a", "b", "a"), List.of("x", "y", "z"))
                    .split(1))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "here: the class b has one text, and needs two: one to learn from, and one held out");
  }
}
