package gradus.nn;

import gradus.engine.CustomFunction;
import gradus.engine.Elementwise;
import gradus.engine.Formula;
import gradus.engine.Tensor;
import java.util.List;
import java.util.function.IntPredicate;

/// Subtracts the mean along some axes and divides by the standard deviation; then, if there are
/// weights, multiplies by them and adds biases, which do not vary along these axes.
///
/// With μ the mean, r = 1 / √(variance + ε) and n the number of elements, y = (x - μ) · r · w + b.
/// The gradient with respect to x is r · w · (g - Σg / n - (x - μ) · r² · Σ(g · (x - μ)) / n), so
/// that one pass over x and g leads to it once the two sums are known. Left to the single
/// operations, it would take some ten.
///
/// An object is for one use: it keeps the statistics of its input for the gradient.
final class Standardization implements CustomFunction {
  private static final Formula SQUARED_DISTANCE =
      Formula.binary(
          (x, mean) -> {
            var distance = x.sub(mean);
            return distance.mul(distance);
          });
  private static final Formula PRODUCT =
      Formula.of(3, in -> in.get(0).mul(in.get(1).sub(in.get(2))));
  private static final Formula SCALED =
      Formula.of(3, in -> in.get(0).sub(in.get(1)).mul(in.get(2)));
  private static final Formula SHIFTED =
      Formula.of(4, in -> in.get(0).sub(in.get(1)).fma(in.get(2), in.get(3)));
  // The inputs are g, its mean, x, its mean, and the factors of the distance and of all.
  private static final Formula GRADIENT =
      Formula.of(
          6,
          in -> {
            var distance = in.get(2).sub(in.get(3));
            var rest = in.get(0).sub(in.get(1)).sub(distance.mul(in.get(4)));
            return rest.mul(in.get(5));
          });

  private final int[] axes;
  private final double eps;
  private Statistics statistics;

  /// The mean and the variance, with length 1 along the axes, and the reciprocal root.
  record Statistics(Tensor mean, Tensor variance, Tensor reciprocalRoot) {}

  /// @param axes the axes of the mean, at least one
  /// @param eps the number added to the variance
  Standardization(int[] axes, double eps) {
    this.axes = axes.clone();
    this.eps = eps;
  }

  /// Returns the statistics of the input, once the function has been applied. The variance is the
  /// mean squared distance.
  Statistics statistics() {
    return statistics;
  }

  private static Tensor fused(String name, Formula formula, Tensor... inputs) {
    return new Elementwise.Fused(name, inputs.length, formula).apply(inputs);
  }

  /// Computes (x - mean) · scale + bias in one pass; the last three broadcast, and the bias may be
  /// null.
  static Tensor apply(Tensor x, Tensor mean, Tensor scale, Tensor bias) {
    return bias == null
        ? fused("standardization", SCALED, x, mean, scale)
        : fused("standardization", SHIFTED, x, mean, scale, bias);
  }

  private Statistics of(Tensor x) {
    Tensor mean = x.mean(axes, true);
    Tensor variance = fused("squared distance", SQUARED_DISTANCE, x, mean).mean(axes, true);
    return new Statistics(mean, variance, variance.add(eps).rsqrt());
  }

  @Override
  public String name() {
    return "standardization";
  }

  /// {@inheritDoc}
  ///
  /// @param inputs x, and then nothing or the weights and the biases, of the rank of x
  @Override
  public Tensor forward(List<Tensor> inputs) {
    Tensor x = inputs.getFirst();
    statistics = of(x);
    boolean weighted = inputs.size() > 1;
    Tensor r = statistics.reciprocalRoot();
    Tensor scale = weighted ? r.mul(inputs.get(1)) : r;
    return apply(x, statistics.mean(), scale, weighted ? inputs.get(2) : null);
  }

  @Override
  public Tensor gradient(int input, List<Tensor> inputs, Tensor output, Tensor upstream) {
    return gradients(i -> i == input, inputs, output, upstream)[input];
  }

  @Override
  public Tensor[] gradients(
      IntPredicate required, List<Tensor> inputs, Tensor output, Tensor upstream) {
    Tensor x = inputs.getFirst();
    // If the gradient is recorded, so must be how the statistics depend on x.
    Statistics known = x.unsqueeze(0).requiresGrad() ? of(x) : statistics;
    Tensor r = known.reciprocalRoot();
    Tensor products =
        fused("product with distance", PRODUCT, upstream, x, known.mean()).sum(axes, true);
    Tensor sum = upstream.sum(axes, true);
    Tensor[] gradients = new Tensor[inputs.size()];
    if (inputs.size() > 1) {
      gradients[1] = required.test(1) ? products.mul(r) : null;
      gradients[2] = required.test(2) ? sum : null;
    }
    if (required.test(0)) {
      double n = (double) x.size() / r.size();
      gradients[0] =
          fused(
              "gradient of standardization",
              GRADIENT,
              upstream,
              sum.div(n),
              x,
              known.mean(),
              r.square().mul(products).div(n),
              inputs.size() == 1 ? r : r.mul(inputs.get(1)));
    }
    return gradients;
  }
}
