package gradus.nn;

import gradus.engine.Tensor;

/// The sigmoid linear unit, also called swish: x · sigmoid(x), element-wise.
public record SiLU() implements Layer {
  @Override
  public Tensor forward(Tensor x) {
    return x.silu();
  }
}
