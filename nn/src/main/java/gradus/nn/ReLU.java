package gradus.nn;

import gradus.engine.Tensor;

/// The rectified linear unit (ReLU), max(x, 0), element-wise.
public record ReLU() implements Layer {
  @Override
  public Tensor forward(Tensor x) {
    return x.relu();
  }
}
