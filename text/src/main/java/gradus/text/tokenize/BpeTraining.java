package gradus.text.tokenize;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;

/// Learns the merges of byte-pair encoding. It counts each different word once, knows the words
/// that each pair is in, and changes only the counts next to a merge.
final class BpeTraining {
  /// A word of the text, as tokens.
  private static final class Word {
    private final int count;
    private int[] tokens;

    Word(int[] tokens, int count) {
      this.tokens = tokens;
      this.count = count;
    }
  }

  /// Two neighbouring tokens.
  private static final class Pair {
    private final int left;
    private final int right;
    private long count;

    /// The words that it is or was in.
    private final Set<Word> words = new LinkedHashSet<>();

    Pair(int left, int right) {
      this.left = left;
      this.right = right;
    }
  }

  /// A pair with a count that may be out of date, and then is too large.
  private record Candidate(Pair pair, long count) {
    private static final Comparator<Candidate> FIRST =
        Comparator.comparingLong(Candidate::count)
            .reversed()
            .thenComparingInt(candidate -> candidate.pair.left)
            .thenComparingInt(candidate -> candidate.pair.right);
  }

  private final Map<Long, Pair> pairs = new HashMap<>();
  private final PriorityQueue<Candidate> candidates = new PriorityQueue<>(Candidate.FIRST);
  private int next;

  /// @param alphabet the tokens of the bytes
  BpeTraining(List<String> alphabet, Splitter splitter, String text) {
    next = alphabet.size();
    int[] byteTokens = new int[alphabet.size()];
    for (int token = 0; token < byteTokens.length; token++) {
      byteTokens[Byte.toUnsignedInt(ByteAlphabet.decode(alphabet.get(token))[0])] = token;
    }
    Map<String, Integer> counts = new LinkedHashMap<>();
    splitter.split(Characters.wellFormed(text), word -> counts.merge(word, 1, Integer::sum));
    counts.forEach(
        (word, count) -> {
          byte[] bytes = word.getBytes(StandardCharsets.UTF_8);
          int[] tokens = new int[bytes.length];
          Arrays.setAll(tokens, i -> byteTokens[Byte.toUnsignedInt(bytes[i])]);
          Word counted = new Word(tokens, count);
          for (int i = 1; i < tokens.length; i++) {
            change(tokens[i - 1], tokens[i], counted, count);
          }
        });
    pairs.values().forEach(this::suggest);
  }

  private Pair change(int left, int right, Word word, int difference) {
    Pair pair =
        pairs.computeIfAbsent((long) left << Integer.SIZE | right, _ -> new Pair(left, right));
    pair.count += difference;
    if (difference > 0) {
      pair.words.add(word);
    }
    return pair;
  }

  private void suggest(Pair pair) {
    // One that occurs once tells nothing about other texts.
    if (pair.count > 1) {
      candidates.add(new Candidate(pair, pair.count));
    }
  }

  /// {@return the tokens that merge, in their order; the first gives the token after the alphabet}
  ///
  /// @param most the maximum number
  List<int[]> merges(int most) {
    List<int[]> merges = new ArrayList<>();
    while (merges.size() < most && !candidates.isEmpty()) {
      Candidate first = candidates.poll();
      Pair pair = first.pair;
      if (first.count != pair.count) {
        suggest(pair);
        continue;
      }
      merges.add(new int[] {pair.left, pair.right});
      Set<Pair> made = new LinkedHashSet<>();
      pair.words.forEach(word -> merge(word, pair, made));
      pairs.remove((long) pair.left << Integer.SIZE | pair.right);
      made.forEach(this::suggest);
      next++;
    }
    return merges;
  }

  private void merge(Word word, Pair pair, Set<Pair> made) {
    int[] tokens = word.tokens;
    int length = 0;
    for (int i = 0; i < tokens.length; i++) {
      if (tokens[i] != pair.left || i + 1 == tokens.length || tokens[i + 1] != pair.right) {
        tokens[length++] = tokens[i];
        continue;
      }
      if (length > 0) {
        change(tokens[length - 1], pair.left, word, -word.count);
        made.add(change(tokens[length - 1], next, word, word.count));
      }
      i++;
      if (i + 1 < tokens.length) {
        change(pair.right, tokens[i + 1], word, -word.count);
        made.add(change(next, tokens[i + 1], word, word.count));
      }
      tokens[length++] = next;
    }
    word.tokens = Arrays.copyOf(tokens, length);
  }
}
