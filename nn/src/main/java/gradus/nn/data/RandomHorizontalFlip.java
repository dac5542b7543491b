package gradus.nn.data;

import gradus.engine.Generator;
import gradus.engine.Tensor;

/// Exchanges left and right, with a probability.
///
/// @param p the probability
public record RandomHorizontalFlip(double p) implements Transform {
  /// Creates the transform.
  ///
  /// @throws IllegalArgumentException if p is not a probability
  public RandomHorizontalFlip {
    Draw.checkProbability("RandomHorizontalFlip", p);
  }

  @Override
  public Tensor apply(Tensor x, Generator random) {
    Pixels image = Pixels.of("RandomHorizontalFlip", x);
    if (!Draw.chance(random, p)) {
      return x;
    }
    Pixels flipped = new Pixels(image.channels(), image.height(), image.width());
    int width = image.width();
    for (int i = 0; i < flipped.values().length; i++) {
      int column = i % width;
      flipped.values()[i] = image.values()[i - column + width - 1 - column];
    }
    return flipped.tensor();
  }
}
