package gradus.text.generate;

/// Why a text has ended.
public enum Ending {
  /// The model drew a token that ends texts.
  TOKEN,
  /// The text has a string that ends it.
  STRING,
  /// It has as many new tokens as were asked for.
  LENGTH,
  /// The model's context is full.
  CONTEXT
}
