package gradus.nn.data;

import gradus.engine.Generator;
import gradus.engine.Tensor;

/// Changes the size of an image, by bilinear interpolation where it grows. Where it shrinks, each
/// new pixel is a mean of all pixels that it covers, with triangular weights: PyTorch's
/// `interpolate` with `antialias`.
///
/// @param height the new height in pixels
/// @param width the new width in pixels
public record Resize(int height, int width) implements Transform {
  /// Creates the transform.
  ///
  /// @throws IllegalArgumentException if a size is less than 1
  public Resize {
    Draw.checkSize("Resize", height, width);
  }

  /// {@return a transform that gives the shorter side a length and keeps the proportions}
  ///
  /// @param length the length in pixels, at least 1
  public static Transform shorterSide(int length) {
    Draw.checkSize("Resize", length, length);
    return (x, _) -> {
      Pixels image = Pixels.of("Resize", x);
      int shorter = Math.min(image.height(), image.width());
      int rows = (int) ((long) length * image.height() / shorter);
      int columns = (int) ((long) length * image.width() / shorter);
      return image.resize(rows, columns).tensor();
    };
  }

  @Override
  public Tensor apply(Tensor x, Generator random) {
    return Pixels.of("Resize", x).resize(height, width).tensor();
  }
}
