package gradus.nn;

import gradus.engine.Generator;
import gradus.engine.Tensor;

/// While [Training], sets each element to 0 with a probability and divides the others by the
/// probability that they stay, so that the expected value is the input's; otherwise does nothing.
///
/// A network whose inputs may be missing can't lean on any of them alone, which counters
/// overfitting. N. Srivastava et al.: *Dropout*, JMLR 15 (2014). Which elements are dropped differs
/// from PyTorch, where it depends on the library that PyTorch was built with.
///
/// @param p the probability that an element is dropped, from 0 up to but without 1
/// @param generator the source of the choice: one uniform number an element
public record Dropout(double p, Generator generator) implements Layer {
  /// A layer that drops elements.
  ///
  /// @throws IllegalArgumentException if the probability isn't one, or nothing would be left
  public Dropout {
    if (!(p >= 0 && p < 1)) {
      throw new IllegalArgumentException(
          "Dropout: the probability must be at least 0 and less than 1, not " + p);
    }
  }

  @Override
  public Tensor forward(Tensor x) {
    if (!Training.isOn()) {
      return x;
    }
    Tensor drawn = Tensor.rand(generator, x.shape().dims()).to(x.backend());
    return x.mul(drawn.ge(p)).mul(1 / (1 - p));
  }
}
