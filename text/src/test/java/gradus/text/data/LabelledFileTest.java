package gradus.text.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gradus.cli.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LabelledFileTest {
  private static final LabelledFile.Columns STARS = new LabelledFile.Columns("stars", "review");

  @TempDir private Path folder;

  private static LabelledTexts lines(String content) {
    return LabelledFile.parse("file", content, Optional.empty());
  }

  private static LabelledTexts table(String content) {
    return LabelledFile.parse("file", content, Optional.of(STARS));
  }

  @Test
  void linesAreALabelATabAndAText() {
    LabelledTexts texts = lines("spam\tBuy  now\tor never\r\n\n ham \t see you \nspam\tagain");
    assertThat(texts.classes()).containsExactly("ham", "spam");
    assertThat(texts.texts()).containsExactly("Buy now or never", "see you", "again");
    assertThat(texts.labels()).containsExactly(1, 0, 1);
    assertThat(texts.source()).isEqualTo("file");
    assertThat(texts.count(1)).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {",", ";", "\t"})
  void aTableMayHaveAnySeparator(String separator) {
    String content =
        """
        "id"~ stars ~"review"
        1~5~"so ~ ""good""
        and long"

        2~1~bad
        """
            .replace("~", separator);
    LabelledTexts texts = table(content);
    assertThat(texts.classes()).containsExactly("1", "5");
    String blank = separator.isBlank() ? " " : " " + separator + " ";
    assertThat(texts.texts()).containsExactly("so" + blank + "\"good\" and long", "bad");
    assertThat(texts.labels()).containsExactly(1, 0);
  }

  @Test
  void aNameEndsWithCsvForATable() throws IOException {
    Path file = folder.resolve("a.CSV");
    Files.writeString(file, "text,label\nwords,x\n");
    assertThat(LabelledFile.read(file, Optional.empty()).classes()).containsExactly("x");
    assertThatThrownBy(() -> LabelledFile.read(file, Optional.of(STARS)))
        .isInstanceOf(InputException.class)
        .hasMessage(
            file
                + ", line 1: there is no column stars; the first row is text,label (--label and"
                + " --text choose two columns)");
  }

  @ParameterizedTest
  @CsvSource({
    "'a\tb\nno tab', 'file, line 2: no tab; expected a label, a tab and a text, or --label COLUMN"
        + " and --text COLUMN for a table'",
    "'\ttext', 'file, line 1: the label is empty'",
    "'a\tb\n\na\t  ', 'file, line 3: the text is empty'",
    "' \n\n', 'file: the file is empty'",
  })
  void wrongLinesAreRefused(String content, String message) {
    assertThatThrownBy(() -> lines(content)).isInstanceOf(InputException.class).hasMessage(message);
  }

  @ParameterizedTest
  @CsvSource({
    "'stars,review\n5,a,b', 'file, line 2: the row has 3 fields, the first row 2'",
    "'stars,review\n\n5', 'file, line 3: the row has 1 fields, the first row 2'",
    "'stars,review\n5, ', 'file, line 2: the text is empty'",
    "'stars,review', 'file: there is no row below the names of the columns'",
    "'stars;text', 'file, line 1: there is no column review; the first row is stars;text (--label"
        + " and --text choose two columns)'",
    "'stars,text', 'file, line 1: there is no column review; the first row is stars,text (--label"
        + " and --text choose two columns)'",
  })
  void wrongTablesAreRefused(String content, String message) {
    assertThatThrownBy(() -> table(content)).isInstanceOf(InputException.class).hasMessage(message);
  }

  @Test
  void aQuoteThatIsNotClosedProperlyIsRefused() {
    assertThatThrownBy(() -> table("stars,review\n5,fine\n4,\"so\" so\n"))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("file, line 2: not readable as CSV from here on: ");
  }

  @Test
  void theEmbeddedEmailsAreWhole() {
    LabelledTexts emails = Emails.read();
    assertThat(emails.classes()).containsExactly("ham", "spam");
    assertThat(emails.count(0)).isEqualTo(3583);
    assertThat(emails.count(1)).isEqualTo(903);
    assertThat(Set.copyOf(emails.texts())).hasSize(4486);
    assertThat(emails.texts().stream().filter(text -> text.matches(".*\\S@\\S.*"))).isEmpty();
  }
}
