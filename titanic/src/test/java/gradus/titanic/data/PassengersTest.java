package gradus.titanic.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gradus.cli.InputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PassengersTest {
  private static final String HEADER =
      "PassengerId,Survived,Pclass,Name,Sex,Age,SibSp,Parch,Ticket,Fare,Cabin,Embarked\n";

  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void name() {
    file = folder.resolve("people.csv");
  }

  private Passengers read(String text, Passengers.Purpose purpose) throws IOException {
    Files.writeString(file, text, StandardCharsets.UTF_8);
    return Passengers.read(file, purpose);
  }

  private void refused(String text, String... parts) {
    assertThatThrownBy(() -> read(text, Passengers.Purpose.TRAINING))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(file.toString())
        .message()
        .contains(parts)
        .doesNotContain("\n");
  }

  @Test
  void theEmbeddedList() {
    Passengers all = Passengers.embedded();
    assertThat(all.table().rows()).isEqualTo(891);
    assertThat(Arrays.stream(all.survived()).sum()).isEqualTo(342);
    assertThat(all.table().column("Age").missing()).isEqualTo(177);
    assertThat(all.table().column("Embarked").missing()).isEqualTo(2);
    assertThat(Collections.frequency(all.table().words("Sex"), "male")).isEqualTo(577);
    assertThat(Arrays.stream(all.table().numbers("Fare")).average().orElseThrow())
        .isBetween(32.20415, 32.20425);
  }

  @Test
  void theCompetitionsFormat() throws IOException {
    Passengers read =
        read(
            HEADER
                + "1,0,3,\"Doe, Mr. John \"\"Jack\"\"\",male,22,1,0,A/5 1,7.25,,S\r\n"
                + "2,1,1,\"Two\nlines\",female,,1,0,PC 2,71.2833,C85,\n",
            Passengers.Purpose.TRAINING);
    assertThat(read.ids()).containsExactly(1, 2);
    assertThat(read.survived()).containsExactly(0, 1);
    assertThat(read.table().names()).isEqualTo(Passengers.FEATURES);
    assertThat(read.table().words("Pclass")).containsExactly("3", "1");
    assertThat(read.table().numbers("Age")).containsExactly(22, Double.NaN);
    assertThat(read.table().words("Embarked")).containsExactly("S", null);
  }

  @Test
  void columnsInAnyOrderWithSpacesAndAByteOrderMark() throws IOException {
    Passengers read =
        read(
            "\uFEFFEmbarked, Fare ,Parch,SibSp,Age,Sex,Pclass,PassengerId\n"
                + "S, 7.5 ,0,1,.5,male,3.0,9\n",
            Passengers.Purpose.PREDICTION);
    assertThat(read.table().numbers("Fare")).containsExactly(7.5);
    assertThat(read.table().numbers("Age")).containsExactly(0.5);
    assertThat(read.table().words("Pclass")).containsExactly("3");
    assertThat(read.survived()).containsExactly(Double.NaN);
  }

  @Test
  void aByteOrderMarkBeforeQuotes() throws IOException {
    Passengers read =
        read(
            "\uFEFF\"PassengerId\",Pclass,Sex,Age,SibSp,Parch,Fare,Embarked\n9,3,male,5,1,0,7,S\n",
            Passengers.Purpose.PREDICTION);
    assertThat(read.ids()).containsExactly(9);
    refused("\uFEFF", "is empty");
  }

  @ParameterizedTest
  @CsvSource({
    "old,      Age,         1, '1,0,3,x,male,old,1,0,t,7.25,,S'",
    "Infinity, Fare,        1, '1,0,3,x,male,22,1,0,t,Infinity,,S'",
    "1f,       Fare,        1, '1,0,3,x,male,22,1,0,t,1f,,S'",
    "1_000,    Fare,        1, '1,0,3,x,male,22,1,0,t,1_000,,S'",
    "0x1p3,    Fare,        1, '1,0,3,x,male,22,1,0,t,0x1p3,,S'",
    "١٢,       Age,         1, '1,0,3,x,male,١٢,1,0,t,1,,S'",
    "１,        SibSp,       1, '1,0,3,x,male,22,１,0,t,1,,S'",
    "--,       Age,         1, '1,0,3,x,male,--,1,0,t,1,,S'",
    "n/a,      Age,         1, '1,0,3,x,male,n/a,1,0,t,1,,S'",
    "1e999,    Fare,        1, '1,0,3,x,male,22,1,0,t,1e999,,S'",
    "-5,       Fare,        1, '1,0,3,x,male,22,1,0,t,-5,,S'",
    "0x10,     Age,         1, '1,0,3,x,male,0x10,1,0,t,1,,S'",
    "1.5,      SibSp,       1, '1,0,3,x,male,22,1.5,0,t,1,,S'",
    "2,        Survived,    1, '1,2,3,x,male,22,1,0,t,1,,S'",
    "missing,  Survived,    1, '1,,3,x,male,22,1,0,t,1,,S'",
    "missing,  Survived,    1, '1,NA,3,x,male,22,1,0,t,1,,S'",
    "2.5,      Pclass,      1, '1,0,2.5,x,male,22,1,0,t,1,,S'",
    "first,    Pclass,      1, '1,0,first,x,male,22,1,0,t,1,,S'",
    "fields,   Embarked,    1, '1,0,3,x,male,22,1,0,t,1,'"
  })
  void badCellsAreNamed(String problem, String column, int row, String line) {
    refused(HEADER + line + "\n", "row " + row + " (line 2)", column, problem);
  }

  @Test
  void theRowIsThePassengersAndTheLineTheFiles() {
    refused(
        HEADER
            + "1,0,3,\"a\nb\",male,22,1,0,t,7.25,,S\n"
            + "2,0,3,x,male,22,1,0,t,7.25,,S\n"
            + "3,0,3,x,male,22,x1,0,t,7.25,,S\n",
        "row 3 (line 5), column SibSp: \"x1\" is not a number");
  }

  @Test
  void aMissingColumn() {
    refused(HEADER.replace("Age", "Years") + "1,0,3,x,male,2,1,0,t,7,,S\n", "line 1", "column Age");
    refused(HEADER.replace("Survived", "Alive") + "1,0,3,x,male,2,1,0,t,7,,S\n", "Survived");
  }

  @Test
  void aColumnTwice() {
    refused(HEADER.replace("Cabin", "Age") + "1,0,3,x,male,2,1,0,t,7,3,S\n", "two columns Age");
  }

  @Test
  void nothingInIt() {
    refused("", "is empty");
    refused(HEADER, "no passengers");
    refused("\n\n", "is empty");
  }

  @Test
  void notAFileOfWords() throws IOException {
    byte[] bytes = new byte[4096];
    new Random(1).nextBytes(bytes);
    Files.write(file, bytes);
    assertThatThrownBy(() -> Passengers.read(file, Passengers.Purpose.TRAINING))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(file.toString())
        .message()
        .hasSizeLessThan(600)
        .doesNotContain("\n");
  }

  @Test
  void noSuchFileAndAFolder() {
    assertThatThrownBy(() -> Passengers.read(file, Passengers.Purpose.TRAINING))
        .isInstanceOf(InputException.class)
        .hasMessage(file + ": there is no such file");
    assertThatThrownBy(() -> Passengers.read(folder, Passengers.Purpose.TRAINING))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(folder.toString());
  }

  @Test
  void predictionNeedsNumbersOfPassengers() {
    assertThatThrownBy(
            () -> read(HEADER + ",0,3,x,male,22,1,0,t,7.25,,S\n", Passengers.Purpose.PREDICTION))
        .hasMessageContaining("row 1")
        .hasMessageContaining("PassengerId");
  }
}
