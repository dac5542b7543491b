package gradus.nn;

import gradus.engine.Tensor;

/// The rectified linear unit: max(x, 0), element by element.
public record ReLU() implements Layer {
  @Override
  public Tensor forward(Tensor x) {
    return x.relu();
  }
}
