package gradus.nn.data;

import gradus.engine.Generator;
import gradus.engine.Tensor;
import java.util.Arrays;

/// Changes brightness, contrast and saturation of an image by random factors, in a random order.
/// The image has elements from 0 to 1, and 1 or 3 channels: gray, or red, green and blue.
///
/// - The brightness mixes the image with black.
/// - The contrast mixes it with the mean of its gray image.
/// - The saturation mixes each pixel with its gray. It does not change an image of 1 channel.
///
/// A factor above 1 goes away from what it is mixed with. Gray is 0.2989 red + 0.587 green + 0.114
/// blue, the luma of ITU-R BT.601.
///
/// @param brightness the largest difference of the factor from 1; factors are at least 0
/// @param contrast the same for the contrast
/// @param saturation the same for the saturation
public record ColorJitter(double brightness, double contrast, double saturation)
    implements Transform {
  private static final float RED = 0.2989f;
  private static final float GREEN = 0.587f;
  private static final float BLUE = 0.114f;

  /// Creates the transform.
  ///
  /// @throws IllegalArgumentException if a difference is negative or not finite
  public ColorJitter {
    for (double difference : new double[] {brightness, contrast, saturation}) {
      if (!(difference >= 0 && difference < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException(
            "ColorJitter: a difference must not be negative, got " + difference);
      }
    }
  }

  @Override
  public Tensor apply(Tensor x, Generator random) {
    Pixels image = Pixels.of("ColorJitter", x);
    if (image.channels() != 1 && image.channels() != 3) {
      throw new IllegalArgumentException(
          "ColorJitter: needs an image of 1 or 3 channels, not " + x.spec());
    }
    float[] factors = {
      factor(random, brightness), factor(random, contrast), factor(random, saturation)
    };
    for (int change : random.permutation(factors.length)) {
      switch (change) {
        case 0 -> brighten(image, factors[0]);
        case 1 -> contrast(image, factors[1]);
        default -> saturate(image, factors[2]);
      }
    }
    return image.tensor();
  }

  private static float factor(Generator random, double difference) {
    return Draw.uniform(random, Math.max(0, 1 - difference), 1 + difference);
  }

  static void brighten(Pixels image, float factor) {
    mix(image, new float[image.height() * image.width()], factor);
  }

  static void contrast(Pixels image, float factor) {
    float[] gray = gray(image);
    double sum = 0;
    for (float value : gray) {
      sum += value;
    }
    Arrays.fill(gray, (float) (sum / gray.length));
    mix(image, gray, factor);
  }

  static void saturate(Pixels image, float factor) {
    if (image.channels() == 3) {
      mix(image, gray(image), factor);
    }
  }

  /// Mixes each channel with one other, and clamps the result to 0 to 1.
  private static void mix(Pixels image, float[] other, float factor) {
    float[] values = image.values();
    for (int i = 0; i < values.length; i++) {
      float mixed = factor * values[i] + (1 - factor) * other[i % other.length];
      values[i] = Math.clamp(mixed, 0f, 1f);
    }
  }

  private static float[] gray(Pixels image) {
    float[] values = image.values();
    if (image.channels() == 1) {
      return values.clone();
    }
    int size = image.height() * image.width();
    float[] gray = new float[size];
    for (int i = 0; i < size; i++) {
      gray[i] = RED * values[i] + GREEN * values[size + i] + BLUE * values[2 * size + i];
    }
    return gray;
  }
}
