package gradus.nn;

import gradus.engine.Tensor;

/// The logistic function 1 / (1 + e⁻ˣ), element-wise: maps any number to a probability.
public record Sigmoid() implements Layer {
  @Override
  public Tensor forward(Tensor x) {
    return x.sigmoid();
  }
}
