package gradus.titanic.data;

import gradus.cli.InputException;
import gradus.engine.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// A list of passengers.
///
/// @param source the list's name, for messages
/// @param lines each row's line in the file, from 1
/// @param ids the passengers' numbers; NaN where the file has none
/// @param survived 1 or 0; NaN where the file doesn't say
/// @param table the columns of [#FEATURES]
public record Passengers(
    String source, long[] lines, double[] ids, double[] survived, Table table) {
  /// The columns that models learn from. Class, sex and port are words, the others numbers.
  public static final List<String> FEATURES =
      List.of("Pclass", "Sex", "Age", "SibSp", "Parch", "Fare", "Embarked");

  /// The words of the data set, by column.
  public static final Map<String, List<String>> WORDS =
      Map.of(
          "Pclass", List.of("1", "2", "3"),
          "Sex", List.of("female", "male"),
          "Embarked", List.of("C", "Q", "S"));

  static final String ID = "PassengerId";
  static final String SURVIVED = "Survived";

  /// The use of a list, which decides on the column it must have besides the features.
  public enum Purpose {
    /// To learn from: it must say who survived.
    TRAINING(SURVIVED),
    /// To predict: it must number the passengers.
    PREDICTION(ID);

    private final String needed;

    Purpose(String needed) {
      this.needed = needed;
    }

    /// {@return whether each row needs a value in a column}
    boolean needs(String column) {
      return needed.equals(column);
    }
  }

  /// {@return who survived, as a column of 1 and 0 (n, 1), F64}
  public Tensor target() {
    return Tensor.fromArray(survived, survived.length, 1);
  }

  /// {@return the 891 passengers that come with the program}
  public static Passengers embedded() {
    try (InputStream stream = Passengers.class.getResourceAsStream("passengers.csv")) {
      return read("the embedded list", stream, Purpose.TRAINING, CsvFormat.DEFAULT);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Reads a file of the default format.
  ///
  /// @param file the file
  /// @param purpose the use of the list
  /// @return its passengers
  /// @throws InputException as the other method
  public static Passengers read(Path file, Purpose purpose) {
    return read(file, purpose, CsvFormat.DEFAULT);
  }

  /// Reads a file with the competition's columns, which the first row names, in any order; other
  /// columns are ignored. Words are as the file spells them.
  ///
  /// @param file the file, CSV in UTF-8
  /// @param purpose the use of the list
  /// @param format the file's format
  /// @return its passengers
  /// @throws InputException if it can't be read or isn't such a file; the message says where
  public static Passengers read(Path file, Purpose purpose, CsvFormat format) {
    try (InputStream stream = Files.newInputStream(file)) {
      return read(file.toString(), stream, purpose, format);
    } catch (IOException e) {
      throw InputException.of(file, e);
    }
  }

  private static Passengers read(
      String source, InputStream stream, Purpose purpose, CsvFormat format) throws IOException {
    CsvRows rows = CsvRows.read(source, stream, purpose, format);
    Map<String, Column> columns = new LinkedHashMap<>();
    for (String name : FEATURES) {
      columns.put(
          name,
          switch (name) {
            case "Pclass" -> rows.classes(name);
            case "Sex", "Embarked" -> rows.words(name);
            default -> new Column.Numbers(rows.numbers(name));
          });
    }
    return new Passengers(
        source,
        rows.lines(),
        rows.numbers(ID),
        rows.numbers(SURVIVED),
        new Table(rows.count(), columns));
  }

  /// {@return these passengers with other features}
  ///
  /// @param other the features
  public Passengers with(Table other) {
    return new Passengers(source, lines, ids, survived, other);
  }

  /// {@return the place of a value in the list, for messages: file, row, line and column}
  ///
  /// @param row the value's row, from 0
  /// @param column its column
  public String place(int row, String column) {
    return place(source, row, lines[row], column);
  }

  static String place(String source, int row, long line, String column) {
    return String.format(
        Locale.ROOT,
        "%s, row %d (line %d), column %s",
        source,
        row + 1,
        line,
        InputException.shown(column));
  }
}
