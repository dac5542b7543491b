package gradus.titanic.data;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import gradus.cli.InputException;
import gradus.engine.Tensor;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.DoubleStream;

/// A list of passengers as it was read.
///
/// @param source where from, for people to read
/// @param ids the passengers' numbers; NaN where the file has none
/// @param survived 1 or 0; NaN where the file doesn't tell
/// @param table what is known of them: the columns of [#FEATURES]
public record Passengers(String source, double[] ids, double[] survived, Table table) {
  /// The columns that models learn from. Class, sex and port are words, the others numbers.
  public static final List<String> FEATURES =
      List.of("Pclass", "Sex", "Age", "SibSp", "Parch", "Fare", "Embarked");

  private static final String ID = "PassengerId";
  private static final String SURVIVED = "Survived";

  /// What a file is for, and so which column it must have besides the features.
  public enum Purpose {
    /// To learn from: it must say who survived.
    TRAINING(SURVIVED),
    /// To predict: it must number the passengers.
    PREDICTION(ID);

    private final String needed;

    Purpose(String needed) {
      this.needed = needed;
    }
  }

  /// The largest value of each column of numbers that isn't a slip of the pen.
  private static final Map<String, Double> LIMITS =
      Map.of(
          ID, 1e9, SURVIVED, 1.0, "Pclass", 1e6, "Age", 150.0, "SibSp", 1e3, "Parch", 1e3, "Fare",
          1e6);

  private static final List<String> WHOLE = List.of(ID, SURVIVED, "Pclass", "SibSp", "Parch");

  /// {@return who survived, as a column of 1 and 0 (n, 1), F64}
  public Tensor target() {
    return Tensor.fromArray(survived, survived.length, 1);
  }

