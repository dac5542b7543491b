package gradus.nn;

import gradus.engine.Generator;
import gradus.engine.Tensor;

/// During [Training], sets each element to 0 with probability p and divides the others by 1 - p, so
/// that the expected value stays the same. Otherwise returns the input.
///
/// Dropout reduces overfitting, because a network can't rely on any single input. N. Srivastava et
/// al.: *Dropout*, JMLR 15 (2014). The dropped elements differ from PyTorch's, which depend on the
/// library that PyTorch was built with.
///
/// @param p the probability that an element is dropped, from 0 (inclusive) to 1 (exclusive)
/// @param generator the random number generator: one uniform number per element, unless p is 0
public record Dropout(double p, Generator generator) implements Layer {
  /// Creates a layer.
  ///
  /// @throws IllegalArgumentException if the probability is out of range
  public Dropout {
    if (!(p >= 0 && p < 1)) {
      throw new IllegalArgumentException(
          "Dropout: the probability must be at least 0 and less than 1, not " + p);
    }
  }

  @Override
  public Tensor forward(Tensor x) {
    if (!Training.isOn() || p == 0) {
      return x;
    }
    Tensor drawn = Tensor.rand(generator, x.shape().dims()).to(x.backend());
    return x.mul(drawn.ge(p)).mul(1 / (1 - p));
  }
}
