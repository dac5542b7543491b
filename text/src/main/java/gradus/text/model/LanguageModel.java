package gradus.text.model;

import gradus.engine.Tensor;
import gradus.nn.Layer;

/// A causal language model: for each token of a text, scores of the tokens that could come next.
///
/// A token sees itself and those before it. So what was computed for the beginning of a text holds
/// when the text grows; a [KeyValueCache] keeps it:
///
/// ```java
/// KeyValueCache cache = model.cache(1, 20);
/// Tensor logits = model.next(prompt, cache);   // the prompt, (1, T), at once
/// logits = model.next(token, cache);           // then one token, (1, 1), at a time
/// ```
public interface LanguageModel extends Layer {
  /// {@return the greatest number of tokens of a text}
  int contextLength();

  /// {@return the number of tokens that there are: ids are from 0 to one less}
  int vocabularySize();

  /// {@return an empty cache}
  ///
  /// @param batch the number of texts, N
  /// @param length the greatest number of tokens of a text, at most [#contextLength()]
  KeyValueCache cache(int batch, int length);

  /// {@return the states of tokens after all blocks, (N, T, width)}
  ///
  /// @param ids the tokens, I32 (N, T)
  /// @param cache what comes before them, to which they are added; null for nothing
  /// @throws IllegalArgumentException if there is no place for them in the cache or in the context
  Tensor features(Tensor ids, KeyValueCache cache);

  /// {@return the scores of the tokens that could come next, (…, vocabulary)}
  ///
  /// @param features states, (…, width)
  Tensor logits(Tensor features);

  /// {@inheritDoc}
  ///
  /// @param ids the tokens, I32 (N, T)
  /// @return for each token the logits of the next one, (N, T, vocabulary)
  @Override
  default Tensor forward(Tensor ids) {
    return logits(features(ids, null));
  }

  /// {@return for each token the logits of the next one, (N, T, vocabulary)}
  ///
  /// @param ids the tokens, I32 (N, T)
  /// @param cache what comes before them, to which they are added
  /// @throws IllegalArgumentException if there is no place for them in the cache or in the context
  default Tensor forward(Tensor ids, KeyValueCache cache) {
    return logits(features(ids, cache));
  }

  /// {@return the logits of the token after the last one, (N, vocabulary)}
  ///
  /// @param ids the tokens, I32 (N, T)
  /// @param cache what comes before them, to which they are added
  /// @throws IllegalArgumentException if there is no place for them in the cache or in the context
  default Tensor next(Tensor ids, KeyValueCache cache) {
    return logits(features(ids, cache).select(1, -1));
  }
}
