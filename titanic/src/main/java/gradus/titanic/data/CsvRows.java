package gradus.titanic.data;

import static gradus.titanic.data.Passengers.FEATURES;
import static gradus.titanic.data.Passengers.ID;
import static gradus.titanic.data.Passengers.SURVIVED;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import gradus.cli.InputException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// The rows of a CSV file of passengers.
///
/// @param source the file's name, for messages
/// @param purpose the use of the list
/// @param format the file's format
/// @param places the index of each column that is read
/// @param records the header and the rows
record CsvRows(
    String source,
    Passengers.Purpose purpose,
    CsvFormat format,
    Map<String, Integer> places,
    List<CsvRecord> records) {
  /// The columns that are read.
  static final List<String> COLUMNS =
      Stream.concat(Stream.of(ID, SURVIVED), FEATURES.stream()).toList();

  /// The largest plausible value of each column of numbers.
  private static final Map<String, Double> LIMITS =
      Map.of(
          ID, 1e9, SURVIVED, 1.0, "Pclass", 1e6, "Age", 150.0, "SibSp", 1e3, "Parch", 1e3, "Fare",
          1e6);

  private static final List<String> WHOLE = List.of(ID, SURVIVED, "Pclass", "SibSp", "Parch");

  /// The longest word to learn from, and the most categories of a column: each becomes a column.
  private static final int LONGEST = 100;

  private static final int MOST = 100;

  /// The character that the decoder puts in place of bytes that aren't UTF-8.
  private static final char MALFORMED = '\uFFFD';

  private static final String NOT_UTF_8 = "; the file isn't in UTF-8";

  /// The characters at a file's beginning that are searched for another format.
  private static final int BEGINNING = 1 << 16;

  /// {@return whether a column has numbers, if only as names, as the classes are}
  static boolean isNumeric(String column) {
    return LIMITS.containsKey(column);
  }

  /// Reads a file.
  ///
  /// @throws InputException if it isn't a list of passengers
  static CsvRows read(
      String source, InputStream stream, Passengers.Purpose purpose, CsvFormat format)
      throws IOException {
    Reader reader = withoutMark(stream);
    String beginning = beginning(reader);
    List<CsvRecord> records = new ArrayList<>();
    CsvRows rows = new CsvRows(source, purpose, format, new LinkedHashMap<>(), records);
    try (CsvReader<CsvRecord> csv = csv(format.separator()).ofCsvRecord(reader)) {
      for (Iterator<CsvRecord> iterator = csv.iterator(); iterator.hasNext(); ) {
        records.add(iterator.next());
        // At once, so that a file that isn't such a list isn't read to its end.
        if (records.size() == 1) {
          rows.readHeader(beginning);
        } else {
          rows.checkFields();
        }
      }
    } catch (CsvParseException | UncheckedIOException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      // The header may be unreadable for its separator: after a quote, another is an error.
      Optional<OtherFormat> other =
          records.isEmpty() ? OtherFormat.of(format, beginning) : Optional.empty();
      if (other.isPresent()) {
        throw rows.headerProblem(1, other.get().toString());
      }
      throw new InputException(
          String.format(
              Locale.ROOT,
              "%s, after row %d: not readable as CSV: %s",
              source,
              Math.max(0, rows.count()),
              cause.getMessage()));
    }
    if (records.isEmpty()) {
      throw new InputException(
          String.format(
              Locale.ROOT,
              "%s is empty: its first row should name the columns %s",
              source,
              String.join(", ", FEATURES)));
    }
    if (rows.count() == 0) {
      throw new InputException(
          String.format(Locale.ROOT, "%s has a header row, but no passengers", source));
    }
    return rows;
  }

  /// {@return a reader that leaves the checks to this class}
  static CsvReader.CsvReaderBuilder csv(CsvFormat.Separator separator) {
    return CsvReader.builder()
        .fieldSeparator(separator.sign())
        .detectBomHeader(false)
        .allowExtraFields(true)
        .allowMissingFields(true);
  }

  /// Spreadsheets begin UTF-8 with a mark that isn't part of the first name, nor of its quotes.
  private static Reader withoutMark(InputStream stream) throws IOException {
    Reader reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
    reader.mark(1);
    if (reader.read() != '\uFEFF') {
      reader.reset();
    }
    return reader;
  }

  private static String beginning(Reader reader) throws IOException {
    reader.mark(BEGINNING);
    char[] chars = new char[BEGINNING];
    int length = 0;
    for (int read = 0; read >= 0 && length < BEGINNING; length += Math.max(0, read)) {
      read = reader.read(chars, length, BEGINNING - length);
    }
    reader.reset();
    return new String(chars, 0, length);
  }

  /// {@return the number of passengers}
  int count() {
    return records.size() - 1;
  }

  /// {@return the line of each row}
  long[] lines() {
    return records.stream().skip(1).mapToLong(CsvRecord::getStartingLineNumber).toArray();
  }

  /// Finds the columns.
  private void readHeader(String beginning) {
    List<String> names = names(records.getFirst());
    long line = records.getFirst().getStartingLineNumber();
    for (String name : COLUMNS) {
      int place = names.indexOf(name);
      if (place >= 0 && place != names.lastIndexOf(name)) {
        throw headerProblem(line, String.format(Locale.ROOT, "there are two columns %s", name));
      }
      if (place < 0 && (FEATURES.contains(name) || purpose.needs(name))) {
        String shown = InputException.shown(names.toString());
        // A byte order mark of UTF-16, or its halves of ASCII characters.
        if (names.getFirst().indexOf(MALFORMED) >= 0 || names.getFirst().indexOf('\0') >= 0) {
          throw headerProblem(line, shown + NOT_UTF_8);
        }
        throw headerProblem(
            line,
            OtherFormat.of(format, beginning)
                .map(OtherFormat::toString)
                .orElse(
                    String.format(Locale.ROOT, "column %s is missing; there are %s", name, shown)));
      }
      if (place >= 0) {
        places.put(name, place);
      }
    }
  }

  static List<String> names(CsvRecord header) {
    return header.getFields().stream().map(Column.Words::strip).toList();
  }

  private InputException headerProblem(long line, String problem) {
    return new InputException(
        String.format(Locale.ROOT, "%s, header row (line %d): %s", source, line, problem));
  }

  /// Checks that the last row has as many fields as the header.
  private void checkFields() {
    CsvRecord header = records.getFirst();
    int fields = records.getLast().getFieldCount();
    int expected = header.getFieldCount();
    if (fields != expected) {
      boolean commas = format.separator() == CsvFormat.Separator.COMMA;
      throw problem(
          count() - 1,
          fields < expected ? Column.Words.strip(header.getField(fields)) : "after the last",
          String.format(
              Locale.ROOT,
              "the row has %d fields, the header %d%s",
              fields,
              expected,
              fields > expected && commas ? " (a number with a decimal comma needs quotes)" : ""));
    }
  }

  private InputException problem(int row, String column, String problem) {
    long line = records.get(row + 1).getStartingLineNumber();
    return new InputException(Passengers.place(source, row, line, column) + ": " + problem);
  }

  /// A column's texts, null where one is missing; all null if the file has no such column.
  private String[] texts(String column) {
    Integer place = places.get(column);
    String[] texts = new String[count()];
    for (int row = 0; place != null && row < texts.length; row++) {
      texts[row] = format.value(records.get(row + 1).getField(place));
    }
    return texts;
  }

  /// {@return a column of words}
  Column.Words words(String column) {
    String[] texts = texts(column);
    for (int row = 0; row < texts.length; row++) {
      // Two words may look the same by now.
      if (texts[row] != null && texts[row].indexOf(MALFORMED) >= 0) {
        throw problem(
            row,
            column,
            String.format(Locale.ROOT, "\"%s\"%s", InputException.shown(texts[row]), NOT_UTF_8));
      }
    }
    if (purpose == Passengers.Purpose.TRAINING) {
      checkCategories(column, texts);
    }
    return new Column.Words(Arrays.asList(texts));
  }

  /// {@return a column of classes, which are words, though they look like numbers: the third isn't
  /// three times the first}
  Column.Words classes(String column) {
    String[] texts = texts(column);
    for (int row = 0; row < texts.length; row++) {
      // To predict, any other text is a word like another, which training can't have seen.
      if (texts[row] != null
          && (purpose == Passengers.Purpose.TRAINING || wrong(column, texts[row]) == null)) {
        texts[row] = Long.toString((long) number(row, column, texts[row]));
      }
    }
    if (purpose == Passengers.Purpose.TRAINING) {
      checkCategories(column, texts);
    }
    return new Column.Words(Arrays.asList(texts));
  }

  private void checkCategories(String column, String... texts) {
    Set<String> different = new HashSet<>();
    for (int row = 0; row < texts.length; row++) {
      if (texts[row] != null && texts[row].length() > LONGEST) {
        throw problem(
            row,
            column,
            String.format(
                Locale.ROOT,
                "a word has %d characters at most, this one %d: %s",
                LONGEST,
                texts[row].length(),
                InputException.shown(texts[row])));
      }
      if (texts[row] != null
          && different.add(Column.Words.key(texts[row]))
          && different.size() > MOST) {
        throw problem(
            row,
            column,
            String.format(
                Locale.ROOT,
                "%s is one word too many: there may be %d different ones",
                texts[row],
                MOST));
      }
    }
  }

  /// {@return a column of numbers, NaN where one is missing}
  double[] numbers(String column) {
    String[] texts = texts(column);
    double[] numbers = new double[texts.length];
    for (int row = 0; row < texts.length; row++) {
      if (texts[row] == null && purpose.needs(column)) {
        throw problem(row, column, "the value is missing, but each row needs one");
      }
      numbers[row] = texts[row] == null ? Double.NaN : number(row, column, texts[row]);
    }
    return numbers;
  }

  private double number(int row, String column, String text) {
    String wrong = wrong(column, text);
    if (wrong != null) {
      throw problem(row, column, wrong);
    }
    return format.decimal().parse(text);
  }

  /// What is wrong with a number, or null.
  private String wrong(String column, String text) {
    if (!format.decimal().matches(text)) {
      String shown = InputException.shown(text);
      return format.decimal().other().matches(text)
          ? String.format(
              Locale.ROOT,
              "\"%s\" has a decimal %s; %s reads it",
              shown,
              format.decimal().other(),
              format.decimal().other().option())
          : String.format(
              Locale.ROOT,
              "\"%s\" is not a number; if it means a missing value, name it with --missing",
              shown);
    }
    double number = format.decimal().parse(text);
    double limit = LIMITS.get(column);
    boolean whole = WHOLE.contains(column);
    return number >= 0 && number <= limit && !(whole && number != Math.rint(number))
        ? null
        : String.format(
            Locale.ROOT,
            "%s is not a %snumber from 0 to %.0f",
            InputException.shown(text),
            whole ? "whole " : "",
            limit);
  }
}
