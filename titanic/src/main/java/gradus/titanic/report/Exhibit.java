package gradus.titanic.report;

import gradus.cli.InputException;
import gradus.titanic.figures.Picture;
import java.util.List;
import java.util.Locale;

/// A chart in a report, and its data.
///
/// @param picture the chart
/// @param caption the caption
/// @param figures the data
record Exhibit(Picture picture, String caption, Figures figures) {
  /// A table of texts.
  ///
  /// @param heads the column headers
  /// @param rows the rows; the first text of each is its label
  /// @param words whether the last column contains text; the others, except the first, contain
  ///   numbers
  record Figures(List<String> heads, List<List<String>> rows, boolean words) {
    /// A table of numbers.
    Figures(List<String> heads, List<List<String>> rows) {
      this(heads, rows, false);
    }
  }

  /// Returns whether the table needs the width of the page.
  boolean wide() {
    return figures.heads().size() > 5;
  }

  /// Formats a share in per cent, without a line break.
  static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f\u00a0%%", 100 * share);
  }

  /// Formats a number with at most four decimals or three significant digits.
  static String number(double value) {
    double size = Math.abs(value);
    if (!Double.isFinite(value)) {
      return "not a number";
    }
    return String.format(
        Locale.ROOT, size >= 1e5 || size > 0 && size < 1e-4 ? "%.2e" : "%.4f", value);
  }

  /// Shortens a word from a file for the label of a chart.
  static String label(String word) {
    String shown = InputException.shown(word);
    return shown.length() <= 12 ? shown : shown.substring(0, 11) + "…";
  }
}
