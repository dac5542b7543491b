package gradus.text.model;

import gradus.engine.Tensor;
import gradus.nn.Layer;

/// A part of a causal model, whose output for a token depends on those before it.
interface CausalLayer extends Layer {
  /// {@return the output for tokens}
  ///
  /// @param x the states of the tokens, (N, T, width)
  /// @param cache what was before them; null for nothing
  Tensor forward(Tensor x, KeyValueCache cache);

  @Override
  default Tensor forward(Tensor x) {
    return forward(x, null);
  }
}
