package gradus.nn;

import gradus.engine.Tensor;
import java.util.Map;

/// A function of a tensor, with the parameters that it learns.
///
/// A layer doesn't change; what changes when a network learns are the elements of its parameters.
/// One without parameters is as good as a lambda: `Layer square = Tensor::square`.
@FunctionalInterface
public interface Layer {
  /// Applies the layer.
  ///
  /// @param x the input; its first axis counts the rows of a batch
  /// @return the output
  /// @throws IllegalArgumentException if the input's shape doesn't fit
  Tensor forward(Tensor x);

  /// The parameters, by the names that PyTorch's `state_dict` gives them, such as `0.weight`.
  ///
  /// @return the tensors themselves, not copies, in the order in which they are applied
  default Map<String, Tensor> parameters() {
    return Map.of();
  }
}
