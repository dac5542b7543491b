package gradus.titanic.report;

import gradus.cli.InputException;
import gradus.titanic.figures.Picture;
import java.util.List;
import java.util.Locale;

/// A picture on a report's page, and its figures.
///
/// @param picture the picture
/// @param caption what to look for
/// @param figures what it was drawn from
record Exhibit(Picture picture, String caption, Figures figures) {
  /// A table of texts.
  ///
  /// @param heads of its columns
  /// @param rows the first text of each says what the row is of
  /// @param words whether the last column has words; the others, but for the first, have numbers
  record Figures(List<String> heads, List<List<String>> rows, boolean words) {
    /// A table of numbers.
    Figures(List<String> heads, List<List<String>> rows) {
      this(heads, rows, false);
    }
  }

  /// Whether the figures need the page's width.
  boolean wide() {
    return figures.heads().size() > 5;
  }

  /// A share in per cent, on one line.
  static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f\u00a0%%", 100 * share);
  }

  /// A number in four significant places at the most.
  static String number(double value) {
    double size = Math.abs(value);
    if (!Double.isFinite(value)) {
      return "not a number";
    }
    return String.format(
        Locale.ROOT, size >= 1e5 || size > 0 && size < 1e-4 ? "%.2e" : "%.4f", value);
  }

  /// A word from a file, fit for a picture's label.
  static String label(String word) {
    String shown = InputException.shown(word);
    return shown.length() <= 12 ? shown : shown.substring(0, 11) + "…";
  }
}
