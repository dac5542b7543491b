package gradus.titanic.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gradus.cli.InputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Missing values, separators and decimal marks.
class CsvFormatTest {
  private static final String HEADER =
      "PassengerId,Survived,Pclass,Sex,Age,SibSp,Parch,Fare,Embarked\n";

  private static final CsvFormat GERMAN =
      new CsvFormat(CsvFormat.Separator.SEMICOLON, CsvFormat.Decimal.COMMA, Set.of());

  @TempDir private Path folder;

  private Passengers read(String text, Passengers.Purpose purpose, CsvFormat format)
      throws IOException {
    Path file = folder.resolve("some people.csv");
    Files.writeString(file, text, StandardCharsets.UTF_8);
    return Passengers.read(file, purpose, format);
  }

  private Passengers read(String text, CsvFormat format) throws IOException {
    return read(text, Passengers.Purpose.TRAINING, format);
  }

  private void refused(String text, CsvFormat format, String problem) {
    assertThatThrownBy(() -> read(text, format))
        .isInstanceOf(InputException.class)
        .hasMessage(folder.resolve("some people.csv") + ", " + problem);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", " ", "\u00A0", "NA", "na", "Na", "NaN", "nan", "NAN", "null", "NULL", " Null ", "?",
        " ? ", "-", " - "
      })
  void aMissingValueIsEmptyOrOneOfFiveWordsInEveryColumn(String word) throws IOException {
    String row = "7,WORD,WORD,WORD,WORD,WORD,WORD,WORD,WORD\n".replace("WORD", word);
    Passengers one = read(HEADER + row, Passengers.Purpose.PREDICTION, CsvFormat.DEFAULT);
    assertThat(one.survived()).containsExactly(Double.NaN);
    assertThat(one.table().columns().values()).hasSize(7).allMatch(column -> column.isMissing(0));
    refused(
        HEADER + row,
        CsvFormat.DEFAULT,
        "row 1 (line 2), column Survived: the value is missing, but each row needs one");
    assertThatThrownBy(
            () ->
                read(
                    HEADER + row.replace("7", word),
                    Passengers.Purpose.PREDICTION,
                    CsvFormat.DEFAULT))
        .hasMessageContaining("column PassengerId: the value is missing");
  }

  @ParameterizedTest
  @ValueSource(strings = {"n/a", "N/A ", "unknown", "UNKNOWN", "99"})
  void furtherWordsMayMeanAMissingValue(String word) throws IOException {
    CsvFormat format =
        new CsvFormat(
            CsvFormat.Separator.COMMA, CsvFormat.Decimal.POINT, Set.of(" N/A", "Unknown", "99"));
    Passengers one =
        read(HEADER + "7,1,WORD,WORD,WORD,WORD,WORD,WORD,?\n".replace("WORD", word), format);
    assertThat(one.table().columns().values()).hasSize(7).allMatch(column -> column.isMissing(0));
  }

  @Test
  void anotherWordInAColumnOfNumbersIsRefused() {
    refused(
        HEADER + "7,1,3,male,unknown,0,0,1,S\n",
        CsvFormat.DEFAULT,
        "row 1 (line 2), column Age: \"unknown\" is not a number; if it means a missing value, name"
            + " it with --missing");
  }

  @ParameterizedTest
  @CsvSource({"SEMICOLON, ;", "TAB, '\t'", "COMMA, ','"})
  void separators(CsvFormat.Separator separator, String sign) throws IOException {
    CsvFormat format = new CsvFormat(separator, CsvFormat.Decimal.POINT, Set.of());
    String text = HEADER + "7,1,3,male,.5,0,0,7.25,S\n8,0,1,female,,0,0,,\n";
    Passengers read = read(text.replace(",", sign), format);
    assertThat(read.ids()).containsExactly(7, 8);
    assertThat(read.table().words("Embarked")).containsExactly("S", null);
    assertThat(read.table().numbers("Age")).containsExactly(0.5, Double.NaN);
    assertThat(read.table().numbers("Fare")).containsExactly(7.25, Double.NaN);
  }

  @Test
  void decimalCommas() throws IOException {
    String text =
        HEADER + "7,1,3,male,COMMA5,0,0,7COMMA25,S\n8,0,1COMMA0,female,12,0,0,1COMMA5e2,S\n";
    Passengers read = read(text.replace(",", ";").replace("COMMA", ","), GERMAN);
    assertThat(read.table().numbers("Age")).containsExactly(0.5, 12);
    assertThat(read.table().numbers("Fare")).containsExactly(7.25, 150);
    assertThat(read.table().words("Pclass")).containsExactly("3", "1");
    CsvFormat quoted = new CsvFormat(CsvFormat.Separator.COMMA, CsvFormat.Decimal.COMMA, Set.of());
    assertThat(read(HEADER + "7,1,3,male,\"0,5\",0,0,\"7,25\",S\n", quoted).table().numbers("Fare"))
        .containsExactly(7.25);
  }

  @ParameterizedTest
  @CsvSource({"';', semicolons, ';'';'';'", "'\t', tabs, tab"})
  void anotherSeparatorIsNamed(String sign, String name) {
    String option = name.equals("tabs") ? "tab" : "';'";
    String row = "7,1,3,male,22,0,0,7.25,S\n";
    refused(
        (HEADER + row).replace(",", sign),
        CsvFormat.DEFAULT,
        "header row (line 1): the columns are separated by "
            + name
            + ", not commas; --separator "
            + option
            + " reads the file");
    refused(
        (HEADER + row).replace(",", sign).replace("7.25", "7,25"),
        CsvFormat.DEFAULT,
        "header row (line 1): the columns are separated by "
            + name
            + ", not commas, and numbers have decimal commas (7,25); --separator "
            + option
            + " --decimal , reads the file");
    refused(
        HEADER + row,
        new CsvFormat(
            name.equals("tabs") ? CsvFormat.Separator.TAB : CsvFormat.Separator.SEMICOLON,
            CsvFormat.Decimal.POINT,
            Set.of()),
        "header row (line 1): the columns are separated by commas, not "
            + name
            + "; --separator , reads the file");
  }

  @Test
  void anotherSeparatorIsNamedWhateverTheColumns() {
    refused(
        "\uFEFF\"a, b\";c;\"Age, in years\"\n1;2;3\n",
        CsvFormat.DEFAULT,
        "header row (line 1): the columns are separated by semicolons, not commas; --separator ';'"
            + " reads the file");
    // Names with commas: more of the columns are found with semicolons.
    refused(
        HEADER.replace(",", ";").replace("Fare", "Fare;Names, given;Ticket, cabin") + "1\n",
        CsvFormat.DEFAULT,
        "header row (line 1): the columns are separated by semicolons, not commas; --separator ';'"
            + " reads the file");
    refused(
        "Age;Sex,Fare;Pclass,Embarked\n",
        CsvFormat.DEFAULT,
        "header row (line 1): column Survived is missing; there are [Age;Sex, Fare;Pclass,"
            + " Embarked]");
  }

  @Test
  void aDecimalCommaIsNamed() {
    CsvFormat semicolons =
        new CsvFormat(CsvFormat.Separator.SEMICOLON, CsvFormat.Decimal.POINT, Set.of());
    String problem =
        "row 1 (line 2), column Fare: \"7,25\" has a decimal comma; --decimal , reads it";
    String text = HEADER + "7,1,3,male,22,0,0,7COMMA25,S\n";
    refused(text.replace(",", ";").replace("COMMA", ","), semicolons, problem);
    refused(text.replace("7COMMA25", "\"7,25\""), CsvFormat.DEFAULT, problem);
    refused(
        text.replace("COMMA", ","),
        CsvFormat.DEFAULT,
        "row 1 (line 2), column after the last: the row has 10 fields, the header 9 (a number with"
            + " a decimal comma needs quotes)");
  }

  /// A point among decimal commas may separate thousands.
  @Test
  void bothMarksInOneFileAreRefused() {
    String text = HEADER.replace(",", ";") + "7;1;3;male;0,5;0;0;1.234;S\n";
    refused(
        text,
        GERMAN,
        "row 1 (line 2), column Fare: \"1.234\" has a decimal point; --decimal . reads it");
    refused(
        text.replace("1.234", "1.234,5"),
        GERMAN,
        "row 1 (line 2), column Fare: \"1.234,5\" is not a number; if it means a missing value,"
            + " name it with --missing");
  }

  /// Else Köln and Kéln would be one word.
  @Test
  void wordsThatAreNotUtf8AreRefused() throws IOException {
    String text = HEADER + "7,1,3,male,5,0,0,1,K\u00F6ln\n";
    Path file = folder.resolve("some people.csv");
    Files.writeString(file, text, StandardCharsets.ISO_8859_1);
    assertThatThrownBy(() -> Passengers.read(file, Passengers.Purpose.TRAINING))
        .hasMessage(
            file + ", row 1 (line 2), column Embarked: \"K\uFFFDln\"; the file isn't in UTF-8");
    Files.writeString(file, text.replace(",", "\t"), StandardCharsets.UTF_16);
    assertThatThrownBy(() -> Passengers.read(file, Passengers.Purpose.TRAINING))
        .isInstanceOf(InputException.class)
        .hasMessageEndingWith("; the file isn't in UTF-8");
  }

  @Test
  void bothSeparatorsInOneFileAreRefused() {
    String text = HEADER.replace(",", ";") + "7;1;3;male;5;0;0;1;S\n8,1,3,male,5,0,0,1,S\n";
    refused(text, GERMAN, "row 2 (line 3), column Survived: the row has 1 fields, the header 9");
  }
}
