package gradus.nn.data;

import gradus.engine.Generator;
import gradus.engine.Tensor;

/// Rotates an image around its centre by a random angle, by bilinear interpolation. It keeps its
/// size; what comes from outside is 0.
///
/// @param degrees the largest angle in degrees, in both directions
public record RandomRotation(double degrees) implements Transform {
  /// Creates the transform.
  ///
  /// @throws IllegalArgumentException if the angle is negative or not finite
  public RandomRotation {
    if (!(degrees >= 0 && degrees < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "RandomRotation: the angle must not be negative, got " + degrees);
    }
  }

  @Override
  public Tensor apply(Tensor x, Generator random) {
    Pixels image = Pixels.of("RandomRotation", x);
    return rotated(image, Draw.uniform(random, -degrees, degrees)).tensor();
  }

  /// Rotates counterclockwise: each new pixel is looked up at its place rotated back.
  static Pixels rotated(Pixels image, double degrees) {
    double sine = Math.sin(Math.toRadians(degrees));
    double cosine = Math.cos(Math.toRadians(degrees));
    double middleX = (image.width() - 1) / 2.0;
    double middleY = (image.height() - 1) / 2.0;
    Pixels rotated = new Pixels(image.channels(), image.height(), image.width());
    for (int row = 0; row < image.height(); row++) {
      for (int column = 0; column < image.width(); column++) {
        double right = column - middleX;
        double down = row - middleY;
        double x = middleX + cosine * right - sine * down;
        double y = middleY + sine * right + cosine * down;
        for (int c = 0; c < image.channels(); c++) {
          rotated.values()[rotated.at(c, row, column)] = interpolated(image, c, y, x);
        }
      }
    }
    return rotated;
  }

  private static float interpolated(Pixels image, int c, double y, double x) {
    int top = (int) Math.floor(y);
    int left = (int) Math.floor(x);
    double down = y - top;
    double right = x - left;
    double above = (1 - right) * image.get(c, top, left) + right * image.get(c, top, left + 1);
    double below =
        (1 - right) * image.get(c, top + 1, left) + right * image.get(c, top + 1, left + 1);
    return (float) ((1 - down) * above + down * below);
  }
}
