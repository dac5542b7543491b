package gradus.titanic.command;

import gradus.titanic.data.CsvFormat;
import gradus.titanic.data.Passengers;
import gradus.titanic.recipe.Categories;
import gradus.titanic.recipe.Unknown;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/// The options for the format of passenger lists.
final class CsvOptions {
  @Option(
      names = "--separator",
      paramLabel = "SIGN",
      description = {
        "The separator of the columns in CSV files: comma, semicolon or tab, or the character"
            + " itself. Default: comma."
      })
  private CsvFormat.Separator separator;

  @Option(
      names = "--decimal",
      paramLabel = "MARK",
      description = {
        "The decimal mark of the numbers in CSV files: point or comma, or the character itself."
            + " Default: point."
      })
  private CsvFormat.Decimal decimal;

  @Option(
      names = "--missing",
      paramLabel = "WORDS",
      split = ",",
      description = {
        "Further words that mean a missing value, separated by commas, in any letter case. Always"
            + " missing are empty fields and NA, NaN, null, ? and -."
      })
  private List<String> missing;

  @Option(
      names = "--unknown",
      paramLabel = "HOW",
      description = {
        "Words that the training rows don't have, such as a fourth class: error (the default), or"
            + " missing: take them as missing values, and count them at the end."
      })
  private Unknown unknown;

  /// Reads passengers in the format that the options say.
  Passengers read(Path file, Passengers.Purpose purpose) {
    CsvFormat format =
        new CsvFormat(
            separator == null ? CsvFormat.DEFAULT.separator() : separator,
            decimal == null ? CsvFormat.DEFAULT.decimal() : decimal,
            missing == null ? Set.of() : new HashSet<>(missing));
    return Passengers.read(file, purpose, format);
  }

  /// Replaces words by those of the training rows.
  Categories.Checked check(Categories categories, Passengers passengers) {
    return categories.check(passengers, unknown == null ? Unknown.ERROR : unknown);
  }

  /// Prints how many unknown words became missing values.
  static void count(PrintWriter err, Categories.Checked checked) {
    Map<String, Integer> counts = checked.unknown();
    if (!counts.isEmpty()) {
      err.println(
          String.format(
              Locale.ROOT,
              "%s: unknown words taken as missing values: %s",
              checked.passengers().source(),
              counts.entrySet().stream()
                  .map(entry -> entry.getKey() + " " + entry.getValue())
                  .collect(Collectors.joining(", "))));
    }
  }

  /// Returns the name of one of the options that were given.
  Optional<String> given() {
    if (separator != null) {
      return Optional.of("--separator");
    }
    if (decimal != null) {
      return Optional.of("--decimal");
    }
    if (missing != null) {
      return Optional.of("--missing");
    }
    return unknown == null ? Optional.empty() : Optional.of("--unknown");
  }
}
