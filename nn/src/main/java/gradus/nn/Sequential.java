package gradus.nn;

import gradus.engine.Tensor;
import java.util.List;
import java.util.Map;

/// Layers applied one after another.
///
/// Names of tensors start with the index of their layer: `0.weight`, `0.bias`, `2.weight`.
///
/// @param layers the layers, in the order in which they are applied
public record Sequential(List<Layer> layers) implements Layer {
  /// A network of layers.
  public Sequential {
    layers = List.copyOf(layers);
  }

  /// Creates a network of layers.
  ///
  /// @param layers the layers, in the order in which they are applied
  public Sequential(Layer... layers) {
    this(List.of(layers));
  }

  @Override
  public Tensor forward(Tensor x) {
    for (Layer layer : layers) {
      x = layer.forward(x);
    }
    return x;
  }

  @Override
  public Map<String, Tensor> state() {
    StateDict state = new StateDict();
    for (int i = 0; i < layers.size(); i++) {
      state.add(String.valueOf(i), layers.get(i));
    }
    return state.tensors();
  }
}
