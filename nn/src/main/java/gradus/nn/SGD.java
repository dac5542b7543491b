package gradus.nn;

import gradus.engine.Tensor;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/// Gradient descent, with momentum if wanted: `torch.optim.SGD`.
///
/// With g the gradient plus weightDecay·w: without momentum w ← w - lr·g; with it v ← momentum·v +
/// g, starting at v = g, and w ← w - lr·v, or, with Nesterov's, w ← w - lr·(g + momentum·v).
public final class SGD extends Optimizer {
  private static final String MOMENTUM = "momentum";

  private final Options options;

  /// The options.
  ///
  /// @param lr the learning rate
  /// @param momentum how much of the last step's direction is kept, 0 for none
  /// @param nesterov whether to look ahead along the momentum
  /// @param weightDecay how much of the weight is added to its gradient
  public record Options(double lr, double momentum, boolean nesterov, double weightDecay) {
    /// Checks the options.
    ///
    /// @throws IllegalArgumentException if one is negative, or Nesterov's has no momentum
    public Options {
      notNegative("lr", lr);
      notNegative("momentum", momentum);
      notNegative("weightDecay", weightDecay);
      if (nesterov && momentum == 0) {
        throw new IllegalArgumentException("Nesterov's momentum needs a momentum above 0");
      }
    }
  }

  /// Plain gradient descent.
  ///
  /// @param parameters what to change
  /// @param lr the learning rate
  public SGD(Collection<Tensor> parameters, double lr) {
    this(parameters, new Options(lr, 0, false, 0));
  }

  /// Gradient descent with options.
  ///
  /// @param parameters what to change
  /// @param options the options
  public SGD(Collection<Tensor> parameters, Options options) {
    super(parameters);
    this.options = options;
  }

  @Override
  void update(Tensor w, Tensor gradient, Map<String, Tensor> state) {
    Tensor g = gradient;
    if (options.weightDecay > 0) {
      g = g.add(w.mul(options.weightDecay));
    }
    if (options.momentum > 0) {
      Tensor before = state.get(MOMENTUM);
      Tensor v = before == null ? g.copy() : before.mul(options.momentum).add(g);
      state.put(MOMENTUM, v);
      g = options.nesterov ? g.add(v.mul(options.momentum)) : v;
    }
    w.subInPlace(g.mul(options.lr));
  }

  @Override
  List<String> stateNames() {
    return List.of(MOMENTUM);
  }
}
