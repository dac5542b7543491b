package gradus.text.tokenize;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;

class BpeTrainingProperties {
  private static List<String> merged(Tokenizer tokenizer) {
    return IntStream.range(256, tokenizer.size()).mapToObj(tokenizer::token).toList();
  }

  /// The method with its counts made anew for each merge.
  @Property(tries = 100)
  void trainingCountsWhatThereIs(
      @ForAll @Size(max = 20)
          List<@StringLength(min = 1, max = 12) @CharRange(from = 'a', to = 'c') String> words) {
    String text = String.join(" ", words);
    assertThat(merged(ByteLevelBpe.train(text, 276))).isEqualTo(countedAnew(text, 20));
  }

  private static List<String> countedAnew(String text, int most) {
    ByteLevelBpe bytes = ByteLevelBpe.train("", 256);
    List<List<Integer>> words = new ArrayList<>();
    Splitter.pattern("^\\p{L}+| \\p{L}+| +")
        .matcher(text)
        .results()
        .forEach(
            word ->
                words.add(
                    new ArrayList<>(Arrays.stream(bytes.encode(word.group())).boxed().toList())));
    Map<Integer, String> names = new HashMap<>();
    IntStream.range(0, 256).forEach(id -> names.put(id, bytes.token(id)));
    List<String> merges = new ArrayList<>();
    while (merges.size() < most) {
      // In the order of the tokens, so that the first of equal counts is found.
      Map<Integer, Map<Integer, Integer>> counts = new TreeMap<>();
      for (List<Integer> word : words) {
        for (int i = 1; i < word.size(); i++) {
          counts
              .computeIfAbsent(word.get(i - 1), _ -> new TreeMap<>())
              .merge(word.get(i), 1, Integer::sum);
        }
      }
      int best = 1;
      int[] pair = null;
      for (int left : counts.keySet()) {
        for (int right : counts.get(left).keySet()) {
          if (counts.get(left).get(right) > best) {
            best = counts.get(left).get(right);
            pair = new int[] {left, right};
          }
        }
      }
      if (pair == null) {
        break;
      }
      int merged = names.size();
      names.put(merged, names.get(pair[0]) + names.get(pair[1]));
      merges.add(names.get(merged));
      for (List<Integer> word : words) {
        for (int i = 1; i < word.size(); i++) {
          if (word.get(i - 1) == pair[0] && word.get(i) == pair[1]) {
            word.set(i - 1, merged);
            word.remove(i);
          }
        }
      }
    }
    return merges;
  }
}
