package gradus.nn;

import gradus.engine.Tensor;

/// x where x > 0, and slope · x elsewhere, element-wise.
///
/// @param negativeSlope the slope below 0
public record LeakyReLU(double negativeSlope) implements Layer {
  /// Creates one of slope 0.01.
  public LeakyReLU() {
    this(0.01);
  }

  @Override
  public Tensor forward(Tensor x) {
    return x.leakyRelu(negativeSlope);
  }
}
