package gradus.text.model;

import java.util.Arrays;
import java.util.Locale;

/// What makes the rotary positions of a [Llama] fit more tokens than it was first trained with:
/// slower rotations, which Hugging Face's `config.json` describes as `rope_scaling`.
public sealed interface RopeScaling {
  /// Rotations are as they were trained.
  record None() implements RopeScaling {
    @Override
    public double[] apply(double... frequencies) {
      return frequencies.clone();
    }
  }

  /// All rotations are slower. S. Chen et al.: *Extending context window of large language models
  /// via positional interpolation*, 2023.
  ///
  /// @param factor how many times slower, above 0
  record Linear(double factor) implements RopeScaling {
    /// The type `linear`.
    ///
    /// @throws IllegalArgumentException if the factor is out of range
    public Linear {
      ConfigJson.checkPositive("RoPE factor", factor);
    }

    @Override
    public double[] apply(double... frequencies) {
      return Arrays.stream(frequencies).map(f -> f / factor).toArray();
    }
  }

  /// Slow rotations are slower, fast ones are as they were, and those between are mixed; Llama 3.1
  /// and later. A. Grattafiori et al.: *The Llama 3 herd of models*, 2024; Meta's code.
  ///
  /// With n = the original number of tokens · f / 2π, the turns of a pair in a text of the original
  /// length, the share of the original frequency is (n - low) / (high - low), from 0 to 1; the rest
  /// is f / factor.
  ///
  /// @param factor how many times slower the slow ones are, above 0
  /// @param lowFreqFactor the number of turns up to which a rotation is slow, above 0
  /// @param highFreqFactor the number of turns from which on it is fast, above that
  /// @param originalMaxPositionEmbeddings the number of tokens of a text before
  record Llama3(
      double factor, double lowFreqFactor, double highFreqFactor, int originalMaxPositionEmbeddings)
      implements RopeScaling {
    /// The type `llama3`.
    ///
    /// @throws IllegalArgumentException if a number is out of range
    public Llama3 {
      ConfigJson.checkPositive("RoPE factor", factor);
      ConfigJson.checkPositive("RoPE low_freq_factor", lowFreqFactor);
      ConfigJson.checkPositive("RoPE high_freq_factor", highFreqFactor);
      ConfigJson.checkSize("RoPE original_max_position_embeddings", originalMaxPositionEmbeddings);
      if (highFreqFactor <= lowFreqFactor) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "RoPE high_freq_factor must be above low_freq_factor, %s, not %s",
                lowFreqFactor,
                highFreqFactor));
      }
    }

    @Override
    public double[] apply(double... frequencies) {
      return Arrays.stream(frequencies).map(this::scaled).toArray();
    }

    private double scaled(double frequency) {
      double turns = originalMaxPositionEmbeddings * frequency / (2 * Math.PI);
      double fast =
          Math.clamp((turns - lowFreqFactor) / (highFreqFactor - lowFreqFactor), 0.0, 1.0);
      return fast * frequency + (1 - fast) * frequency / factor;
    }
  }

  /// {@return frequencies after scaling}
  ///
  /// @param frequencies the angle between neighbouring positions for each pair of elements
  double[] apply(double... frequencies);
}
