package gradus.titanic.command;

import static org.assertj.core.api.Assertions.assertThat;

import gradus.titanic.workbook.WorkbookFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.poi.ss.usermodel.Sheet;
import org.apache.poi.xssf.usermodel.XSSFWorkbook;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The option that writes a workbook, as its users see it.
class WorkbookCommandTest {
  @TempDir private Path folder;

  private Path people;
  private Path xlsx;

  @BeforeEach
  void list() throws IOException {
    people = folder.resolve("people.csv");
    xlsx = folder.resolve("lesson.xlsx");
    StringBuilder csv = new StringBuilder("Survived,Pclass,Sex,Age,SibSp,Parch,Fare,Embarked\n");
    for (int i = 0; i < 20; i++) {
      csv.append(i % 2).append(",1,male,").append(20 + i).append(",0,0,7,S\n");
    }
    Files.writeString(people, csv, StandardCharsets.UTF_8);
  }

  private List<String> command(Object... more) {
    List<String> command =
        new ArrayList<>(List.of("titanic", "-q", "--recipe", "spreadsheet", "--epochs", "3"));
    command.addAll(List.of("--data", people.toString(), "--xlsx", xlsx.toString()));
    Stream.of(more).map(Object::toString).forEach(command::add);
    return command;
  }

  private static String gradus(int status, List<String> command) {
    Result result = Result.gradus(command.toArray());
    assertThat(result.status()).as(result.err()).isEqualTo(status);
    return result.err();
  }

  private void refused(List<String> command, String... parts) {
    assertThat(gradus(2, command)).startsWith("gradus: ").contains(parts).hasLineCount(1);
    assertThat(folder).isDirectoryNotContaining(file -> !file.equals(people));
  }

  private List<String> sheets() throws IOException {
    List<String> names = new ArrayList<>();
    try (XSSFWorkbook workbook = WorkbookFile.open(xlsx)) {
      workbook.forEach((Sheet sheet) -> names.add(sheet.getSheetName()));
    }
    return names;
  }

  @Test
  void onlyTheSheetsOfTheModelsAskedFor() throws IOException {
    gradus(0, command());
    assertThat(sheets())
        .containsExactly("overview", "passengers", "linear", "net", "net-matmul", "training");
    gradus(0, command("--model", "linear"));
    assertThat(sheets()).containsExactly("overview", "passengers", "linear", "training");
    gradus(0, command("--model", "net", "--hidden", 1));
    assertThat(sheets()).containsExactly("overview", "passengers", "net", "net-matmul", "training");
  }

  @Test
  void otherRecipesHaveNone() {
    List<String> command = command();
    command.set(command.indexOf("spreadsheet"), "notebook");
    refused(command, "--xlsx needs --recipe spreadsheet", "notebook");
  }

  @Test
  void tooManyCells() {
    // 20 rows of 21 + 7 + 2 (6 + 3000) columns are less than the limit, 80 are not.
    refused(longer(60), "--xlsx", "80 passengers and --hidden 1000", "smaller --hidden");
  }

  private List<String> longer(int more) {
    try {
      String row = "1,1,male,30,0,0,7,S\n";
      Files.writeString(people, Files.readString(people) + row.repeat(more));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return command("--hidden", 1000);
  }

  @Test
  void lossesThatAreNoNumbers() {
    refused(command("--lr", 1e300), "smaller --lr");
  }

  /// In a JVM of its own, where what POI logs would come out.
  @Test
  void nothingElseIsPrinted() throws IOException, InterruptedException {
    Path err = folder.resolve("err");
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules",
                "jdk.incubator.vector",
                "-cp",
                System.getProperty("java.class.path"),
                "gradus.titanic.command.Main"));
    command.addAll(command("--model", "linear"));
    Process process =
        new ProcessBuilder(command)
            .redirectError(err.toFile())
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(process.waitFor()).as(Files.readString(err)).isZero();
    assertThat(Files.readAllLines(err))
        .isSubsetOf("WARNING: Using incubator modules: jdk.incubator.vector");
    assertThat(xlsx).isNotEmptyFile();
  }
}
