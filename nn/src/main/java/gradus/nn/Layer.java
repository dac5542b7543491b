package gradus.nn;

import gradus.engine.Tensor;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/// A layer: a function of a tensor, with learnable parameters.
///
/// A layer is immutable; training changes the elements of its tensors. A layer without tensors can
/// be a lambda: `Layer square = Tensor::square`. A layer with tensors, or with components that have
/// some, names them in [#state()], by a [StateDict].
@FunctionalInterface
public interface Layer {
  /// Applies the layer.
  ///
  /// @param x the input; the first axis counts the rows of a batch
  /// @return the output
  /// @throws IllegalArgumentException if the shape of the input is unsuitable
  Tensor forward(Tensor x);

  /// Returns all tensors that belong in a file of the layer: the parameters, and buffers such as
  /// running statistics, which no gradient changes. The names are those of PyTorch's `state_dict`,
  /// such as `0.weight`.
  ///
  /// @return the tensors themselves, not copies, in the order in which they are applied; none by
  ///   default
  default Map<String, Tensor> state() {
    return Map.of();
  }

  /// Returns the parameters: the tensors of [#state()] that require a gradient. One that has
  /// several names is there once, under the first.
  ///
  /// @return the tensors themselves, not copies, in the order of the state
  default Map<String, Tensor> parameters() {
    Map<String, Tensor> parameters = new LinkedHashMap<>();
    Set<Tensor> seen = new HashSet<>();
    state()
        .forEach(
            (name, tensor) -> {
              if (tensor.requiresGrad() && seen.add(tensor)) {
                parameters.put(name, tensor);
              }
            });
    return Collections.unmodifiableMap(parameters);
  }
}
