package gradus.text.model;

import gradus.engine.Tensor;
import java.util.List;

/// A language model that is a stack of blocks. Each adds to the states of the tokens, so that the
/// model can be watched from block to block:
///
/// ```java
/// Tensor x = model.embed(ids, 0);
/// for (Transformer.Block block : model.blocks()) {
///   Tensor weights = block.attentionWeights(x);           // which tokens each one looks at
///   x = block.forward(x);
///   Tensor logits = model.logits(model.normalize(x));     // what is predicted so far
/// }
/// ```
///
/// Logits of the blocks before the last are known as the logit lens: nostalgebraist, *interpreting
/// GPT: the logit lens*, 2020.
public sealed interface Transformer extends LanguageModel permits Gpt2, Llama {
  /// {@return the states of tokens before the first block, (N, T, width)}
  ///
  /// @param ids the tokens, I32 (N, T)
  /// @param from the number of tokens before them
  Tensor embed(Tensor ids, int from);

  /// {@return the blocks, in their order}
  List<? extends Block> blocks();

  /// {@return states after the last normalization: what [#logits] takes, (N, T, width)}
  ///
  /// @param states states after a block, (N, T, width)
  Tensor normalize(Tensor states);

  @Override
  default Tensor features(Tensor ids, KeyValueCache cache) {
    String name = getClass().getSimpleName();
    Tensor x = embed(ids, KeyValueCache.position(name, ids, cache, contextLength()));
    for (Block block : blocks()) {
      x = block.forward(x, cache);
    }
    KeyValueCache.advance(cache, ids.size(1));
    return normalize(x);
  }

  /// A block of a [Transformer]: attention, and an MLP.
  interface Block extends CausalLayer {
    /// {@return how much each token attends to each one up to itself, (N, heads, T, T); a row adds
    /// to 1}
    ///
    /// @param x the states of all tokens of a text before the block, (N, T, width)
    Tensor attentionWeights(Tensor x);
  }
}
