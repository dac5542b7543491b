package gradus.nn;

import gradus.engine.DType;
import gradus.engine.Shape;
import gradus.engine.Tensor;
import gradus.engine.TensorSpec;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

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
public sealed class Adam implements Optimizer permits AdamW {
  private static final String STEP = "step";
  private static final String MEAN = "exp_avg";
  private static final String SQUARES = "exp_avg_sq";

  private final Options options;
  private final Memory memory;

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
    this.options = options;
    this.memory = new Memory(getClass().getSimpleName(), parameters, Adam::kept);
  }

  private static Map<String, TensorSpec> kept(Tensor parameter) {
    Map<String, TensorSpec> kept = new LinkedHashMap<>();
    kept.put(STEP, new TensorSpec(Shape.SCALAR, DType.I32));
    kept.put(MEAN, parameter.spec());
    kept.put(SQUARES, parameter.spec());
    return kept;
  }

  private static Map<String, Tensor> zeros(Tensor parameter) {
    Map<String, Tensor> zeros = new LinkedHashMap<>();
    kept(parameter)
        .forEach(
            (name, spec) ->
                zeros.put(
                    name,
                    Tensor.zeros(spec.dtype(), spec.shape()).to(Memory.backend(parameter, spec))));
    return zeros;
  }

  @Override
  public void step() {
    Tensor.noGrad(
        () -> {
          for (int i = 0; i < memory.parameters().size(); i++) {
            Tensor parameter = memory.parameters().get(i);
            if (parameter.grad() != null) {
              if (memory.of(i).isEmpty()) {
                memory.put(i, zeros(parameter));
              }
              step(parameter, decay(parameter, options), memory.of(i));
            }
          }
        });
  }

  /// Returns the gradient plus the weight decay; [AdamW] decays the parameter instead.
  Tensor decay(Tensor parameter, Options options) {
    return options.weightDecay == 0
        ? parameter.grad()
        : parameter.grad().add(parameter, options.weightDecay);
  }

  private void step(Tensor parameter, Tensor g, Map<String, Tensor> kept) {
    Tensor m = kept.get(MEAN);
    Tensor v = kept.get(SQUARES);
    double t = kept.get(STEP).item() + 1;
    kept.get(STEP).fill(t);
    m.combineInPlace(options.beta1, g, 1 - options.beta1);
    v.addProductInPlace(options.beta2, g, g, 1 - options.beta2);
    double correction1 = 1 - Math.pow(options.beta1, t);
    double root2 = Math.sqrt(1 - Math.pow(options.beta2, t));
    // m / (√v / root2 + ε) = root2 · m / (√v + root2 · ε)
    parameter.addOverRootInPlace(-options.lr / correction1 * root2, m, v, root2 * options.eps);
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
    state.forEach(
        (name, tensor) -> {
          if (name.endsWith("." + STEP) && tensor.size() == 1 && tensor.item() < 1) {
            throw new IllegalArgumentException(
                String.format(
                    Locale.ROOT,
                    "%s: the state's %s must count from 1, got %s",
                    getClass().getSimpleName(),
                    name,
                    tensor.item()));
          }
        });
    memory.load(state);
  }
}
