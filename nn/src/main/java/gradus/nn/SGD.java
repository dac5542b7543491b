package gradus.nn;

import gradus.engine.Tensor;
import java.util.Collection;
import java.util.Map;

/// Stochastic gradient descent: each step subtracts the gradient times the learning rate.
///
/// With a momentum μ it uses a running sum b of gradients, b ← μ b + g, instead of the gradient;
/// with Nesterov momentum, g + μ b. A weight decay λ adds λ times the parameter to its gradient.
/// The formulas are those of PyTorch's `torch.optim.SGD` without dampening; the first b is g.
///
/// I. Sutskever et al.: *On the importance of initialization and momentum in deep learning*, ICML
/// 2013.
public final class SGD implements Optimizer {
  private static final String BUFFER = "momentum_buffer";

  private final Options options;
  private final Memory memory;

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
    this.options = options;
    this.memory =
        new Memory(
            "SGD", parameters, p -> options.momentum == 0 ? Map.of() : Map.of(BUFFER, p.spec()));
  }

  @Override
  public void step() {
    Tensor.noGrad(
        () -> {
          for (int i = 0; i < memory.parameters().size(); i++) {
            Tensor parameter = memory.parameters().get(i);
            if (parameter.grad() != null) {
              parameter.addInPlace(direction(i, parameter), -options.lr);
            }
          }
        });
  }

  private Tensor direction(int i, Tensor parameter) {
    Tensor g = parameter.grad();
    if (options.weightDecay != 0) {
      g = g.add(parameter, options.weightDecay);
    }
    if (options.momentum == 0) {
      return g;
    }
    Tensor b = memory.of(i).get(BUFFER);
    if (b == null) {
      b = g.copy();
      memory.put(i, Map.of(BUFFER, b));
    } else {
      b.combineInPlace(options.momentum, g, 1);
    }
    return options.nesterov ? g.add(b, options.momentum) : b;
  }

  @Override
  public void zeroGrad() {
    memory.parameters().forEach(Tensor::zeroGrad);
  }

  @Override
  public Map<String, Tensor> state() {
    return memory.state();
  }

  @Override
  public void load(Map<String, Tensor> state) {
    memory.load(state);
  }
}
