package gradus.bench;

import java.util.Locale;

/// What is measured of language models.
public enum TextPart {
  /// Training steps.
  TRAINING,
  /// One token after the other, of a model past the caches, against the bandwidth of the memory.
  GENERATION,
  /// A prompt up to the first token, against the peak of multiply-adds.
  PROMPT,
  /// One token after the other, of a model so small that the engine's overhead counts.
  OVERHEAD;

  /// {@return its name in options and JSON}
  String key() {
    return name().toLowerCase(Locale.ROOT);
  }
}
