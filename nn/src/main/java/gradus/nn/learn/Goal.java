package gradus.nn.learn;

import java.util.Locale;

/// A figure of an epoch, and whether it should become small or large.
///
/// @param name the name in [Fit#results()]
/// @param large whether a larger value is better
public record Goal(String name, boolean large) {
  /// {@return the goal of a small value, such as of `valid_loss`}
  ///
  /// @param name the name in [Fit#results()]
  public static Goal smallest(String name) {
    return new Goal(name, false);
  }

  /// {@return the goal of a large value, such as of `accuracy`}
  ///
  /// @param name the name in [Fit#results()]
  public static Goal largest(String name) {
    return new Goal(name, true);
  }

  /// {@return whether a value is better than another; never if it is NaN}
  ///
  /// @param value the value
  /// @param than the other
  public boolean isBetter(double value, double than) {
    return large ? value > than : value < than;
  }

  /// {@return the value that every number is better than}
  public double worst() {
    return large ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
  }

  /// {@return the figure of the last epoch}
  double of(Fit fit) {
    Double value = fit.results().get(name);
    if (value == null) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "there is no figure \"%s\"; there are %s",
              name,
              fit.results().keySet()));
    }
    return value;
  }
}