  /// {@return the 891 passengers that come with the program}
  public static Passengers embedded() {
    try (InputStream stream = Passengers.class.getResourceAsStream("passengers.csv")) {
      return read("the embedded list", stream, Purpose.TRAINING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Reads a file in the competition's format: the columns by their names in the first row, in any
  /// order; others are ignored; a value that isn't known is empty.
  ///
  /// @param file the file, CSV in UTF-8
  /// @param purpose what for
  /// @return its passengers
  /// @throws InputException if it can't be read or isn't such a file; the message says where
  public static Passengers read(Path file, Purpose purpose) {
    try (InputStream stream = Files.newInputStream(file)) {
      return read(file.toString(), stream, purpose);
    } catch (IOException e) {
      throw InputException.of(file, e);
    }
  }

  private static Passengers read(String source, InputStream stream, Purpose purpose)
      throws IOException {
    List<CsvRecord> records = new ArrayList<>();
    Map<String, Integer> places = Map.of();
    try (CsvReader<CsvRecord> csv =
        CsvReader.builder()
            .detectBomHeader(false)
            .allowExtraFields(true)
            .allowMissingFields(true)
            .ofCsvRecord(withoutMark(stream))) {
      for (Iterator<CsvRecord> rows = csv.iterator(); rows.hasNext(); ) {
        records.add(rows.next());
        // At once, so that a file that isn't such a list isn't read to its end.
        if (records.size() == 1) {
          places = header(source, records.getFirst(), purpose);
        } else {
          Rows.checkFields(source, records);
        }
      }
    } catch (CsvParseException | UncheckedIOException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new InputException(
          String.format(
              Locale.ROOT,
              "%s, after row %d: not readable as CSV: %s",
              source,
              Math.max(0, records.size() - 1),
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
    Rows rows = new Rows(source, places, records);
    if (records.size() == 1) {
      throw new InputException(
          String.format(Locale.ROOT, "%s has no rows: nobody follows the columns' names", source));
    }
    Map<String, Column> columns = new LinkedHashMap<>();
    for (String name : FEATURES) {
      columns.put(
          name,
          switch (name) {
            case "Sex", "Embarked" -> rows.words(name);
            case "Pclass" -> rows.classes(name);
            default -> new Column.Numbers(rows.numbers(name, false));
          });
    }
    return new Passengers(
        source,
        rows.numbers(ID, purpose == Purpose.PREDICTION),
        rows.numbers(SURVIVED, purpose == Purpose.TRAINING),
        new Table(records.size() - 1, columns));
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

  /// The place of each column that is wanted, or of none.
  private static Map<String, Integer> header(String source, CsvRecord header, Purpose purpose) {
    List<String> names = header.getFields().stream().map(String::strip).toList();
    Map<String, Integer> places = new LinkedHashMap<>();
    List<String> wanted = new ArrayList<>(List.of(ID, SURVIVED));
    wanted.addAll(FEATURES);
    for (String name : wanted) {
      int place = names.indexOf(name);
      if (place >= 0 && place != names.lastIndexOf(name)) {
        throw new InputException(
            String.format(
                Locale.ROOT,
                "%s, header row (line %d): there are two columns %s",
                source,
                header.getStartingLineNumber(),
                name));
      }
      if (place < 0 && (FEATURES.contains(name) || name.equals(purpose.needed))) {
        throw new InputException(
            String.format(
                Locale.ROOT,
                "%s, header row (line %d): column %s is missing; there are %s",
                source,
                header.getStartingLineNumber(),
                name,
                InputException.shown(names.toString())));
      }
      if (place >= 0) {
        places.put(name, place);
      }
    }
    return places;
  }

  /// The rows under a header.
  private record Rows(String source, Map<String, Integer> places, List<CsvRecord> records) {
    /// What Java also reads as numbers, "NaN", "1d" and "0x1p3", is none here. What was read is
    /// never given back: otherwise a million digits and a letter would take a million times as long
    /// as they are.
    private static final Pattern NUMBER =
        Pattern.compile("[+-]?(\\d++\\.?\\d*+|\\.\\d++)([eE][+-]?\\d++)?");

    /// The longest word, and the most different ones in a column: each becomes a column of its own.
    private static final int LONGEST = 100;

    private static final int MOST = 100;

    /// A column's text, null where it is empty; all null if the file has no such column.
    private String[] text(String column) {
      Integer place = places.get(column);
      String[] text = new String[records.size() - 1];
      for (int row = 0; place != null && row < text.length; row++) {
        String field = records.get(row + 1).getField(place).strip();
        text[row] = field.isEmpty() ? null : field;
      }
      return text;
    }

    /// Makes sure that the last row has as many fields as the header.
    static void checkFields(String source, List<CsvRecord> records) {
      CsvRecord header = records.getFirst();
      int fields = records.getLast().getFieldCount();
      int expected = header.getFieldCount();
      if (fields != expected) {
        String first = fields < expected ? header.getField(fields).strip() : "after the last";
        throw problem(
            source,
            records,
            records.size() - 2,
            first,
            String.format(Locale.ROOT, "the row has %d fields, the header %d", fields, expected));
      }
    }

    private InputException problem(int row, String column, String problem) {
      return problem(source, records, row, column, problem);
    }

    private static InputException problem(
        String source, List<CsvRecord> records, int row, String column, String problem) {
      return new InputException(
          String.format(
              Locale.ROOT,
              "%s, row %d (line %d), column %s: %s",
              source,
              row + 1,
              records.get(row + 1).getStartingLineNumber(),
              InputException.shown(column),
              InputException.shown(problem)));
    }

    Column.Words words(String column) {
      return words(column, text(column));
    }

    /// Classes are names, though they are numbers: the third isn't three times the first.
    Column.Words classes(String column) {
      return words(
          column,
          DoubleStream.of(numbers(column, false))
              .mapToObj(x -> Double.isNaN(x) ? null : Long.toString((long) x))
              .toArray(String[]::new));
    }

    private Column.Words words(String column, String... text) {
      Set<String> different = new HashSet<>();
      for (int row = 0; row < text.length; row++) {
        if (text[row] != null && text[row].length() > LONGEST) {
          throw problem(
              row,
              column,
              String.format(
                  Locale.ROOT,
                  "a word has %d characters at most, this one %d: %s",
                  LONGEST,
                  text[row].length(),
                  text[row]));
        }
        if (text[row] != null && different.add(text[row]) && different.size() > MOST) {
          throw problem(
              row,
              column,
              String.format(
                  Locale.ROOT,
                  "%s is one word too many: there may be %d different ones",
                  text[row],
                  MOST));
        }
      }
      return new Column.Words(Arrays.asList(text));
    }

    double[] numbers(String column, boolean needed) {
      String[] text = text(column);
      double[] numbers = new double[text.length];
      for (int row = 0; row < text.length; row++) {
        if (text[row] == null && needed) {
          throw problem(row, column, "is empty");
        }
        numbers[row] = text[row] == null ? Double.NaN : number(row, column, text[row]);
      }
      return numbers;
    }

    private double number(int row, String column, String text) {
      if (!NUMBER.matcher(text).matches()) {
        throw problem(
            row,
            column,
            String.format(
                Locale.ROOT, "\"%s\" is not a number (leave it empty if it isn't known)", text));
      }
      double number = Double.parseDouble(text);
      double limit = LIMITS.get(column);
      boolean whole = WHOLE.contains(column);
      if (!(number >= 0 && number <= limit) || whole && number != Math.rint(number)) {
        throw problem(
            row,
            column,
            String.format(
                Locale.ROOT,
                "%s is not a %snumber from 0 to %.0f",
                text,
                whole ? "whole " : "",
                limit));
      }
      return number;
    }
  }
}
