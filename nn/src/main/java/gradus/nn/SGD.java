package gradus.nn;

import gradus.engine.Tensor;
import java.util.Collection;

/// Stochastic gradient descent: each step subtracts the gradient times the learning rate.
///
/// With a momentum μ it uses a running sum b of gradients, b ← μ b + g, instead of the gradient;
/// with Nesterov momentum, g + μ b. A weight decay λ adds λ times the parameter to its gradient.
/// The formulas are those of PyTorch's `torch.optim.SGD` without dampening; the first b is g.
///
/// I. Sutskever et al.: *On the importance of initialization and momentum in deep learning*, ICML
/// 2013.
public final class SGD extends Optimizer {
  private static final String BUFFER = "momentum_buffer";

  private final boolean hasBuffers;
  private Options options;

  /// The options of SGD.
  ///
  /// @param lr the learning rate, not negative
  /// @param momentum the momentum, not negative; 0 for none
  /// @param nesterov whether to use Nesterov momentum; requires a momentum
  /// @param weightDecay the weight decay, not negative
  public record Options(double lr, double momentum, boolean nesterov, double weightDecay) {
    /// Creates options.
    ///
    /// @throws IllegalArgumentException if a number is negative or not finite, or Nesterov momentum
    ///   is requested without a momentum
    public Options {
      Checks.notNegative("SGD", "learning rate", lr);
      Checks.notNegative("SGD", "momentum", momentum);
      Checks.notNegative("SGD", "weight decay", weightDecay);
      if (nesterov && momentum == 0) {
        throw new IllegalArgumentException("SGD: Nesterov's momentum needs a momentum above 0");
      }
    }
  }

  /// Creates an optimiser without momentum.
  ///
  /// @param parameters the parameters to change: leaves that require a gradient
  /// @param lr the learning rate
  public SGD(Collection<Tensor> parameters, double lr) {
    this(parameters, new Options(lr, 0, false, 0));
  }

  /// Creates an optimiser.
  ///
  /// @param parameters the parameters to change: leaves that require a gradient
  /// @param options the options
  /// @throws IllegalArgumentException if there are no parameters, one occurs twice, or one is not
  ///   such a leaf
  public SGD(Collection<Tensor> parameters, Options options) {
    super(parameters, false, buffers(options));
    this.options = options;
    this.hasBuffers = options.momentum != 0;
  }

  /// A sum begins with -0: adding it changes no number, not even the sign of a gradient of -0.
  private static Buffer[] buffers(Options options) {
    return options.momentum == 0 ? new Buffer[0] : new Buffer[] {new Buffer(BUFFER, -0.0)};
  }

  /// {@return the options of the next step}
  public Options options() {
    return options;
  }

  /// Sets the options of the following steps.
  ///
  /// @param options the options
  /// @throws IllegalArgumentException for a momentum if this was created without one, and so keeps
  ///   no sums of gradients
  public void options(Options options) {
    if (options.momentum != 0 && !hasBuffers) {
      throw new IllegalArgumentException(
          "SGD: created without a momentum, and so without its buffers, it can't get one of "
              + options.momentum);
    }
    this.options = options;
  }

  @Override
  public double lr() {
    return options.lr;
  }

  @Override
  public void lr(double lr) {
    options(new Options(lr, options.momentum, options.nesterov, options.weightDecay));
  }

  @Override
  protected void update(Tensor parameter, Tensor gradient, ParameterState state) {
    Tensor g = options.weightDecay == 0 ? gradient : gradient.add(parameter, options.weightDecay);
    Tensor direction = options.momentum == 0 ? g : direction(g, state.buffer(BUFFER));
    parameter.addInPlace(direction, -options.lr);
  }

  private Tensor direction(Tensor g, Tensor b) {
    b.combineInPlace(options.momentum, g, 1);
    return options.nesterov ? g.add(b, options.momentum) : b;
  }
}
