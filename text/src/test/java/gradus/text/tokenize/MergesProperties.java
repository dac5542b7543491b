package gradus.text.tokenize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import gradus.text.tokenize.Merges.Merge;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/// The queue of merges does what a search for the best merge, step by step, does.
class MergesProperties {
  private static final int TOKENS = 5;

  @Property
  void theQueueFindsTheBestMergeOfEachStep(
      @ForAll @Size(max = 40) List<@IntRange(max = TOKENS - 1) Integer> text, @ForAll long seed) {
    Random random = new Random(seed);
    List<Merge> merges = new ArrayList<>();
    // Neither in the order in which tokens are made nor all different, unlike those of a training.
    for (int pair = 0; pair < TOKENS * TOKENS; pair++) {
      if (random.nextInt(4) > 0) {
        merges.add(
            new Merge(
                pair / TOKENS,
                pair % TOKENS,
                random.nextInt(TOKENS),
                random.nextInt(TOKENS * TOKENS)));
      }
    }
    int[] tokens = text.stream().mapToInt(Integer::intValue).toArray();
    assertThat(new Merges(merges).apply(tokens)).isEqualTo(stepByStep(merges, tokens));
  }

  private static int[] stepByStep(List<Merge> merges, int... text) {
    int[] tokens = text;
    while (true) {
      Merge best = null;
      int place = 0;
      for (int i = 1; i < tokens.length; i++) {
        for (Merge merge : merges) {
          if (merge.left() == tokens[i - 1]
              && merge.right() == tokens[i]
              && (best == null || merge.priority() < best.priority())) {
            best = merge;
            place = i;
          }
        }
      }
      if (best == null) {
        return tokens;
      }
      int[] next = new int[tokens.length - 1];
      System.arraycopy(tokens, 0, next, 0, place);
      System.arraycopy(tokens, place, next, place - 1, tokens.length - place);
      next[place - 1] = best.merged();
      tokens = next;
    }
  }

  /// With a search for each merge it would take some 10¹¹ steps.
  @Example
  void aLongWordTakesNoQuadraticTime() {
    int[] tokens = new int[1 << 19];
    List<Merge> merges = new ArrayList<>();
    for (int token = 0; token < 19; token++) {
      merges.add(new Merge(token, token, token + 1, token));
    }
    int[] merged =
        assertTimeoutPreemptively(Duration.ofSeconds(60), () -> new Merges(merges).apply(tokens));
    assertThat(merged).containsExactly(19);
    assertThat(Arrays.stream(tokens).sum()).as("the argument is unchanged").isZero();
  }

  @Example
  void noPairMergesTwice() {
    List<Merge> merges = List.of(new Merge(1, 2, 3, 0), new Merge(1, 2, 4, 1));
    assertThatThrownBy(() -> new Merges(merges))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the tokens 1 and 2 are merged twice");
  }
}
