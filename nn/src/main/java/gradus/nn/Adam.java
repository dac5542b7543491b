package gradus.nn;

import gradus.engine.Tensor;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/// Steps scaled by running means of the gradient and its square (Kingma and Ba, *Adam*, ICLR 2015):
/// `torch.optim.Adam`, whose weight decay is added to the gradient; [AdamW] takes it from the
/// weight.
public sealed class Adam extends Optimizer permits AdamW {
  private static final String MEAN = "mean";
  private static final String SQUARE = "square";

  private final Options options;

  /// The options.
  ///
  /// @param lr the learning rate
  /// @param beta1 how much of the gradient's mean is kept in a step
  /// @param beta2 how much of its square's mean is kept
  /// @param eps what is added to the divisor
  /// @param weightDecay how strongly weights are drawn to 0
  public record Options(double lr, double beta1, double beta2, double eps, double weightDecay) {
    /// Checks the options.
    ///
    /// @throws IllegalArgumentException if one is negative, or a beta isn't below 1
    public Options {
      notNegative("lr", lr);
      notNegative("eps", eps);
      notNegative("weightDecay", weightDecay);
      if (!(beta1 >= 0 && beta1 < 1 && beta2 >= 0 && beta2 < 1)) {
        throw new IllegalArgumentException(
            "the betas must be from 0 up to but without 1, got %s and %s".formatted(beta1, beta2));
      }
    }
  }

  /// Adam with PyTorch's defaults: betas 0.9 and 0.999, eps 10⁻⁸, no weight decay.
  ///
  /// @param parameters what to change
  /// @param lr the learning rate
  public Adam(Collection<Tensor> parameters, double lr) {
    this(parameters, new Options(lr, 0.9, 0.999, 1e-8, 0));
  }

  /// Adam with options.
  ///
  /// @param parameters what to change
  /// @param options the options
  public Adam(Collection<Tensor> parameters, Options options) {
    super(parameters);
    this.options = options;
  }

  /// How weights decay: the gradient to go on with.
  Tensor decay(Tensor w, Tensor gradient, Options o) {
    return o.weightDecay == 0 ? gradient : gradient.add(w.mul(o.weightDecay));
  }

  @Override
  final void update(Tensor w, Tensor gradient, Map<String, Tensor> state) {
    Tensor g = decay(w, gradient, options);
    Tensor mean = running(state, MEAN, options.beta1, g);
    Tensor square = running(state, SQUARE, options.beta2, g.square());
    // Both means start at 0; these take that bias out.
    double meanBias = 1 - Math.pow(options.beta1, steps());
    double squareBias = 1 - Math.pow(options.beta2, steps());
    Tensor divisor = square.sqrt().div(Math.sqrt(squareBias)).add(options.eps);
    w.subInPlace(mean.div(divisor).mul(options.lr / meanBias));
  }

  private static Tensor running(Map<String, Tensor> state, String name, double kept, Tensor next) {
    Tensor share = next.mul(1 - kept);
    return state.merge(name, share, (before, add) -> before.mul(kept).add(add));
  }

  @Override
  final List<String> stateNames() {
    return List.of(MEAN, SQUARE);
  }
}
