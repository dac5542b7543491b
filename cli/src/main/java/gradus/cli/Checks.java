package gradus.cli;

import java.util.Arrays;
import java.util.Locale;
import picocli.CommandLine.TypeConversionException;

/// Checks of values from the command line.
public final class Checks {
  private Checks() {}

  /// Checks that a number is in a range.
  ///
  /// @param option the option
  /// @param value the number; null if it wasn't given
  /// @param least the least number
  /// @param most the greatest
  /// @throws InputException if it isn't
  public static void range(String option, Integer value, int least, int most) {
    if (value != null && (value < least || value > most)) {
      throw new InputException(
          String.format(
              Locale.ROOT, "%s must be from %d to %d, got %d", option, least, most, value));
    }
  }

  /// {@return the one of some values that is written so, for picocli}
  ///
  /// @param <T> their type
  /// @param values the values
  /// @param text the text, [Object#toString()] of one of them
  /// @throws TypeConversionException if there is none
  public static <T> T oneOf(T[] values, String text) {
    return Arrays.stream(values)
        .filter(value -> value.toString().equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                new TypeConversionException(
                    String.format(
                        Locale.ROOT,
                        "unknown \"%s\"; expected one of %s",
                        text,
                        Arrays.toString(values))));
  }
}
