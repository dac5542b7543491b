package gradus.nn;

import gradus.engine.Tensor;
import java.util.Collection;

/// Adam with decoupled weight decay (Loshchilov and Hutter, ICLR 2019): `torch.optim.AdamW`. Each
/// step first shrinks the weights by lr·weightDecay.
public final class AdamW extends Adam {
  /// AdamW with PyTorch's defaults: betas 0.9 and 0.999, eps 10⁻⁸, weight decay 0.01.
  ///
  /// @param parameters what to change
  /// @param lr the learning rate
  public AdamW(Collection<Tensor> parameters, double lr) {
    this(parameters, new Options(lr, 0.9, 0.999, 1e-8, 0.01));
  }

  /// AdamW with options.
  ///
  /// @param parameters what to change
  /// @param options the options
  public AdamW(Collection<Tensor> parameters, Options options) {
    super(parameters, options);
  }

  @Override
  Tensor decay(Tensor w, Tensor gradient, Options o) {
    w.mulInPlace(1 - o.lr() * o.weightDecay());
    return gradient;
  }
}
