package gradus.text.classify;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A text as a vector of the words that it has, whatever their order: how often each occurs, times
/// how much it tells, as few texts have it. The vector has the length 1.
///
/// K. Spärck Jones: *A statistical interpretation of term specificity and its application in
/// retrieval*, 1972; with the smoothed form that scikit-learn has: of n texts, of which d have the
/// word, ln((1 + n) / (1 + d)) + 1.
///
/// Words are runs of letters and digits, in lower case, and each other character that isn't a
/// blank, such as `!`.
public final class TfIdf {
  private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{M}\\p{N}]+|[^\\s]");

  private final List<String> words;
  private final float[] weights;
  private final Map<String, Integer> places = new HashMap<>();

  /// Creates the vectors of given words.
  ///
  /// @param words the words, each once
  /// @param weights how much each tells
  /// @throws IllegalArgumentException if a word is there twice, or there are not as many weights
  public TfIdf(List<String> words, float... weights) {
    this.words = List.copyOf(words);
    this.weights = weights.clone();
    for (String word : words) {
      places.put(word, places.size());
    }
    if (places.size() != words.size() || weights.length != words.size()) {
      throw new IllegalArgumentException("TfIdf: needs a weight for each word, and each word once");
    }
  }

  /// {@return the vectors of the words of some texts}
  ///
  /// @param texts the texts
  /// @param most the greatest number of words: those that most texts have, and of equal ones the
  ///   first in Unicode's order
  public static TfIdf of(List<String> texts, int most) {
    Map<String, Integer> counts = new HashMap<>();
    texts.forEach(
        text -> new HashSet<>(split(text)).forEach(word -> counts.merge(word, 1, Integer::sum)));
    List<String> words =
        counts.entrySet().stream()
            .sorted(
                Comparator.comparing((Map.Entry<String, Integer> e) -> -e.getValue())
                    .thenComparing(Map.Entry::getKey))
            .limit(most)
            .map(Map.Entry::getKey)
            .toList();
    float[] weights = new float[words.size()];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (float) (Math.log((1.0 + texts.size()) / (1 + counts.get(words.get(i)))) + 1);
    }
    return new TfIdf(words, weights);
  }

  /// {@return the words of a text, in their order}
  ///
  /// @param text the text
  static List<String> split(String text) {
    List<String> words = new ArrayList<>();
    Matcher matcher = WORD.matcher(text.toLowerCase(Locale.ROOT));
    while (matcher.find()) {
      words.add(matcher.group());
    }
    return words;
  }

  /// {@return the vector of a text, a number for each word; all 0 for a text without any of them}
  ///
  /// @param text the text
  public float[] vector(String text) {
    float[] vector = new float[words.size()];
    for (String word : split(text)) {
      Integer place = places.get(word);
      if (place != null) {
        vector[place] += weights[place];
      }
    }
    double squares = 0;
    for (float value : vector) {
      squares += (double) value * value;
    }
    if (squares > 0) {
      float length = (float) Math.sqrt(squares);
      for (int i = 0; i < vector.length; i++) {
        vector[i] /= length;
      }
    }
    return vector;
  }

  /// {@return the words, in the order of the numbers of a vector}
  public List<String> words() {
    return words;
  }

  /// {@return how much each word tells}
  public float[] weights() {
    return weights.clone();
  }
}
