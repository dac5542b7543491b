package gradus.nn.data;

import gradus.engine.Generator;
import gradus.engine.Tensor;

/// Takes the middle of an image. Where the image is smaller, zeros surround it.
///
/// @param height the height in pixels
/// @param width the width in pixels
public record CenterCrop(int height, int width) implements Transform {
  /// Creates the transform.
  ///
  /// @throws IllegalArgumentException if a size is less than 1
  public CenterCrop {
    Draw.checkSize("CenterCrop", height, width);
  }

  @Override
  public Tensor apply(Tensor x, Generator random) {
    Pixels image = Pixels.of("CenterCrop", x);
    return image
        .crop(start(image.height(), height), start(image.width(), width), height, width)
        .tensor();
  }

  /// The half of an odd difference is rounded as torchvision does: to the even number where there
  /// is too much, and up where zeros are added before.
  private static int start(int from, int to) {
    return from >= to ? (int) Math.rint((from - to) / 2.0) : -((to - from) / 2);
  }
}
