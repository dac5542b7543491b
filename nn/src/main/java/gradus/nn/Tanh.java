package gradus.nn;

import gradus.engine.Tensor;

/// The hyperbolic tangent, element-wise: from -1 to 1.
public record Tanh() implements Layer {
  @Override
  public Tensor forward(Tensor x) {
    return x.tanh();
  }
}
