package gradus.titanic.data;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// A format that a file seems to have, rather than the one that was asked for.
///
/// @param asked the format that was asked for
/// @param separator the separator that the header row has
/// @param decimalComma the first number with a decimal comma in the rows after it, or null
record OtherFormat(CsvFormat asked, CsvFormat.Separator separator, String decimalComma) {
  /// The rows that are searched for decimal commas.
  private static final int ROWS = 100;

  /// {@return the format with which more of the columns are found, or at least more than one}
  ///
  /// @param asked the format that was asked for
  /// @param beginning the file's beginning
  static Optional<OtherFormat> of(CsvFormat asked, String beginning) {
    OtherFormat best = new OtherFormat(asked, asked.separator(), null);
    List<List<String>> bestRows = rows(asked.separator(), beginning);
    for (CsvFormat.Separator separator : CsvFormat.Separator.values()) {
      List<List<String>> rows = rows(separator, beginning);
      if (isBetter(rows, bestRows)) {
        best = new OtherFormat(asked, separator, decimalComma(rows));
        bestRows = rows;
      }
    }
    return best.separator == asked.separator() ? Optional.empty() : Optional.of(best);
  }

  private static boolean isBetter(List<List<String>> rows, List<List<String>> than) {
    long known = known(rows);
    long others = known(than);
    return known > others || known == others && columns(rows) > 1 && columns(than) <= 1;
  }

  private static long known(List<List<String>> rows) {
    return rows.isEmpty() ? 0 : CsvRows.COLUMNS.stream().filter(rows.getFirst()::contains).count();
  }

  private static int columns(List<List<String>> rows) {
    return rows.isEmpty() ? 0 : rows.getFirst().size();
  }

  private static List<List<String>> rows(CsvFormat.Separator separator, String beginning) {
    List<List<String>> rows = new ArrayList<>();
    try (CsvReader<CsvRecord> csv = CsvRows.csv(separator).ofCsvRecord(beginning)) {
      csv.stream().limit(ROWS + 1).forEach(row -> rows.add(CsvRows.names(row)));
    } catch (CsvParseException | UncheckedIOException | IOException e) {
      // Not readable with this separator, or not from there on.
      return rows;
    }
    return rows;
  }

  private static String decimalComma(List<List<String>> rows) {
    List<String> names = rows.getFirst();
    for (List<String> row : rows.subList(1, rows.size())) {
      for (int i = 0; i < Math.min(names.size(), row.size()); i++) {
        String text = row.get(i);
        if (CsvRows.isNumeric(names.get(i))
            && CsvFormat.Decimal.COMMA.matches(text)
            && !CsvFormat.Decimal.POINT.matches(text)) {
          return text;
        }
      }
    }
    return null;
  }

  /// {@return a sentence on what was found, and the options that read it}
  @Override
  public String toString() {
    boolean commas = decimalComma != null && asked.decimal() != CsvFormat.Decimal.COMMA;
    return String.format(
        Locale.ROOT,
        "the columns are separated by %ss, not %ss%s; %s%s reads the file",
        separator,
        asked.separator(),
        commas
            ? String.format(Locale.ROOT, ", and numbers have decimal commas (%s)", decimalComma)
            : "",
        separator.option(),
        decimalComma == null ? "" : " " + CsvFormat.Decimal.COMMA.option());
  }
}
