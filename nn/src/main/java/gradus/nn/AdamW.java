package gradus.nn;

import gradus.engine.Tensor;
import java.util.Collection;

/// [Adam] with decoupled weight decay: each step first multiplies the parameter by 1 - lr · λ,
/// instead of adding λ to the gradient, where Adam's scaling would undo it. The formulas are those
/// of PyTorch's `torch.optim.AdamW`.
///
/// I. Loshchilov, F. Hutter: *Decoupled weight decay regularization*, ICLR 2019.
public final class AdamW extends Adam {
  /// Creates an optimiser with PyTorch's defaults: β₁ = 0.9, β₂ = 0.999, ε = 10⁻⁸, a weight decay
  /// of 0.01.
  ///
  /// @param parameters the parameters to change: leaves that require a gradient
  /// @param lr the learning rate; 0.001 by default in PyTorch
  public AdamW(Collection<Tensor> parameters, double lr) {
    this(parameters, new Options(lr, 0.9, 0.999, 1e-8, 0.01));
  }

  /// Creates an optimiser.
  ///
  /// @param parameters the parameters to change: leaves that require a gradient
  /// @param options the options
  /// @throws IllegalArgumentException if there are no parameters, one occurs twice, or one is not
  ///   such a leaf
  public AdamW(Collection<Tensor> parameters, Options options) {
    super(parameters, options);
  }

  @Override
  Tensor decay(Tensor parameter, Tensor gradient) {
    if (options().weightDecay() != 0) {
      parameter.mulInPlace(1 - lr() * options().weightDecay());
    }
    return gradient;
  }
}
