package gradus.nn;

import gradus.engine.Tensor;

/// The Gaussian error linear unit x · Φ(x), element-wise, where Φ is the distribution function of
/// the normal distribution.
///
/// D. Hendrycks, K. Gimpel: *Gaussian error linear units*, 2016.
///
/// @param approximate how it is computed
public record GELU(Approximate approximate) implements Layer {
  /// How the function is computed.
  public enum Approximate {
    /// Exactly.
    NONE,
    /// By a hyperbolic tangent, as the networks of GPT-2 do.
    TANH
  }

  /// Creates the exact function.
  public GELU() {
    this(Approximate.NONE);
  }

  @Override
  public Tensor forward(Tensor x) {
    return approximate == Approximate.NONE ? x.gelu() : x.geluTanh();
  }
}
