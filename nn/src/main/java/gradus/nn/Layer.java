package gradus.nn;

import gradus.engine.Tensor;
import java.util.Map;

/// A function of a tensor, possibly with parameters that training changes.
public interface Layer {
  /// Computes the layer's result.
  ///
  /// @param x the input; most layers take the rows of a batch along its first axis
  /// @return the result
  Tensor forward(Tensor x);

  /// The parameters, under the names that PyTorch's `state_dict` gives them.
  ///
  /// @return in a fixed order; empty for a layer that has none
  default Map<String, Tensor> parameters() {
    return Map.of();
  }
}
