package gradus.nn;

import gradus.engine.Tensor;
import java.util.Map;

/// Changes parameters so that a loss gets smaller, by the gradients that `backward` has left there.
///
/// ```java
/// optimizer.zeroGrad();
/// loss.apply(model.forward(x), y).backward();
/// optimizer.step();
/// ```
public interface Optimizer {
  /// Changes each parameter that has a gradient, in place.
  void step();

  /// Forgets the parameters' gradients, to which the next `backward` would add.
  void zeroGrad();

  /// What the optimizer remembers between steps, to go on later: copies, under the parameter's
  /// number and PyTorch's name for them, such as `0.exp_avg`.
  ///
  /// @return nothing for a parameter that hasn't been changed yet
  Map<String, Tensor> state();

  /// Goes on from a state; all or nothing.
  ///
  /// @param state from [#state()] of an optimizer of the same kind, for parameters of the same
  ///   shapes
  /// @throws IllegalArgumentException if it isn't; then nothing has changed
  void load(Map<String, Tensor> state);
}
