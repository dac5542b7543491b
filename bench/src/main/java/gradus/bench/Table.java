package gradus.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// A table for a terminal or as Markdown. The first column is text, the others are numbers.
///
/// @param header the column names
/// @param rows the cells
public record Table(List<String> header, List<List<String>> rows) {
  /// Checks the number of cells in each row.
  ///
  /// @throws IllegalArgumentException if it isn't that of the header
  public Table {
    header = List.copyOf(header);
    rows = List.copyOf(rows);
    for (List<String> row : rows) {
      if (row.size() != header.size()) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT, "row %s doesn't have the %d cells of %s", row, header.size(), header));
      }
    }
  }

  /// {@return a number with about three digits; empty for NaN, a missing value}
  ///
  /// @param value the number
  public static String number(double value) {
    if (Double.isNaN(value)) {
      return "";
    }
    String format = value >= 100 ? "%.0f" : value >= 10 ? "%.1f" : "%.2f";
    return String.format(Locale.ROOT, format, value);
  }

  /// {@return a share as a percentage; empty for NaN}
  ///
  /// @param share 1 for 100 %
  public static String percent(double share) {
    return Double.isNaN(share) ? "" : String.format(Locale.ROOT, "%.0f %%", 100 * share);
  }

  /// {@return a ratio as text; empty for NaN}
  ///
  /// @param ratio the ratio
  public static String ratio(double ratio) {
    return Double.isNaN(ratio) ? "" : String.format(Locale.ROOT, "%.2f x", ratio);
  }

  /// Returns the table as text, aligned with spaces.
  String text() {
    int[] widths = new int[header.size()];
    List<List<String>> all = new ArrayList<>(List.of(header));
    all.addAll(rows);
    for (List<String> row : all) {
      for (int column = 0; column < widths.length; column++) {
        widths[column] = Math.max(widths[column], row.get(column).length());
      }
    }
    StringBuilder text = new StringBuilder();
    for (List<String> row : all) {
      StringBuilder line = new StringBuilder();
      for (int column = 0; column < widths.length; column++) {
        String padding = " ".repeat(widths[column] - row.get(column).length());
        line.append(column == 0 ? row.get(0) + padding : "  " + padding + row.get(column));
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }

  /// Returns the table as Markdown.
  String markdown() {
    String rule = "|---|" + "--:|".repeat(header.size() - 1);
    return rows.stream()
        .map(Table::markdownRow)
        .collect(Collectors.joining("\n", markdownRow(header) + "\n" + rule + "\n", "\n"));
  }

  private static String markdownRow(List<String> cells) {
    return cells.stream().collect(Collectors.joining(" | ", "| ", " |"));
  }
}
