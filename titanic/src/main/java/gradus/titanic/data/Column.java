package gradus.titanic.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/// A column of a [Table], in which values may be missing.
public sealed interface Column {
  /// {@return the number of rows}
  int size();

  /// {@return the number of rows whose value is missing}
  default int missing() {
    int missing = 0;
    for (int row = 0; row < size(); row++) {
      missing += isMissing(row) ? 1 : 0;
    }
    return missing;
  }

  /// {@return whether a row's value is missing}
  ///
  /// @param row from 0
  boolean isMissing(int row);

  /// {@return a row's value in few digits, empty if it is missing}
  ///
  /// @param row from 0
  String text(int row);

  /// {@return a number in few digits}
  ///
  /// @param value the number
  static String text(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e9
        ? String.format(Locale.ROOT, "%.0f", value)
        : String.valueOf(Math.round(value * 1e4) / 1e4);
  }

  /// {@return some of the rows}
  ///
  /// @param rows their numbers, from 0, in the order wanted
  Column select(int... rows);

  /// A column of numbers; NaN marks a missing value.
  ///
  /// @param values the values, not copied; do not change them
  record Numbers(double... values) implements Column {
    @Override
    public int size() {
      return values.length;
    }

    @Override
    public boolean isMissing(int row) {
      return Double.isNaN(values[row]);
    }

    @Override
    public String text(int row) {
      return isMissing(row) ? "" : Column.text(values[row]);
    }

    @Override
    public Numbers select(int... rows) {
      return new Numbers(Arrays.stream(rows).mapToDouble(row -> values[row]).toArray());
    }
  }

  /// A column of words; null marks a missing value.
  ///
  /// @param values the values
  record Words(List<String> values) implements Column {
    /// {@return a word without letter case and surrounding blanks: words of equal keys are one
    /// category}
    ///
    /// @param word the word
    public static String key(String word) {
      // In lower case first, since the capital ß, ẞ, is its own upper case; then in upper case, so
      // that ß becomes ss.
      return strip(word).toLowerCase(Locale.ROOT).toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
    }

    /// {@return a text without surrounding blanks, no-break spaces included}
    ///
    /// @param text the text
    public static String strip(String text) {
      int start = 0;
      int end = text.length();
      while (start < end && isBlank(text.charAt(start))) {
        start++;
      }
      while (end > start && isBlank(text.charAt(end - 1))) {
        end--;
      }
      return text.substring(start, end);
    }

    private static boolean isBlank(char c) {
      return Character.isWhitespace(c) || Character.isSpaceChar(c);
    }

    /// Keeps its own copy.
    public Words {
      values = Collections.unmodifiableList(new ArrayList<>(values));
    }

    @Override
    public int size() {
      return values.size();
    }

    @Override
    public boolean isMissing(int row) {
      return values.get(row) == null;
    }

    @Override
    public String text(int row) {
      return isMissing(row) ? "" : values.get(row);
    }

    @Override
    public Words select(int... rows) {
      return new Words(Arrays.stream(rows).mapToObj(values::get).toList());
    }
  }
}
