package gradus.nn;

import gradus.engine.Generator;
import gradus.engine.Tensor;

/// In training, zeroes each element with a probability, and scales the others so that their
/// expected sum stays (Srivastava et al., *Dropout*, JMLR 15, 2014). Outside of [Training#on] it
/// does nothing.
///
/// @param p the probability of a zero, from 0 up to but without 1
/// @param generator the source
public record Dropout(double p, Generator generator) implements Layer {
  /// Checks the probability.
  ///
  /// @throws IllegalArgumentException if it is outside [0, 1)
  public Dropout {
    if (!(p >= 0 && p < 1)) {
      throw new IllegalArgumentException(
          "Dropout: the probability must be from 0 up to but without 1, got " + p);
    }
  }

  @Override
  public Tensor forward(Tensor x) {
    if (!Training.isOn() || p == 0) {
      return x;
    }
    Tensor kept = Tensor.rand(generator, x.shape().dims()).ge(p).to(x.dtype()).to(x.backend());
    return x.mul(kept).div(1 - p);
  }
}
