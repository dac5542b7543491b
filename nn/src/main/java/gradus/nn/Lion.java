package gradus.nn;

import gradus.engine.Tensor;
import java.util.Collection;

/// The Lion optimiser: each element moves by the learning rate, in the direction of a sign. It
/// keeps one buffer where [Adam] keeps two.
///
/// Each step multiplies the parameter by 1 - lr · λ, where λ is the weight decay, subtracts lr ·
/// sign(β₁ m + (1 - β₁) g), and then updates m ← β₂ m + (1 - β₂) g, initially 0. The sign of 0 is
/// 0.
///
/// The learning rate is usually three to ten times less than AdamW's, and the weight decay as many
/// times more. X. Chen et al.: *Symbolic discovery of optimization algorithms*, NeurIPS 2023.
public final class Lion extends Optimizer {
  private static final String MEAN = "exp_avg";

  private Options options;

  /// The options of Lion.
  ///
  /// @param lr the learning rate, not negative
  /// @param beta1 the share of the running mean in the step, from 0 (inclusive) to 1 (exclusive)
  /// @param beta2 the decay rate of the running mean, from 0 (inclusive) to 1 (exclusive)
  /// @param weightDecay the weight decay, not negative
  public record Options(double lr, double beta1, double beta2, double weightDecay) {
    /// Creates options.
    ///
    /// @throws IllegalArgumentException if a number is out of range
    public Options {
      Checks.notNegative("Lion", "learning rate", lr);
      Checks.fraction("Lion", "beta1", beta1);
      Checks.fraction("Lion", "beta2", beta2);
      Checks.notNegative("Lion", "weight decay", weightDecay);
    }
  }

  /// Creates an optimiser with the paper's defaults: β₁ = 0.9, β₂ = 0.99, no weight decay.
  ///
  /// @param parameters the parameters to change: leaves that require a gradient
  /// @param lr the learning rate, such as 0.0001
  public Lion(Collection<Tensor> parameters, double lr) {
    this(parameters, new Options(lr, 0.9, 0.99, 0));
  }

  /// Creates an optimiser.
  ///
  /// @param parameters the parameters to change: leaves that require a gradient
  /// @param options the options
  /// @throws IllegalArgumentException if there are no parameters, one occurs twice, or one is not
  ///   such a leaf
  public Lion(Collection<Tensor> parameters, Options options) {
    super(parameters, false, new Buffer(MEAN, 0));
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
    options(new Options(lr, options.beta1, options.beta2, options.weightDecay));
  }

  @Override
  protected void update(Tensor parameter, Tensor gradient, ParameterState state) {
    Tensor m = state.buffer(MEAN);
    Tensor direction = m.mul(options.beta1).addInPlace(gradient, 1 - options.beta1).sign();
    if (options.weightDecay != 0) {
      parameter.mulInPlace(1 - options.lr * options.weightDecay);
    }
    parameter.addInPlace(direction, -options.lr);
    m.combineInPlace(options.beta2, gradient, 1 - options.beta2);
  }
}
