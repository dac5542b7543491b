package gradus.nn;

import gradus.engine.Tensor;
import java.util.Collection;
import java.util.List;
import java.util.Objects;

/// Limits gradients in place, between `backward` and an optimizer's step.
///
/// ```java
/// loss.backward();
/// GradientClipping.byNorm(model.parameters().values(), 1);
/// optimizer.step();
/// ```
public final class GradientClipping {
  /// PyTorch's guard against a division by zero.
  private static final double EPS = 1e-6;

  private GradientClipping() {}

  /// Returns each gradient once, also that of a parameter that is shared and therefore given twice.
  private static List<Tensor> gradients(Collection<Tensor> parameters) {
    return parameters.stream().distinct().map(Tensor::grad).filter(Objects::nonNull).toList();
  }

  /// Scales all gradients by the same factor, so that their common Euclidean norm is at most a
  /// maximum (R. Pascanu et al., *On the difficulty of training recurrent neural networks*, 2013),
  /// like PyTorch's `clip_grad_norm_`.
  ///
  /// If the norm is infinite or NaN, so are the scaled gradients; check the returned norm to skip
  /// such a step.
  ///
  /// @param parameters the parameters; those without a gradient are skipped
  /// @param maxNorm the maximum, at least 0
  /// @return the norm before scaling; 0 if there are no gradients
  /// @throws IllegalArgumentException if the maximum is negative or NaN
  public static double byNorm(Collection<Tensor> parameters, double maxNorm) {
    check("byNorm", maxNorm);
    return Tensor.noGrad(
        () -> {
          List<Tensor> gradients = gradients(parameters);
          double norm = 0;
          for (Tensor gradient : gradients) {
            double next = norm(gradient);
            // `hypot` does not overflow; but of ∞ and NaN it makes ∞.
            norm = Double.isNaN(norm + next) ? Double.NaN : Math.hypot(norm, next);
          }
          double factor = maxNorm / (norm + EPS);
          if (!(factor >= 1)) {
            gradients.forEach(gradient -> gradient.mulInPlace(factor));
          }
          return norm;
        });
  }

  /// Returns the norm of one gradient. The squares are of elements divided by the largest
  /// magnitude, so that they do not overflow.
  private static double norm(Tensor gradient) {
    if (gradient.size() == 0) {
      return 0;
    }
    double largest = gradient.abs().max().item();
    if (largest == 0 || !Double.isFinite(largest)) {
      return largest;
    }
    return Math.sqrt(gradient.div(largest).square().sum().item()) * largest;
  }

  /// Clamps every element of the gradients to an interval, like PyTorch's `clip_grad_value_`. NaN
  /// stays NaN.
  ///
  /// @param parameters the parameters; those without a gradient are skipped
  /// @param maxValue the largest magnitude, at least 0
  /// @throws IllegalArgumentException if the magnitude is negative or NaN
  public static void byValue(Collection<Tensor> parameters, double maxValue) {
    check("byValue", maxValue);
    Tensor.noGrad(
        () ->
            gradients(parameters)
                .forEach(gradient -> gradient.copyFrom(gradient.clamp(-maxValue, maxValue))));
  }

  private static void check(String method, double limit) {
    if (!(limit >= 0)) {
      throw new IllegalArgumentException(
          "GradientClipping." + method + ": the limit must be at least 0, got " + limit);
    }
  }
}
