package gradus.nn;

import java.util.Locale;

/// Checks that the options of layers and of optimisers share.
final class Checks {
  private Checks() {}

  static void notNegative(String owner, String name, double value) {
    if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "%s: the %s must not be negative, got %s", owner, name, value));
    }
  }

  static void fraction(String owner, String name, double value) {
    if (!(value >= 0 && value < 1)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s: %s must be at least 0 and less than 1, got %s",
              owner,
              name,
              value));
    }
  }

  static int positive(String owner, String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "%s: the %s must be at least 1, got %d", owner, name, value));
    }
    return value;
  }
}
