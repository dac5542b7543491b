package gradus.nn.vision;

import gradus.engine.Generator;
import gradus.engine.Tensor;
import gradus.nn.Init;
import gradus.nn.Layer;
import gradus.nn.Sequential;
import java.util.LinkedHashMap;

/// Layers by their names, in the order in which they are applied.
final class Layers {
  private final LinkedHashMap<String, Layer> named = new LinkedHashMap<>();

  Layers add(String name, Layer layer) {
    named.put(name, layer);
    return this;
  }

  Sequential sequential() {
    return new Sequential(named);
  }

  /// Draws the kernels of all convolutions anew by He's method for the gradients before a ReLU, as
  /// torchvision does after a network has been put together.
  static VisionModel initialized(VisionModel model, Generator generator) {
    for (Tensor tensor : model.state().values()) {
      if (tensor.rank() == 4) {
        Init.kaimingNormal(tensor, generator, Init.Fan.OUT, Init.Nonlinearity.RELU.gain());
      }
    }
    return model;
  }
}
