package gradus.nn.data;

import gradus.engine.Generator;
import gradus.engine.Tensor;

/// Sets a rectangle of random area, proportions and place to 0, with a probability. After
/// [Normalize], 0 is the mean.
///
/// If ten rectangles in a row would not fit into the image, it does not change. Z. Zhong et al.:
/// *Random erasing data augmentation*, 2017; also known as cutout.
///
/// @param p the probability
/// @param minArea the least area of the rectangle, as a share of the image
/// @param maxArea the greatest area
/// @param minRatio the least ratio of the rectangle's width to its height
/// @param maxRatio the greatest ratio
public record RandomErasing(
    double p, double minArea, double maxArea, double minRatio, double maxRatio)
    implements Transform {
  private static final int ATTEMPTS = 10;

  /// Creates the transform.
  ///
  /// @throws IllegalArgumentException if p is not a probability, or a range is empty
  public RandomErasing {
    Draw.checkProbability("RandomErasing", p);
    Draw.checkRanges("RandomErasing", minArea, maxArea, minRatio, maxRatio);
  }

  /// Creates the transform with torchvision's defaults: areas from 0.02 to 0.33, ratios from 0.3 to
  /// 3.3.
  ///
  /// @param p the probability
  public RandomErasing(double p) {
    this(p, 0.02, 0.33, 0.3, 3.3);
  }

  @Override
  public Tensor apply(Tensor x, Generator random) {
    Pixels image = Pixels.of("RandomErasing", x);
    if (!Draw.chance(random, p)) {
      return x;
    }
    int h = image.height();
    int w = image.width();
    for (int i = 0; i < ATTEMPTS; i++) {
      double area = Draw.uniform(random, minArea, maxArea) * h * w;
      double ratio = Draw.ratio(random, minRatio, maxRatio);
      long columns = Math.round(Math.sqrt(area * ratio));
      long rows = Math.round(Math.sqrt(area / ratio));
      if (columns < w && rows < h) {
        int top = Draw.upTo(random, h - (int) rows);
        int left = Draw.upTo(random, w - (int) columns);
        erase(image, top, left, (int) rows, (int) columns);
        return image.tensor();
      }
    }
    return x;
  }

  private static void erase(Pixels image, int top, int left, int rows, int columns) {
    for (int c = 0; c < image.channels(); c++) {
      for (int y = top; y < top + rows; y++) {
        for (int x = left; x < left + columns; x++) {
          image.values()[image.at(c, y, x)] = 0;
        }
      }
    }
  }
}
