package gradus.text.model;

import gradus.engine.Tensor;
import gradus.nn.Layer;
import gradus.nn.StateDict;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// A fully connected layer whose weight stands the other way round, as in GPT-2's files.
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

  /// {@return the results for equal parts of the outputs, each by a product of its own. Parts of a
  /// single result would each have a gradient as large as the whole}
  ///
  /// @param x (…, in)
  /// @param count the number of parts
  List<Tensor> parts(Tensor x, int count) {
    List<Tensor> weights = weight.chunk(1, count);
    List<Tensor> biases = bias == null ? null : bias.chunk(0, count);
    return IntStream.range(0, count)
        .mapToObj(i -> new Conv1D(weights.get(i), biases == null ? null : biases.get(i)))
        .map(part -> part.forward(x))
        .toList();
  }

  @Override
  public Map<String, Tensor> state() {
    return new StateDict().add("weight", weight).add("bias", bias).tensors();
  }
}
