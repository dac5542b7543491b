package gradus.titanic.workbook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import gradus.titanic.recipe.Recipe;
import gradus.titanic.recipe.Run;
import gradus.titanic.workbook.WorkbookFile.Expected;
import gradus.titanic.workbook.WorkbookFile.Model;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.poi.ss.usermodel.Cell;
import org.apache.poi.ss.usermodel.CellType;
import org.apache.poi.ss.usermodel.Row;
import org.apache.poi.ss.usermodel.Sheet;
import org.apache.poi.xssf.usermodel.XSSFWorkbook;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The workbook, calculated by a spreadsheet program, against the engine.
class LibreOfficeTest {
  /// Both compute in doubles and add up some hundred terms, in another order.
  private static final double BOUND = 1e-9;

  /// What no figure of the workbook is.
  private static final double POISON = 12345;

  private static final int LONGEST = 300;
  private static final int PASSENGERS = 300;

  /// By itself it believes the values in a workbook until a cell changes; 0 is to calculate all.
  private static final String SETTINGS =
      """
      <?xml version="1.0" encoding="UTF-8"?>
      <oor:items xmlns:oor="http://openoffice.org/2001/registry">
        <item oor:path="/org.openoffice.Office.Calc/Formula/Load">
          <prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop>
        </item>
      </oor:items>
      """;

  @TempDir private Path folder;

  private static Optional<Path> office() {
    return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
        .flatMap(place -> Stream.of("soffice", "libreoffice").map(Path.of(place)::resolve))
        .filter(Files::isExecutable)
        .findFirst();
  }

  @Test
  void calculatesWhatTheEngineDoes() throws IOException, InterruptedException {
    Optional<Path> office = office();
    assumeTrue(office.isPresent(), "there is no soffice on the path");
    WorkbookFile written =
        WorkbookFile.write(
            folder, WorkbookTest.passengers(PASSENGERS), 2, Recipe.Kind.LINEAR, Recipe.Kind.NET);
    List<double[][]> parameters = new ArrayList<>();
    Path poisoned = folder.resolve("poisoned.xlsx");
    try (XSSFWorkbook workbook = WorkbookFile.open(written.file())) {
      for (Run run : written.runs()) {
        Model sheet = Model.of(workbook, run, written.prepared());
        // Others than the run's: half as far, so that nothing is there that was written before.
        double[][] half =
            Arrays.stream(Model.values(sheet.parameters()))
                .map(row -> Arrays.stream(row).map(x -> x / 2).toArray())
                .toArray(double[][]::new);
        sheet.set(half);
        parameters.add(half);
      }
      poison(workbook);
      try (OutputStream stream = Files.newOutputStream(poisoned)) {
        workbook.write(stream);
      }
    }
    try (XSSFWorkbook workbook = WorkbookFile.open(convert(office.get(), poisoned))) {
      for (int i = 0; i < written.runs().size(); i++) {
        Run run = written.runs().get(i);
        Model sheet = Model.of(workbook, run, written.prepared());
        Expected expected = written.expected(run, parameters.get(i));
        assertThat(sheet.below("Loss (MSE)").getNumericCellValue())
            .isEqualTo(expected.loss(), within(BOUND));
        assertThat(sheet.below("Accuracy").getNumericCellValue())
            .isEqualTo(expected.accuracy(), within(BOUND));
        WorkbookTest.close(sheet.values("Gradient"), expected.gradient(), BOUND);
        WorkbookTest.close(sheet.values("After one step"), expected.after(), BOUND);
      }
      for (Sheet sheet : workbook) {
        for (Row row : sheet) {
          for (Cell cell : row) {
            if (cell.getCellType() == CellType.FORMULA) {
              assertThat(cell.getCachedFormulaResultType())
                  .as("%s, %s", sheet.getSheetName(), cell.getAddress())
                  .isNotEqualTo(CellType.ERROR);
            }
          }
        }
      }
    }
  }

  /// Puts a wrong value into every cell with a formula: what is right afterwards was calculated.
  private static void poison(XSSFWorkbook workbook) {
    for (Sheet sheet : workbook) {
      for (Row row : sheet) {
        for (Cell cell : row) {
          if (cell.getCellType() == CellType.FORMULA) {
            cell.setCellValue(POISON);
          }
        }
      }
    }
  }

  /// Opens a workbook, calculates it and writes it elsewhere, with settings of its own.
  private Path convert(Path office, Path file) throws IOException, InterruptedException {
    Path out = folder.resolve("calculated");
    Path log = folder.resolve("log");
    Path user = Files.createDirectories(folder.resolve("profile").resolve("user"));
    Files.writeString(user.resolve("registrymodifications.xcu"), SETTINGS);
    Process process =
        new ProcessBuilder(
                office.toString(),
                "-env:UserInstallation=" + folder.resolve("profile").toUri(),
                "--headless",
                "--convert-to",
                "xlsx",
                "--outdir",
                out.toString(),
                file.toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    boolean ended = process.waitFor(LONGEST, TimeUnit.SECONDS);
    process.destroyForcibly();
    Path converted = out.resolve(file.getFileName());
    assertThat(ended && Files.exists(converted)).as(Files.readString(log)).isTrue();
    return converted;
  }
}
