package gradus.nn;

import gradus.engine.Tensor;
import java.util.Collection;

/// The Adagrad optimiser: each element moves against its gradient, divided by the root of the sum
/// of all squares of gradients so far, so that elements with rare gradients take long steps.
///
/// With s ← s + g², step t subtracts lr / (1 + (t - 1) δ) · g / (√s + ε), where δ is the decay of
/// the learning rate. A weight decay λ adds λ times the parameter to its gradient. The formulas are
/// those of PyTorch's `torch.optim.Adagrad`.
///
/// J. Duchi, E. Hazan, Y. Singer: *Adaptive subgradient methods for online learning and stochastic
/// optimization*, JMLR 12 (2011).
public final class Adagrad extends Optimizer {
  private static final String SUM = "sum";

  private Options options;

  /// The options of Adagrad.
  ///
  /// @param lr the learning rate, not negative
  /// @param lrDecay the decay of the learning rate, not negative
  /// @param weightDecay the weight decay, not negative
  /// @param initialAccumulator the sum of squares before the first step, not negative; a later
  ///   change has no effect
  /// @param eps the term added to the root to avoid a division by 0; not negative
  public record Options(
      double lr, double lrDecay, double weightDecay, double initialAccumulator, double eps) {
    /// Creates options.
    ///
    /// @throws IllegalArgumentException if a number is negative or not finite
    public Options {
      Checks.notNegative("Adagrad", "learning rate", lr);
      Checks.notNegative("Adagrad", "decay of the learning rate", lrDecay);
      Checks.notNegative("Adagrad", "weight decay", weightDecay);
      Checks.notNegative("Adagrad", "initial accumulator", initialAccumulator);
      Checks.notNegative("Adagrad", "eps", eps);
    }
  }

  /// Creates an optimiser with PyTorch's defaults: no decays, sums that begin with 0, ε = 10⁻¹⁰.
  ///
  /// @param parameters the parameters to change: leaves that require a gradient
  /// @param lr the learning rate; 0.01 by default in PyTorch
  public Adagrad(Collection<Tensor> parameters, double lr) {
    this(parameters, new Options(lr, 0, 0, 0, 1e-10));
  }

  /// Creates an optimiser.
  ///
  /// @param parameters the parameters to change: leaves that require a gradient
  /// @param options the options
  /// @throws IllegalArgumentException if there are no parameters, one occurs twice, or one is not
  ///   such a leaf
  public Adagrad(Collection<Tensor> parameters, Options options) {
    super(parameters, true, new Buffer(SUM, options.initialAccumulator));
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
    options(
        new Options(
            lr, options.lrDecay, options.weightDecay, options.initialAccumulator, options.eps));
  }

  @Override
  protected void update(Tensor parameter, Tensor gradient, ParameterState state) {
    Tensor g = options.weightDecay == 0 ? gradient : gradient.add(parameter, options.weightDecay);
    Tensor sum = state.buffer(SUM).addProductInPlace(1, g, g, 1);
    double lr = options.lr / (1 + (state.steps() - 1) * options.lrDecay);
    parameter.addOverRootInPlace(-lr, g, sum, options.eps);
  }
}
