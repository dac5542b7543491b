package gradus.nn;

import gradus.engine.Tensor;

/// x · min(max(x + 3, 0), 6) / 6, element-wise: a SiLU of straight lines.
///
/// A. Howard et al.: *Searching for MobileNetV3*, ICCV 2019.
public record Hardswish() implements Layer {
  @Override
  public Tensor forward(Tensor x) {
    return x.hardswish();
  }
}
