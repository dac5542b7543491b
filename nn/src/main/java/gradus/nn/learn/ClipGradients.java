package gradus.nn.learn;

import gradus.nn.GradientClipping;

/// Scales the gradients before each step, so that their common norm is at most a maximum; see
/// [GradientClipping#byNorm].
///
/// @param maxNorm the maximum, at least 0
public record ClipGradients(double maxNorm) implements Callback {
  /// Creates the callback.
  ///
  /// @throws IllegalArgumentException if the maximum is negative or NaN
  public ClipGradients {
    if (!(maxNorm >= 0)) {
      throw new IllegalArgumentException(
          "ClipGradients: the maximum must be at least 0, got " + maxNorm);
    }
  }

  @Override
  public void afterBackward(Fit fit) {
    GradientClipping.byNorm(fit.learner().parameters().values(), maxNorm);
  }
}
