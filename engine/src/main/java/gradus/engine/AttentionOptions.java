package gradus.engine;

import java.util.Objects;

/// The options of scaled dot product attention: which keys a query sees, and the scale of the
/// scores.
///
/// ```java
/// q.scaledDotProductAttention(k, v, AttentionOptions.DEFAULT.withCausal(Causal.LOWER_RIGHT));
/// ```
///
/// @param mask broadcasts to (…, heads, queries, keys). I32, such as the result of a comparison: a
///   query sees the keys where it is not 0. Floating-point: it is added to the scores, so -∞ hides
///   a key. Null for none
/// @param causal whether a query sees earlier keys only; a mask applies in addition
/// @param scale the factor of the scores; NaN for 1/√E, E being the length of a query
public record AttentionOptions(Tensor mask, Causal causal, double scale) {
  /// No mask, not causal, a scale of 1/√E.
  public static final AttentionOptions DEFAULT =
      new AttentionOptions(null, Causal.NONE, Double.NaN);

  /// Which keys a query sees by its position. The two kinds differ if there are not as many queries
  /// as keys.
  public enum Causal {
    /// All of them.
    NONE,
    /// Query i sees keys 0 to i: PyTorch's `is_causal=True` and `causal_upper_left`.
    UPPER_LEFT,
    /// The last query sees all keys, and each before it one less: the queries are the last
    /// positions of the keys, as in generation with a cache of keys and values. PyTorch's
    /// `causal_lower_right`.
    LOWER_RIGHT
  }

  /// Options.
  ///
  /// @throws NullPointerException if `causal` is null
  public AttentionOptions {
    Objects.requireNonNull(causal, "causal");
  }

  /// Returns these options with another mask.
  ///
  /// @param other the mask; null for none
  /// @return options
  public AttentionOptions withMask(Tensor other) {
    return new AttentionOptions(other, causal, scale);
  }

  /// Returns these options with a mask that hides the padding of each row of a batch, in place of
  /// their mask.
  ///
  /// @param padding (rows, keys), I32: not 0 where a key is padding, as in PyTorch's
  ///   `key_padding_mask`
  /// @return options
  /// @throws IllegalArgumentException if the padding is not such a tensor
  public AttentionOptions withKeyPaddingMask(Tensor padding) {
    if (padding.rank() != 2 || padding.dtype() != DType.I32) {
      throw padding.rejected("withKeyPaddingMask", "needs the shape (rows, keys), i32");
    }
    return withMask(padding.eq(0).reshape(padding.size(0), 1, 1, padding.size(1)));
  }

  /// Returns these options with another kind of causality.
  ///
  /// @param other the kind
  /// @return options
  public AttentionOptions withCausal(Causal other) {
    return new AttentionOptions(mask, other, scale);
  }

  /// Returns these options with another scale.
  ///
  /// @param factor the factor of the scores
  /// @return options
  public AttentionOptions withScale(double factor) {
    return new AttentionOptions(mask, causal, factor);
  }
}
