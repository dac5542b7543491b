package gradus.nn;

import gradus.engine.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Layers one after the other.
///
/// @param layers from the input on; a parameter's name starts with its layer's place, as `0.weight`
public record Sequential(List<Layer> layers) implements Layer {
  /// Keeps its own copy of the list.
  public Sequential {
    layers = List.copyOf(layers);
  }

  /// Layers one after the other.
  ///
  /// @param layers from the input on
  public Sequential(Layer... layers) {
    this(List.of(layers));
  }

  @Override
  public Tensor forward(Tensor x) {
    Tensor y = x;
    for (Layer layer : layers) {
      y = layer.forward(y);
    }
    return y;
  }

  @Override
  public Map<String, Tensor> parameters() {
    Map<String, Tensor> all = new LinkedHashMap<>();
    for (int i = 0; i < layers.size(); i++) {
      String place = i + ".";
      layers.get(i).parameters().forEach((name, tensor) -> all.put(place + name, tensor));
    }
    return all;
  }
}
