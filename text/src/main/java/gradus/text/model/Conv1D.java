package gradus.text.model;

import gradus.engine.Tensor;
import gradus.nn.Layer;
import gradus.nn.StateDict;
import java.util.Map;

/// A fully connected layer whose weight stands the other way round, as in GPT-2's files: `x ·
/// weight
/// + bias`.
///
/// @param weight (in, out)
/// @param bias (out); null for none
record Conv1D(Tensor weight, Tensor bias) implements Layer {
  /// {@inheritDoc}
  ///
  /// @param x (…, in)
  /// @return (…, out)
  @Override
  public Tensor forward(Tensor x) {
    return bias == null ? x.matmul(weight) : bias.addmm(x, weight);
  }

  @Override
  public Map<String, Tensor> state() {
    return new StateDict().add("weight", weight).add("bias", bias).tensors();
  }
}
