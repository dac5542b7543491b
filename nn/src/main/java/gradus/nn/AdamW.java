package gradus.nn;

import gradus.engine.Tensor;
import java.util.Collection;

/// [Adam] whose weight decay λ doesn't go through the gradient, where Adam's scaling would undo it:
/// each step first multiplies the parameter by 1 - lr · λ. The formulas are those of PyTorch's
/// `torch.optim.AdamW`.
///
/// I. Loshchilov, F. Hutter: *Decoupled weight decay regularization*, ICLR 2019.
public final class AdamW extends Adam {
  /// AdamW with PyTorch's defaults: β₁ = 0.9, β₂ = 0.999, ε = 10⁻⁸, a weight decay of 0.01.
  ///
  /// @param parameters what to change: leaves that require a gradient
  /// @param lr the learning rate, by default 0.001 in PyTorch
  public AdamW(Collection<Tensor> parameters, double lr) {
    this(parameters, new Options(lr, 0.9, 0.999, 1e-8, 0.01));
  }

  /// AdamW.
  ///
  /// @param parameters what to change: leaves that require a gradient
  /// @param options how
  /// @throws IllegalArgumentException if there are none, one is there twice, or one isn't such a
  ///   leaf
  public AdamW(Collection<Tensor> parameters, Options options) {
    super(parameters, options);
  }

  @Override
  Tensor decay(Tensor parameter, Options options) {
    if (options.weightDecay() != 0) {
      parameter.mulInPlace(1 - options.lr() * options.weightDecay());
    }
    return parameter.grad();
  }
}
