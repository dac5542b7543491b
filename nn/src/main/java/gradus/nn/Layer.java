package gradus.nn;

import gradus.engine.Tensor;
import java.util.Map;

/// A layer: a function of a tensor, with learnable parameters.
///
/// A layer is immutable; training changes the elements of its parameters. A layer without
/// parameters can be a lambda: `Layer square = Tensor::square`.
@FunctionalInterface
public interface Layer {
  /// Applies the layer.
  ///
  /// @param x the input; the first axis counts the rows of a batch
  /// @return the output
  /// @throws IllegalArgumentException if the shape of the input is unsuitable
  Tensor forward(Tensor x);

  /// Returns the parameters, by their names in PyTorch's `state_dict`, such as `0.weight`.
  ///
  /// @return the tensors themselves, not copies, in the order in which they are applied
  default Map<String, Tensor> parameters() {
    return Map.of();
  }
}
