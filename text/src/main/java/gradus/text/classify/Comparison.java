package gradus.text.classify;

import java.util.List;

/// Two classifiers on the same texts held out.
///
/// @param words the bag of words
/// @param transformer the transformer
public record Comparison(Trained words, Trained transformer) {
  /// A difference that chance makes in fewer than 5 of 100 cases is taken for real.
  private static final double CHANCE = 0.05;

  /// {@return how many texts only the bag of words has right}
  public int onlyWords() {
    return only(words.right(), transformer.right());
  }

  /// {@return how many texts only the transformer has right}
  public int onlyTransformer() {
    return only(transformer.right(), words.right());
  }

  private static int only(boolean[] right, boolean... other) {
    int only = 0;
    for (int i = 0; i < right.length; i++) {
      only += right[i] && !other[i] ? 1 : 0;
    }
    return only;
  }

  /// {@return how probable a difference of this size or a greater one is by chance, if both are
  /// right equally often}
  ///
  /// This is the exact test of Q. McNemar, *Note on the sampling error of the difference between
  /// correlated proportions or percentages*, 1947: of the texts that only one of them has right,
  /// each would be the one's or the other's with a probability of ½.
  public double chance() {
    return chance(onlyWords(), onlyTransformer());
  }

  /// {@return twice the probability of so few heads, or so few tails; at most 1}
  static double chance(int heads, int tails) {
    int n = heads + tails;
    double logarithm = -n * Math.log(2);
    double sum = 0;
    for (int k = 0; k <= Math.min(heads, tails); k++) {
      sum += Math.exp(logarithm);
      logarithm += Math.log(n - k) - Math.log(k + 1);
    }
    return Math.min(1, 2 * sum);
  }

  /// {@return whether the difference is more than chance makes}
  public boolean isClear() {
    return chance() < CHANCE;
  }

  /// {@return the one to prefer: the one that is right more often, where that is clear, and
  /// otherwise the one with fewer parameters}
  public Trained better() {
    if (isClear()) {
      return words.hits() > transformer.hits() ? words : transformer;
    }
    return List.of(words, transformer).stream()
        .min(
            (a, b) ->
                Long.compare(a.classifier().parameterCount(), b.classifier().parameterCount()))
        .orElseThrow();
  }
}
