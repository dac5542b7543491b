package gradus.nn;

import gradus.engine.Tensor;
import java.util.Map;

/// An optimiser: changes parameters to reduce a loss, using the gradients that `backward` computed.
///
/// ```java
/// optimizer.zeroGrad();
/// loss.apply(model.forward(x), y).backward();
/// optimizer.step();
/// ```
public interface Optimizer {
  /// Updates each parameter that has a gradient, in place.
  void step();

  /// Clears the gradients of the parameters; otherwise the next `backward` adds to them.
  void zeroGrad();

  /// Returns the state of the optimiser between steps: copies, by the parameter's number and
  /// PyTorch's name, such as `0.exp_avg`.
  ///
  /// @return nothing for a parameter that has not been updated yet
  Map<String, Tensor> state();

  /// Restores a state; all of it or nothing.
  ///
  /// @param state a result of [#state()] of an optimiser of the same kind, for parameters of the
  ///   same shapes
  /// @throws IllegalArgumentException if it does not match; nothing has then changed
  void load(Map<String, Tensor> state);
}
