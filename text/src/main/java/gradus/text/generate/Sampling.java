package gradus.text.generate;

import java.util.Arrays;
import java.util.Locale;

/// How the next token is drawn from a model's logits. In this order:
///
/// 1. The logits of tokens that the text already has become less likely: they are divided by the
///    repetition penalty if positive, else multiplied by it. N. S. Keskar et al.: *CTRL*, 2019.
/// 2. The logits are divided by the temperature. At 0 the most likely token is taken.
/// 3. Top-k: all tokens but the k most likely ones are left out; those as likely as the last stay.
/// 4. Top-p: of the tokens in the order of their probability, the first ones stay whose sum reaches
///    p. A. Holtzman et al.: *The curious case of neural text degeneration*, ICLR 2020.
/// 5. Min-p: tokens are left out whose probability is less than p times the greatest. M. N. Nguyen
///    et al.: *Turning up the heat: min-p sampling*, 2024.
///
/// Where two tokens are equally likely, the lesser comes first.
///
/// @param temperature from 0 on
/// @param topK from 1 on; 0 for all tokens
/// @param topP above 0, to 1, which is for all tokens
/// @param minP from 0, which is for all tokens, to 1
/// @param repetitionPenalty above 0; 1 for none
/// @param seed of the random numbers
public record Sampling(
    double temperature, int topK, double topP, double minP, double repetitionPenalty, long seed) {
  /// Always the most likely token.
  public static final Sampling GREEDY = new Sampling(0, 0, 1, 0, 1, 0);

  /// Settings.
  ///
  /// @throws IllegalArgumentException if one is out of range
  public Sampling {
    check(temperature >= 0 && temperature <= 1e6, "temperature", "from 0 on", temperature);
    check(topK >= 0, "top-k", "from 1 on, or 0 for all tokens", topK);
    check(topP > 0 && topP <= 1, "top-p", "above 0 and at most 1", topP);
    check(minP >= 0 && minP <= 1, "min-p", "from 0 to 1", minP);
    check(
        repetitionPenalty > 0 && repetitionPenalty <= 1e6,
        "repetition penalty",
        "above 0",
        repetitionPenalty);
  }

  private static void check(boolean valid, String name, String expected, Number value) {
    if (!valid) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "the %s must be %s, not %s", name, expected, value));
    }
  }

  /// {@return draws at a temperature from all tokens}
  ///
  /// @param temperature from 0 on
  /// @param seed of the random numbers
  public static Sampling of(double temperature, long seed) {
    return new Sampling(temperature, 0, 1, 0, 1, seed);
  }

  /// {@return these settings with another top-k}
  ///
  /// @param k from 1 on; 0 for all tokens
  public Sampling withTopK(int k) {
    return new Sampling(temperature, k, topP, minP, repetitionPenalty, seed);
  }

  /// {@return these settings with another top-p}
  ///
  /// @param p above 0, to 1, which is for all tokens
  public Sampling withTopP(double p) {
    return new Sampling(temperature, topK, p, minP, repetitionPenalty, seed);
  }

  /// {@return these settings with another min-p}
  ///
  /// @param p from 0, which is for all tokens, to 1
  public Sampling withMinP(double p) {
    return new Sampling(temperature, topK, topP, p, repetitionPenalty, seed);
  }

  /// {@return these settings with another repetition penalty}
  ///
  /// @param penalty above 0; 1 for none
  public Sampling withRepetitionPenalty(double penalty) {
    return new Sampling(temperature, topK, topP, minP, penalty, seed);
  }

  /// {@return the probability that each token is drawn}
  ///
  /// @param logits the model's, one for each token
  /// @param text the tokens of the text so far
  /// @throws IllegalArgumentException if a logit is NaN, none is finite, or one is +∞
  public double[] probabilities(float[] logits, int... text) {
    double[] scores = scores(logits, text);
    double[] p = new double[scores.length];
    if (temperature == 0) {
      p[greatest(scores)] = 1;
      return p;
    }
    double top = scores[greatest(scores)];
    double least = topK == 0 || topK >= p.length ? Double.NEGATIVE_INFINITY : kth(scores, topK);
    double sum = 0;
    for (int i = 0; i < p.length; i++) {
      p[i] = scores[i] < least ? 0 : Math.exp((scores[i] - top) / temperature);
      sum += p[i];
    }
    if (topP < 1) {
      keepNucleus(p, topP * sum);
    }
    sum = 0;
    for (int i = 0; i < p.length; i++) {
      // The greatest is exp(0).
      p[i] = p[i] < minP ? 0 : p[i];
      sum += p[i];
    }
    for (int i = 0; i < p.length; i++) {
      p[i] /= sum;
    }
    return p;
  }

  /// {@return a token}
  ///
  /// @param logits the model's, one for each token
  /// @param uniform a random number from 0 (inclusive) to 1 (exclusive)
  /// @param text the tokens of the text so far
  /// @throws IllegalArgumentException if a logit is NaN, none is finite, or one is +∞
  public int draw(float[] logits, double uniform, int... text) {
    if (temperature == 0) {
      return greatest(scores(logits, text));
    }
    double[] p = probabilities(logits, text);
    double sum = 0;
    int last = 0;
    for (int i = 0; i < p.length; i++) {
      if (p[i] > 0) {
        last = i;
        sum += p[i];
        if (uniform < sum) {
          return i;
        }
      }
    }
    // The sum may be rounded to less than 1.
    return last;
  }

  private double[] scores(float[] logits, int... text) {
    double[] scores = new double[logits.length];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = logits[i];
    }
    double top = scores[greatest(scores)];
    boolean numbers = Math.abs(top) < Double.POSITIVE_INFINITY;
    for (double score : scores) {
      numbers &= !Double.isNaN(score);
    }
    if (!numbers) {
      throw new IllegalArgumentException(
          "the logits must be numbers, the greatest finite; has the training diverged?");
    }
    if (repetitionPenalty != 1) {
      for (int token : text) {
        // From the model's logit, so that a token that occurs twice is not punished twice.
        double logit = logits[token];
        scores[token] = logit > 0 ? logit / repetitionPenalty : logit * repetitionPenalty;
      }
    }
    return scores;
  }

  private static int greatest(double... scores) {
    int best = 0;
    for (int i = 1; i < scores.length; i++) {
      best = scores[i] > scores[best] ? i : best;
    }
    return best;
  }

  /// {@return the k-th greatest number}
  private static double kth(double[] scores, int k) {
    double[] top = new double[k];
    Arrays.fill(top, Double.NEGATIVE_INFINITY);
    for (double score : scores) {
      if (score > top[0]) {
        int place = Arrays.binarySearch(top, score);
        int before = (place < 0 ? -place - 1 : place) - 1;
        System.arraycopy(top, 1, top, 0, before);
        top[before] = score;
      }
    }
    return top[0];
  }

  /// Sets all but the greatest weights to 0, of which the sum reaches a bound.
  private static void keepNucleus(double[] weights, double bound) {
    long[] order = new long[weights.length];
    int count = 0;
    for (int i = 0; i < weights.length; i++) {
      if (weights[i] > 0) {
        // Weights are from 0 to 1: as a float's bits they are in their order, which is turned here.
        order[count++] = (long) -Float.floatToIntBits((float) weights[i]) << 32 | i;
      }
    }
    Arrays.sort(order, 0, count);
    double sum = 0;
    for (int at = 0; at < count; at++) {
      int token = (int) order[at];
      if (sum >= bound) {
        weights[token] = 0;
      } else {
        sum += weights[token];
      }
    }
  }
}
