package gradus.nn;

import gradus.engine.Tensor;

/// min(max(x, 0), 6), element-wise: a ReLU for numbers of few bits.
///
/// A. Howard et al.: *MobileNets*, 2017.
public record ReLU6() implements Layer {
  @Override
  public Tensor forward(Tensor x) {
    return x.clamp(0, 6);
  }
}
