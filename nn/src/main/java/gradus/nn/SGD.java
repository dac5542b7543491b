package gradus.nn;

import gradus.engine.Tensor;
import java.util.Collection;
import java.util.Map;

/// Gradient descent: each step goes against the gradient, by the learning rate.
///
/// With a momentum μ it goes against a running sum b of gradients, b ← μ b + g, as a ball rolls on
/// in the direction that it has; with Nesterov's, against g + μ b, the gradient and where the ball
/// would roll next. A weight decay λ adds λ times the parameter to its gradient. The formulas are
/// those of PyTorch's `torch.optim.SGD` without dampening; the first b is g.
///
/// I. Sutskever et al.: *On the importance of initialization and momentum in deep learning*, ICML
/// 2013.
public final class SGD implements Optimizer {
  private static final String BUFFER = "momentum_buffer";

  private final Options options;
  private final Memory memory;

  /// How to descend.
  ///
  /// @param lr the learning rate, not negative
  /// @param momentum how much of the last step is kept, not negative; 0 for none
  /// @param nesterov whether to look ahead; needs a momentum
  /// @param weightDecay how strongly parameters are pulled to 0, not negative
  public record Options(double lr, double momentum, boolean nesterov, double weightDecay) {
    /// Options, checked.
    ///
    /// @throws IllegalArgumentException if a number is negative or not finite, or Nesterov's
    ///   momentum has none
    public Options {
      Checks.notNegative("SGD", "learning rate", lr);
      Checks.notNegative("SGD", "momentum", momentum);
      Checks.notNegative("SGD", "weight decay", weightDecay);
      if (nesterov && momentum == 0) {
        throw new IllegalArgumentException("SGD: Nesterov's momentum needs a momentum above 0");
      }
    }
  }

  /// Plain gradient descent.
  ///
  /// @param parameters what to change: leaves that require a gradient
  /// @param lr the learning rate
  public SGD(Collection<Tensor> parameters, double lr) {
    this(parameters, new Options(lr, 0, false, 0));
  }

  /// Gradient descent.
  ///
  /// @param parameters what to change: leaves that require a gradient
  /// @param options how
  /// @throws IllegalArgumentException if there are none, one is there twice, or one isn't such a
  ///   leaf
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
