package gradus.cli.figures;

import gradus.cli.InputException;
import java.util.List;
import java.util.Locale;

/// A chart in a report, and its data.
///
/// @param picture the chart
/// @param caption the caption
/// @param figures the data
public record Exhibit(Picture picture, String caption, Figures figures) {
  /// A table of texts.
  ///
  /// @param heads the column headers
  /// @param rows the rows; the first text of each is its label
  /// @param words whether the last column contains text; the others, except the first, contain
  ///   numbers
  public record Figures(List<String> heads, List<List<String>> rows, boolean words) {
    /// Creates a table of numbers.
    ///
    /// @param heads the column headers
    /// @param rows the rows; the first text of each is its label
    public Figures(List<String> heads, List<List<String>> rows) {
      this(heads, rows, false);
    }
  }

  /// {@return whether the table needs the width of the page}
  public boolean wide() {
    return figures.heads().size() > 5;
  }

  /// {@return a share in per cent, without a line break}
  ///
  /// @param share the share, from 0 to 1
  public static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f\u00a0%%", 100 * share);
  }

  /// {@return a number with at most four decimals or three significant digits}
  ///
  /// @param value the number
  public static String number(double value) {
    double size = Math.abs(value);
    if (!Double.isFinite(value)) {
      return "not a number";
    }
    return String.format(
        Locale.ROOT, size >= 1e5 || size > 0 && size < 1e-4 ? "%.2e" : "%.4f", value);
  }

  /// {@return a word from a file, shortened for the label of a chart}
  ///
  /// @param word the word
  public static String label(String word) {
    String shown = InputException.shown(word);
    return shown.length() <= 12 ? shown : shown.substring(0, 11) + "…";
  }
}
