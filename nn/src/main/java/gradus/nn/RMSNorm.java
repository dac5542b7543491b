package gradus.nn;

import static gradus.engine.Term.constant;
import static gradus.engine.Term.parameter;

import gradus.engine.Elementwise;
import gradus.engine.Formula;
import gradus.engine.Shape;
import gradus.engine.Tensor;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;

/// Normalisation by the root mean square of the last axes, each row by itself; then multiplies by
/// weights. Unlike [LayerNorm], it subtracts no mean and adds no bias.
///
/// y = x / √(mean of x² + ε) · weight. B. Zhang, R. Sennrich: *Root mean square layer
/// normalization*, NeurIPS 2019.
///
/// @param weight of the shape of the normalised axes; null for none
/// @param normalizedShape the lengths of the axes that are normalised, the last ones
/// @param eps the number added to the mean square
public record RMSNorm(Tensor weight, Shape normalizedShape, double eps) implements Layer {
  /// PyTorch's default of ε: the distance of 1 to the next float.
  private static final double EPS = Math.ulp(1f);

  /// 1 / √(sum · 1/n + ε)
  private static final Formula INVERSE =
      Formula.of(1, in -> constant(1).div(in.get(0).mul(parameter(0)).add(parameter(1)).sqrt()));

  private static final Elementwise.Fused WEIGHTED =
      new Elementwise.Fused(
          "root mean square norm", 3, Formula.of(3, in -> in.get(0).mul(in.get(1)).mul(in.get(2))));

  /// Creates a layer with given parameters.
  ///
  /// @throws IllegalArgumentException if the weight is not of the normalised shape, or ε is
  ///   negative
  public RMSNorm {
    Checks.notNegative("RMSNorm", "eps", eps);
    if (normalizedShape.rank() == 0 || weight != null && !weight.shape().equals(normalizedShape)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "RMSNorm: the weight must have the normalised axes %s, at least one, not %s",
              normalizedShape,
              weight == null ? "none" : weight.spec()));
    }
  }

  /// Creates a layer with PyTorch's defaults: weights of 1, and as ε the distance of 1 to the next
  /// float, 2⁻²³.
  ///
  /// @param normalizedShape the lengths of the axes that are normalised, the last ones
  public RMSNorm(int... normalizedShape) {
    this(EPS, normalizedShape);
  }

  /// Creates a layer with weights of 1.
  ///
  /// @param eps the number added to the mean square
  /// @param normalizedShape the lengths of the axes that are normalised, the last ones
  public RMSNorm(double eps, int... normalizedShape) {
    this(Tensor.ones(normalizedShape).requiresGrad(true), Shape.of(normalizedShape), eps);
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
              "RMSNorm: the last axes must be %s, but got %s",
              normalizedShape,
              x.spec()));
    }
    int[] axes = new int[count];
    for (int axis = 0; axis < count; axis++) {
      axes[axis] = from + axis;
    }
    Tensor sum = x.square().sum(axes, true);
    Tensor r =
        new Elementwise.Fused("root mean square", 1, INVERSE, 1.0 / normalizedShape.size(), eps)
            .apply(sum);
    return weight == null ? x.mul(r) : WEIGHTED.apply(x, r, weight);
  }

  @Override
  public Map<String, Tensor> state() {
    return new StateDict().add("weight", weight).tensors();
  }
}
