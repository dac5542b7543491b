package gradus.vision.command;

import gradus.cli.InputException;
import java.util.Locale;

/// Checks of numbers from the command line.
final class Checks {
  private Checks() {}

  /// Checks that a number is in a range; null is.
  static void range(String option, Integer value, int least, int most) {
    if (value != null && (value < least || value > most)) {
      throw new InputException(
          String.format(
              Locale.ROOT, "%s must be from %d to %d, got %d", option, least, most, value));
    }
  }
}
