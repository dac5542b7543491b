package gradus.nn.data;

import gradus.engine.Generator;
import gradus.engine.Tensor;
import java.util.Locale;

/// Takes a part of an image at a random place, after adding zeros on all sides.
///
/// @param height the height of the part in pixels
/// @param width the width of the part in pixels
/// @param padding the number of zeros to add on each side
public record RandomCrop(int height, int width, int padding) implements Transform {
  /// Creates the transform.
  ///
  /// @throws IllegalArgumentException if a size is less than 1, or the padding is negative
  public RandomCrop {
    Draw.checkSize("RandomCrop", height, width);
    if (padding < 0) {
      throw new IllegalArgumentException("RandomCrop: the padding must be 0 or more: " + padding);
    }
  }

  /// {@inheritDoc}
  ///
  /// @throws IllegalArgumentException if the image with its padding is smaller than the part
  @Override
  public Tensor apply(Tensor x, Generator random) {
    Pixels image = Pixels.of("RandomCrop", x);
    int rows = image.height() + 2 * padding - height;
    int columns = image.width() + 2 * padding - width;
    if (rows < 0 || columns < 0) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "RandomCrop: %s with a padding of %d is smaller than %d x %d",
              x.spec(),
              padding,
              height,
              width));
    }
    int top = Draw.upTo(random, rows) - padding;
    int left = Draw.upTo(random, columns) - padding;
    return image.crop(top, left, height, width).tensor();
  }
}
