package gradus.nn;

/// What the optimizers' options have in common.
final class Checks {
  private Checks() {}

  static void notNegative(String owner, String name, double value) {
    if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "%s: the %s must not be negative, got %s".formatted(owner, name, value));
    }
  }

  static void fraction(String owner, String name, double value) {
    if (!(value >= 0 && value < 1)) {
      throw new IllegalArgumentException(
          "%s: %s must be at least 0 and less than 1, got %s".formatted(owner, name, value));
    }
  }
}
