package gradus.nn;

import gradus.engine.Generator;
import gradus.engine.Tensor;
import java.util.Locale;
import java.util.Map;

/// A fully connected layer: a weighted sum of the inputs for each output, plus a bias: `x · weightᵀ
/// + bias`.
///
/// @param weight (out, in): one row per output
/// @param bias (out); null for none
public record Linear(Tensor weight, Tensor bias) implements Layer {
  /// Creates a layer with given parameters.
  ///
  /// @throws IllegalArgumentException if the shapes do not fit each other
  public Linear {
    if (weight.rank() != 2 || bias != null && (bias.rank() != 1 || bias.size() != weight.size(0))) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "Linear: needs a weight (out, in) and a bias (out), not %s and %s",
              weight.spec(),
              bias == null ? "none" : bias.spec()));
    }
  }

  /// Creates a layer with PyTorch's initialisation: uniform between ±1/√in, the weight first.
  ///
  /// PyTorch draws the weight by He's method for a leaky ReLU of slope √5, which gives the same
  /// bound.
  ///
  /// @param generator the random number generator
  /// @param in the number of inputs, at least 1
  /// @param out the number of outputs, at least 1
  public Linear(Generator generator, int in, int out) {
    this(generator, in, out, true);
  }

  /// Creates a layer with PyTorch's initialisation, with or without a bias.
  ///
  /// @param generator the random number generator
  /// @param in the number of inputs, at least 1
  /// @param out the number of outputs, at least 1
  /// @param bias whether there is a bias
  public Linear(Generator generator, int in, int out, boolean bias) {
    this(uniform(generator, in, out, in), bias ? uniform(generator, in, out) : null);
  }

  private static Tensor uniform(Generator generator, int in, int... shape) {
    if (in < 1 || shape[0] < 1) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "Linear: needs at least one input and one output, not %d and %d",
              in,
              shape[0]));
    }
    double bound = 1 / Math.sqrt(in);
    return Tensor.uniform(generator, -bound, bound, shape).requiresGrad(true);
  }

  /// {@inheritDoc}
  ///
  /// @param x (…, in)
  /// @return (…, out)
  @Override
  public Tensor forward(Tensor x) {
    if (x.rank() == 0 || x.size(-1) != weight.size(1)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "Linear: takes %d inputs along the last axis and gives %d, but got %s",
              weight.size(1),
              weight.size(0),
              x.spec()));
    }
    return bias == null ? x.matmul(weight.t()) : bias.addmm(x, weight.t());
  }

  @Override
  public Map<String, Tensor> state() {
    return new StateDict().add("weight", weight).add("bias", bias).tensors();
  }
}
