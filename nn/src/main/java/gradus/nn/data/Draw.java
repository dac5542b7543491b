package gradus.nn.data;

import gradus.engine.Generator;
import java.util.Locale;

/// Random numbers for transforms, and checks of their ranges.
final class Draw {
  private Draw() {}

  static float uniform(Generator random, double low, double high) {
    return random.uniform(1, low, high)[0];
  }

  static boolean chance(Generator random, double p) {
    return random.uniform(1)[0] < p;
  }

  /// Draws an integer from 0 to a last one, inclusive.
  static int upTo(Generator random, int last) {
    return random.integers(1, 0, last + 1)[0];
  }

  /// Draws a ratio whose logarithm is uniform, so that 1/r is as likely as r.
  static double ratio(Generator random, double low, double high) {
    return Math.exp(uniform(random, Math.log(low), Math.log(high)));
  }

  static void checkProbability(String transform, double p) {
    if (!(p >= 0 && p <= 1)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "%s: the probability must be from 0 to 1, not %s", transform, p));
    }
  }

  static void checkSize(String transform, int height, int width) {
    if (height < 1 || width < 1) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s: needs a height and a width of at least 1, not %d and %d",
              transform,
              height,
              width));
    }
  }

  /// Checks a range of areas, as shares of the image, and one of ratios of width to height.
  static void checkRanges(
      String transform, double minArea, double maxArea, double minRatio, double maxRatio) {
    boolean areas = minArea > 0 && minArea <= maxArea && maxArea <= 1;
    boolean ratios = minRatio > 0 && minRatio <= maxRatio && maxRatio < Double.POSITIVE_INFINITY;
    if (!areas || !ratios) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s: needs areas in order, above 0 and at most 1, and ratios in order, above 0; not"
                  + " %s to %s and %s to %s",
              transform,
              minArea,
              maxArea,
              minRatio,
              maxRatio));
    }
  }
}
