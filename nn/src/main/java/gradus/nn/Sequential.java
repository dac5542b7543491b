package gradus.nn;

import gradus.engine.Tensor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Layers applied one after another.
///
/// Names of parameters start with the index of their layer: `0.weight`, `0.bias`, `2.weight`.
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
  public Map<String, Tensor> parameters() {
    Map<String, Tensor> parameters = new LinkedHashMap<>();
    for (int i = 0; i < layers.size(); i++) {
      String prefix = i + ".";
      layers.get(i).parameters().forEach((name, tensor) -> parameters.put(prefix + name, tensor));
    }
    return Collections.unmodifiableMap(parameters);
  }
}
