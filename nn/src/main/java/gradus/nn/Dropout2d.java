package gradus.nn;

import gradus.engine.Generator;
import gradus.engine.Tensor;

/// During [Training], sets each channel of each picture to 0 with probability p and divides the
/// others by 1 - p. Otherwise returns the input.
///
/// Neighbouring pixels are much alike, so that [Dropout] of single ones would take little away. J.
/// Tompson et al.: *Efficient object localization using convolutional networks*, CVPR 2015. The
/// draws are those of `Tensor.bernoulli_` in a PyTorch built without MKL.
///
/// @param p the probability that a channel is dropped, from 0 (inclusive) to 1 (exclusive)
/// @param generator the random number generator: one draw per channel of each picture
public record Dropout2d(double p, Generator generator) implements Layer {
  /// Creates a layer.
  ///
  /// @throws IllegalArgumentException if the probability is out of range
  public Dropout2d {
    Checks.fraction("Dropout2d", "the probability", p);
  }

  /// {@inheritDoc}
  ///
  /// @param x (pictures, channels, …), at least one axis more
  @Override
  public Tensor forward(Tensor x) {
    if (x.rank() < 3) {
      throw new IllegalArgumentException(
          "Dropout2d: needs pictures of channels and at least one more axis, but got " + x.spec());
    }
    if (!Training.isOn()) {
      return x;
    }
    int[] shape = x.shape().dims();
    for (int axis = 2; axis < shape.length; axis++) {
      shape[axis] = 1;
    }
    Tensor kept = Tensor.bernoulli(generator, 1 - p, shape).div(1 - p);
    return x.mul(kept.to(x.dtype()).to(x.backend()));
  }
}
