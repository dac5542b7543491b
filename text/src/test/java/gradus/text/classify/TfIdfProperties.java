package gradus.text.classify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import gradus.engine.Tensor;
import gradus.nn.Linear;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.NotEmpty;
import net.jqwik.api.constraints.Size;

class TfIdfProperties {
  private static final List<String> TEXTS = List.of("a b", "A c c");

  @Example
  void wordsAreLettersAndDigitsAndOtherCharactersAlone() {
    assertThat(TfIdf.split("Don't PAY $5!!\tÄpfel ١٢"))
        .containsExactly("don", "'", "t", "pay", "$", "5", "!", "!", "äpfel", "١٢");
  }

  /// ln((1 + 2) / (1 + 2)) + 1 = 1, and ln(3 / 2) + 1 = 1.405465. For `a c c`, the numbers 1 and 2
  /// · 1.405465 over the root of 1 + 2.810930².
  @Example
  void weightsAreThoseComputedByHand() {
    TfIdf words = TfIdf.of(TEXTS, 10);
    assertThat(words.words()).containsExactly("a", "b", "c");
    assertThat(words.weights())
        .containsExactly(new float[] {1, 1.405465f, 1.405465f}, within(1e-6f));
    assertThat(words.vector("c a C x"))
        .containsExactly(new float[] {0.335176f, 0, 0.942156f}, within(1e-6f));
    assertThat(words.vector("x y")).containsExactly(0, 0, 0);
    assertThat(TfIdf.of(TEXTS, 2).words()).containsExactly("a", "b");
  }

  /// The logits are 0.335176 + 0.1 and 0.942156, of which the softmax is 1 / (1 + e^0.506980) and
  /// the rest.
  @Example
  void probabilitiesAreThoseComputedByHand() {
    Linear linear =
        new Linear(
            Tensor.of(new float[][] {{1, 0, 0}, {0, 0, 1}}), Tensor.of(new float[] {0.1f, 0}));
    BagOfWords bag = new BagOfWords(List.of("x", "y"), TfIdf.of(TEXTS, 10), linear);
    assertThat(bag.probabilities(List.of("a c c", "")).toDoubles())
        .containsExactly(new double[] {0.375902, 0.624098, 0.524979, 0.475021}, within(1e-6));
    assertThat(bag.parameterCount()).isEqualTo(8);
    assertThat(bag.telling(1, 2)).containsExactly("c", "b");
  }

  @Property(tries = 200)
  void aVectorHasTheLength1AndNoOrder(
      @ForAll @NotEmpty List<@CharRange(from = 'a', to = 'f') Character> text,
      @ForAll @Size(max = 5) List<@CharRange(from = 'a', to = 'f') Character> other,
      @ForAll Random random) {
    TfIdf words = TfIdf.of(List.of(text(text), text(other)), 100);
    float[] vector = words.vector(text(text));
    double squares = 0;
    for (float value : vector) {
      assertThat(value).isNotNegative();
      squares += (double) value * value;
    }
    assertThat(squares).isCloseTo(1, within(1e-5));
    List<Character> mixed = new ArrayList<>(text);
    Collections.shuffle(mixed, random);
    assertThat(words.vector(text(mixed))).containsExactly(vector, within(1e-6f));
  }

  private static String text(List<Character> words) {
    return String.join(" ", words.stream().map(String::valueOf).toList());
  }
}
