package gradus.nn;

import gradus.engine.Tensor;
import java.util.Collection;

/// The Adam optimiser: each element moves against a running mean of its gradients, divided by the
/// root of a running mean of their squares, so that steps are about as long as the learning rate,
/// however large the gradients are.
///
/// With m ← β₁ m + (1 - β₁) g and v ← β₂ v + (1 - β₂) g², both initially 0, step t subtracts lr · m
/// / (1 - β₁ᵗ) / (√(v / (1 - β₂ᵗ)) + ε); the powers correct the bias of the initial zeros. A weight
/// decay λ adds λ times the parameter to its gradient. The formulas are those of PyTorch's
/// `torch.optim.Adam`.
///
/// D. Kingma, J. Ba: *Adam*, ICLR 2015.
public sealed class Adam extends Optimizer permits AdamW {
  private static final String MEAN = "exp_avg";
  private static final String SQUARES = "exp_avg_sq";

  private Options options;

  /// The options of Adam.
  ///
  /// @param lr the learning rate, not negative
  /// @param beta1 the decay rate of the running mean of gradients, from 0 (inclusive) to 1
  ///   (exclusive)
  /// @param beta2 the decay rate of the running mean of squares, from 0 (inclusive) to 1
  ///   (exclusive)
  /// @param eps the term added to the root to avoid a division by 0; not negative
  /// @param weightDecay the weight decay, not negative
  public record Options(double lr, double beta1, double beta2, double eps, double weightDecay) {
    /// Creates options.
    ///
    /// @throws IllegalArgumentException if a number is out of range
    public Options {
      Checks.notNegative("Adam", "learning rate", lr);
      Checks.fraction("Adam", "beta1", beta1);
      Checks.fraction("Adam", "beta2", beta2);
      Checks.notNegative("Adam", "eps", eps);
      Checks.notNegative("Adam", "weight decay", weightDecay);
    }
  }

  /// Creates an optimiser with PyTorch's defaults: β₁ = 0.9, β₂ = 0.999, ε = 10⁻⁸, no weight decay.
  ///
  /// @param parameters the parameters to change: leaves that require a gradient
  /// @param lr the learning rate; 0.001 by default in PyTorch
  public Adam(Collection<Tensor> parameters, double lr) {
    this(parameters, new Options(lr, 0.9, 0.999, 1e-8, 0));
  }

  /// Creates an optimiser.
  ///
  /// @param parameters the parameters to change: leaves that require a gradient
  /// @param options the options
  /// @throws IllegalArgumentException if there are no parameters, one occurs twice, or one is not
  ///   such a leaf
  public Adam(Collection<Tensor> parameters, Options options) {
    super(parameters, true, new Buffer(MEAN, 0), new Buffer(SQUARES, 0));
    this.options = options;
  }

  /// {@return the options of the next step}
  public Options options() {
    return options;
  }

  /// Sets the options of the following steps.
  ///
  /// @param options the options
  public void options(Options options) {
    this.options = options;
  }

  @Override
  public double lr() {
    return options.lr;
  }

  @Override
  public void lr(double lr) {
    options(new Options(lr, options.beta1, options.beta2, options.eps, options.weightDecay));
  }

  @Override
  protected void update(Tensor parameter, Tensor gradient, ParameterState state) {
    Tensor g = decay(parameter, gradient);
    Tensor m = state.buffer(MEAN);
    Tensor v = state.buffer(SQUARES);
    int t = state.steps();
    m.combineInPlace(options.beta1, g, 1 - options.beta1);
    v.addProductInPlace(options.beta2, g, g, 1 - options.beta2);
    double correction1 = 1 - Math.pow(options.beta1, t);
    double root2 = Math.sqrt(1 - Math.pow(options.beta2, t));
    // m / (√v / root2 + ε) = root2 · m / (√v + root2 · ε)
    parameter.addOverRootInPlace(-options.lr / correction1 * root2, m, v, root2 * options.eps);
  }

  /// Returns the gradient plus the weight decay; [AdamW] decays the parameter instead.
  Tensor decay(Tensor parameter, Tensor gradient) {
    return options.weightDecay == 0 ? gradient : gradient.add(parameter, options.weightDecay);
  }
}
