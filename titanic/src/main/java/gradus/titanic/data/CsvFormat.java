package gradus.titanic.data;

import java.util.Collection;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/// The format of a CSV file: its separator, its decimal mark and its words for a missing value.
///
/// @param separator the character between two columns
/// @param decimal the mark between a number's whole part and its fraction
/// @param missing words that mean a missing value, besides [#MISSING] and the empty text; letter
///   case and surrounding blanks don't matter
public record CsvFormat(Separator separator, Decimal decimal, Set<String> missing) {
  /// The words that always mean a missing value, in any letter case.
  public static final Set<String> MISSING = Set.of("na", "nan", "null", "?", "-");

  /// Commas, decimal points, and no further words for a missing value.
  public static final CsvFormat DEFAULT = new CsvFormat(Separator.COMMA, Decimal.POINT, Set.of());

  /// Keeps the words' keys.
  public CsvFormat {
    missing = keys(missing);
  }

  private static Set<String> keys(Collection<String> words) {
    Set<String> keys = new HashSet<>(MISSING);
    words.forEach(word -> keys.add(Column.Words.key(word)));
    return Set.copyOf(keys);
  }

  /// A character that separates columns.
  public enum Separator {
    /// A comma.
    COMMA(',', ","),
    /// A semicolon, as spreadsheets write it in countries with decimal commas.
    SEMICOLON(';', "';'"),
    /// A tab.
    TAB('\t', "tab");

    private final char sign;
    private final String argument;

    Separator(char sign, String argument) {
      this.sign = sign;
      this.argument = argument;
    }

    /// {@return the character}
    public char sign() {
      return sign;
    }

    /// {@return the command line's option for it, as a shell needs it}
    String option() {
      return "--separator " + argument;
    }

    /// {@return its name, such as `comma`}
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// A mark between a number's whole part and its fraction.
  public enum Decimal {
    /// A point.
    POINT('.'),
    /// A comma.
    COMMA(',');

    private final char sign;

    /// Only ASCII digits. Java also reads "NaN", "1d" and "0x1p3" as numbers; here they are none.
    /// Possessive quantifiers: with backtracking, a million digits and a letter would take a
    /// million times as long as they should.
    private final Pattern number;

    Decimal(char sign) {
      this.sign = sign;
      number =
          Pattern.compile(
              String.format(
                  Locale.ROOT, "[+-]?(\\d++%1$s?\\d*+|%1$s\\d++)([eE][+-]?\\d++)?", "\\" + sign));
    }

    /// {@return the mark}
    public char sign() {
      return sign;
    }

    /// {@return whether a text is a number with this mark}
    boolean matches(String text) {
      return number.matcher(text).matches();
    }

    /// {@return the value of a text that [#matches]}
    double parse(String text) {
      return Double.parseDouble(text.replace(sign, '.'));
    }

    /// {@return the other mark}
    Decimal other() {
      return this == POINT ? COMMA : POINT;
    }

    /// {@return the command line's option for it}
    String option() {
      return "--decimal " + sign;
    }

    /// {@return its name, such as `comma`}
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// {@return a field without surrounding blanks, or null if it means a missing value}
  ///
  /// @param field the field
  String value(String field) {
    String text = Column.Words.strip(field);
    return text.isEmpty() || missing.contains(Column.Words.key(text)) ? null : text;
  }
}
