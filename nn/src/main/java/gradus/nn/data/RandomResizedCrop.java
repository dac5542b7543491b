package gradus.nn.data;

import gradus.engine.Generator;
import gradus.engine.Tensor;

/// Takes a part of an image of random area, proportions and place, and resizes it, as in the
/// training of many networks for photographs (C. Szegedy et al., *Going deeper with convolutions*,
/// 2015).
///
/// If ten parts in a row would be larger than the image, it takes the largest part in the middle
/// with allowed proportions.
///
/// @param height the new height in pixels
/// @param width the new width in pixels
/// @param minArea the least area of the part, as a share of the image
/// @param maxArea the greatest area
/// @param minRatio the least ratio of the part's width to its height
/// @param maxRatio the greatest ratio
public record RandomResizedCrop(
    int height, int width, double minArea, double maxArea, double minRatio, double maxRatio)
    implements Transform {
  private static final int ATTEMPTS = 10;

  /// Creates the transform.
  ///
  /// @throws IllegalArgumentException if a size is less than 1, or a range is empty
  public RandomResizedCrop {
    Draw.checkSize("RandomResizedCrop", height, width);
    Draw.checkRanges("RandomResizedCrop", minArea, maxArea, minRatio, maxRatio);
  }

  /// Creates the transform with torchvision's defaults: areas from 0.08 to 1, ratios from 3/4 to
  /// 4/3.
  ///
  /// @param height the new height in pixels
  /// @param width the new width in pixels
  public RandomResizedCrop(int height, int width) {
    this(height, width, 0.08, 1, 3 / 4.0, 4 / 3.0);
  }

  @Override
  public Tensor apply(Tensor x, Generator random) {
    Pixels image = Pixels.of("RandomResizedCrop", x);
    return part(image, random).resize(height, width).tensor();
  }

  private Pixels part(Pixels image, Generator random) {
    int h = image.height();
    int w = image.width();
    for (int i = 0; i < ATTEMPTS; i++) {
      double area = Draw.uniform(random, minArea, maxArea) * h * w;
      double ratio = Draw.ratio(random, minRatio, maxRatio);
      long columns = Math.round(Math.sqrt(area * ratio));
      long rows = Math.round(Math.sqrt(area / ratio));
      if (columns > 0 && columns <= w && rows > 0 && rows <= h) {
        int top = Draw.upTo(random, h - (int) rows);
        int left = Draw.upTo(random, w - (int) columns);
        return image.crop(top, left, (int) rows, (int) columns);
      }
    }
    double ratio = Math.clamp((double) w / h, minRatio, maxRatio);
    int columns = Math.clamp(Math.round(h * ratio), 1, w);
    int rows = Math.clamp(Math.round(w / ratio), 1, h);
    return image.crop((h - rows) / 2, (w - columns) / 2, rows, columns);
  }
}
