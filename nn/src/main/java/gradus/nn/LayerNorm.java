package gradus.nn;

import gradus.engine.Shape;
import gradus.engine.Tensor;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/// Layer normalisation: subtracts the mean of the last axes and divides by the standard deviation,
/// each row by itself; then multiplies by weights and adds biases.
///
/// y = (x - mean) / √(variance + ε) · weight + bias. J. Ba et al.: *Layer normalization*, 2016.
///
/// @param weight of the shape of the normalised axes; null for none
/// @param bias of the same shape; null for none
/// @param normalizedShape the lengths of the axes that are normalised, the last ones
/// @param eps the number added to the variance
public record LayerNorm(Tensor weight, Tensor bias, Shape normalizedShape, double eps)
    implements Layer {
  /// PyTorch's default of ε.
  private static final double EPS = 1e-5;

  /// Creates a layer with given parameters.
  ///
  /// @throws IllegalArgumentException if they are not of the normalised shape, or ε is negative
  public LayerNorm {
    Checks.notNegative("LayerNorm", "eps", eps);
    if (normalizedShape.rank() == 0
        || weight != null && !weight.shape().equals(normalizedShape)
        || bias != null && !bias.shape().equals(normalizedShape)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "LayerNorm: weight and bias must have the normalised axes %s, at least one, not %s"
                  + " and %s",
              normalizedShape,
              weight == null ? "none" : weight.spec(),
              bias == null ? "none" : bias.spec()));
    }
  }

  /// Creates a layer with PyTorch's defaults: weights of 1, biases of 0, an ε of 10⁻⁵.
  ///
  /// @param normalizedShape the lengths of the axes that are normalised, the last ones
  public LayerNorm(int... normalizedShape) {
    this(
        Tensor.ones(normalizedShape).requiresGrad(true),
        Tensor.zeros(normalizedShape).requiresGrad(true),
        Shape.of(normalizedShape),
        EPS);
  }

  /// {@inheritDoc}
  ///
  /// @param x (…, normalised axes)
  /// @return of the same shape
  @Override
  public Tensor forward(Tensor x) {
    int count = normalizedShape.rank();
    int from = x.rank() - count;
    int[] dims = x.shape().dims();
    if (from < 0 || !Arrays.equals(dims, from, x.rank(), normalizedShape.dims(), 0, count)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "LayerNorm: the last axes must be %s, but got %s",
              normalizedShape,
              x.spec()));
    }
    int[] axes = IntStream.range(from, x.rank()).toArray();
    Tensor y = new Standardization(axes, eps).apply(x);
    y = weight == null ? y : y.mul(weight);
    return bias == null ? y : y.add(bias);
  }

  @Override
  public Map<String, Tensor> state() {
    return new StateDict().add("weight", weight).add("bias", bias).tensors();
  }
}
