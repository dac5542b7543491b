package gradus.nn;

import gradus.engine.Tensor;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/// The RMSprop optimiser: each element moves against its gradient, divided by the root of a running
/// mean of the gradient's squares.
///
/// With v ← α v + (1 - α) g², initially 0, each step subtracts lr · g / (√v + ε). Centred, it
/// divides by the root of a running variance instead: v - m² for m ← α m + (1 - α) g. With a
/// momentum μ the quotients are gathered in b ← μ b + g / (√v + ε), and the step subtracts lr · b.
/// A weight decay λ adds λ times the parameter to its gradient. The formulas are those of PyTorch's
/// `torch.optim.RMSprop`, except that a variance that rounding made negative counts as 0 instead of
/// giving NaN.
///
/// T. Tieleman, G. Hinton: *Neural Networks for Machine Learning*, lecture 6.5, 2012; centred: A.
/// Graves, *Generating sequences with recurrent neural networks*, 2013.
public final class RMSprop extends Optimizer {
  private static final String SQUARES = "square_avg";
  private static final String BUFFER = "momentum_buffer";
  private static final String MEAN = "grad_avg";

  private final boolean hasMomentum;
  private final boolean hasMean;
  private Options options;

  /// The options of RMSprop.
  ///
  /// @param lr the learning rate, not negative
  /// @param alpha the decay rate of the running means, from 0 (inclusive) to 1 (exclusive)
  /// @param eps the term added to the root to avoid a division by 0; not negative
  /// @param momentum the momentum, not negative; 0 for none
  /// @param centered whether to divide by the root of the variance
  /// @param weightDecay the weight decay, not negative
  public record Options(
      double lr, double alpha, double eps, double momentum, boolean centered, double weightDecay) {
    /// Creates options.
    ///
    /// @throws IllegalArgumentException if a number is out of range
    public Options {
      Checks.notNegative("RMSprop", "learning rate", lr);
      Checks.fraction("RMSprop", "alpha", alpha);
      Checks.notNegative("RMSprop", "eps", eps);
      Checks.notNegative("RMSprop", "momentum", momentum);
      Checks.notNegative("RMSprop", "weight decay", weightDecay);
    }
  }

  /// Creates an optimiser with PyTorch's defaults: α = 0.99, ε = 10⁻⁸, no momentum, not centred, no
  /// weight decay.
  ///
  /// @param parameters the parameters to change: leaves that require a gradient
  /// @param lr the learning rate; 0.01 by default in PyTorch
  public RMSprop(Collection<Tensor> parameters, double lr) {
    this(parameters, new Options(lr, 0.99, 1e-8, 0, false, 0));
  }

  /// Creates an optimiser.
  ///
  /// @param parameters the parameters to change: leaves that require a gradient
  /// @param options the options
  /// @throws IllegalArgumentException if there are no parameters, one occurs twice, or one is not
  ///   such a leaf
  public RMSprop(Collection<Tensor> parameters, Options options) {
    super(parameters, false, buffers(options));
    this.options = options;
    this.hasMomentum = options.momentum != 0;
    this.hasMean = options.centered;
  }

  private static Buffer[] buffers(Options options) {
    List<Buffer> buffers = new ArrayList<>();
    buffers.add(new Buffer(SQUARES, 0));
    if (options.momentum != 0) {
      buffers.add(new Buffer(BUFFER, 0));
    }
    if (options.centered) {
      buffers.add(new Buffer(MEAN, 0));
    }
    return buffers.toArray(new Buffer[0]);
  }

  /// {@return the options of the next step}
  public Options options() {
    return options;
  }

  /// Sets the options of the following steps.
  ///
  /// @param options the options
  /// @throws IllegalArgumentException for a momentum, or for centring, if this was created without
  ///   and so does not have its buffers
  public void options(Options options) {
    if (options.momentum != 0 && !hasMomentum || options.centered && !hasMean) {
      throw new IllegalArgumentException(
          "RMSprop: created with "
              + this.options
              + ", it does not have the buffers that it needs for "
              + options);
    }
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
            lr,
            options.alpha,
            options.eps,
            options.momentum,
            options.centered,
            options.weightDecay));
  }

  @Override
  protected void update(Tensor parameter, Tensor gradient, ParameterState state) {
    Tensor g = options.weightDecay == 0 ? gradient : gradient.add(parameter, options.weightDecay);
    Tensor v = state.buffer(SQUARES).addProductInPlace(options.alpha, g, g, 1 - options.alpha);
    if (options.centered) {
      Tensor m = state.buffer(MEAN).combineInPlace(options.alpha, g, 1 - options.alpha);
      v = v.sub(m.square()).clamp(0, Double.POSITIVE_INFINITY);
    }
    if (options.momentum == 0) {
      parameter.addOverRootInPlace(-options.lr, g, v, options.eps);
    } else {
      Tensor b = state.buffer(BUFFER).mulInPlace(options.momentum);
      parameter.addInPlace(b.addOverRootInPlace(1, g, v, options.eps), -options.lr);
    }
  }
}
