package gradus.titanic.workbook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import gradus.titanic.data.Column;
import gradus.titanic.data.Passengers;
import gradus.titanic.recipe.Categories;
import gradus.titanic.recipe.Recipe;
import gradus.titanic.recipe.Run;
import gradus.titanic.recipe.Unknown;
import gradus.titanic.workbook.WorkbookFile.Expected;
import gradus.titanic.workbook.WorkbookFile.Model;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.poi.ss.usermodel.Cell;
import org.apache.poi.ss.usermodel.CellType;
import org.apache.poi.ss.usermodel.DataValidation;
import org.apache.poi.ss.usermodel.Row;
import org.apache.poi.ss.usermodel.Sheet;
import org.apache.poi.ss.util.CellRangeAddress;
import org.apache.poi.xssf.usermodel.XSSFDrawing;
import org.apache.poi.xssf.usermodel.XSSFFormulaEvaluator;
import org.apache.poi.xssf.usermodel.XSSFSheet;
import org.apache.poi.xssf.usermodel.XSSFWorkbook;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The workbook, calculated by POI, against the engine.
class WorkbookTest {
  /// Both compute in doubles and add up a hundred terms, in another order.
  private static final double BOUND = 1e-12;

  private static final int PASSENGERS = 100;

  @TempDir private static Path folder;

  private static Passengers passengers;
  private static WorkbookFile written;

  @BeforeAll
  static void write() throws IOException {
    passengers = passengers(PASSENGERS);
    written = WorkbookFile.write(folder, passengers, 2, Recipe.Kind.LINEAR, Recipe.Kind.NET);
  }

  /// The first passengers of the list, some of them with gaps.
  static Passengers passengers(int count) {
    Passengers all = Passengers.embedded();
    int[] first = IntStream.range(0, count).toArray();
    return new Passengers(
        "some",
        Arrays.copyOf(all.lines(), count),
        Arrays.copyOf(all.ids(), count),
        Arrays.copyOf(all.survived(), count),
        all.table().select(first));
  }

  private static XSSFWorkbook open() throws IOException {
    return WorkbookFile.open(written.file());
  }

  private static void agrees(Model sheet, Expected expected) {
    assertThat(sheet.below("Loss (MSE)").getNumericCellValue())
        .isEqualTo(expected.loss(), within(BOUND));
    assertThat(sheet.below("Accuracy").getNumericCellValue())
        .isEqualTo(expected.accuracy(), within(BOUND));
    close(sheet.values("Gradient"), expected.gradient(), BOUND);
    close(sheet.values("After one step"), expected.after(), BOUND);
  }

  static void close(double[][] actual, double[][] expected, double bound) {
    for (int row = 0; row < expected.length; row++) {
      assertThat(actual[row]).containsExactly(expected[row], within(bound));
    }
  }

  private static double[][] random(Model sheet, long seed) {
    Random random = new Random(seed);
    double[][] parameters = new double[sheet.inputs()][sheet.sums()];
    for (double[] row : parameters) {
      Arrays.setAll(row, _ -> random.nextDouble() - 0.5);
    }
    return parameters;
  }

  @Test
  void showsTheEnginesFiguresAsItIsOpened() throws IOException {
    try (XSSFWorkbook workbook = open()) {
      assertThat(workbook.getForceFormulaRecalculation()).isTrue();
      assertThat(written.runs()).hasSize(3);
      for (Run run : written.runs()) {
        Model sheet = Model.of(workbook, run, written.prepared());
        double[][] parameters = Model.values(sheet.parameters());
        Expected expected = written.expected(run, parameters);
        assertThat(expected.loss()).isEqualTo(run.loss(), within(BOUND));
        assertThat(expected.accuracy()).isEqualTo(run.accuracy());
        agrees(sheet, expected);
        Cell overview = WorkbookFile.find(workbook.getSheet("overview"), run.plan().name());
        assertThat(overview.getRow().getCell(2).getNumericCellValue())
            .isEqualTo(run.loss(), within(BOUND));
      }
    }
  }

  @Test
  void followsWhenParametersChange() throws IOException {
    try (XSSFWorkbook workbook = open()) {
      for (Run run : written.runs()) {
        Model sheet = Model.of(workbook, run, written.prepared());
        double[][] parameters = random(sheet, 1);
        sheet.set(parameters);
        XSSFFormulaEvaluator.evaluateAllFormulaCells(workbook);
        agrees(sheet, written.expected(run, parameters));
      }
    }
  }

  @Test
  void preparesAsTheEngineDoes() throws IOException {
    try (XSSFWorkbook workbook = open()) {
      Sheet sheet = workbook.getSheet("passengers");
      prepared(sheet, passengers, written.prepared());
    }
  }

  /// Compares the prepared columns of complete rows, and looks for zeros in the others.
  private static void prepared(Sheet sheet, Passengers list, Recipe.Prepared prepared) {
    int first = WorkbookFile.find(sheet, "Prepared columns, as formulas").getColumnIndex();
    List<Integer> complete = Arrays.stream(list.table().completeRows()).boxed().toList();
    assertThat(complete).hasSizeLessThan(list.table().rows());
    int columns = prepared.columns().size();
    double[] x = prepared.training().x().toDoubles();
    double[] y = prepared.training().y().toDoubles();
    for (int passenger = 0; passenger < list.table().rows(); passenger++) {
      Row row = sheet.getRow(SheetWriter.FIRST + passenger);
      int place = complete.indexOf(passenger);
      for (int column = 0; column < columns; column++) {
        Cell cell = row.getCell(first + column);
        assertThat(cell.getCellType()).isEqualTo(CellType.FORMULA);
        assertThat(cell.getNumericCellValue())
            .as("%s of passenger %d", prepared.columns().get(column), passenger)
            .isEqualTo(place < 0 ? 0 : x[place * columns + column], within(1e-15));
      }
      assertThat(row.getCell(first + columns).getNumericCellValue())
          .isEqualTo(place < 0 ? 0 : y[place]);
    }
  }

  /// Where there is a number that is no formula, it is one of the parameters, of those to begin
  /// again with, or the learning rate.
  @Test
  void nothingButParametersIsANumber() throws IOException {
    try (XSSFWorkbook workbook = open()) {
      for (Run run : written.runs()) {
        Model sheet = Model.of(workbook, run, written.prepared());
        List<Cell> given =
            Stream.of(sheet.parameters(), sheet.block("Initial values"), sheet.block("Trained"))
                .flatMap(Arrays::stream)
                .flatMap(Arrays::stream)
                .toList();
        int numbers = 0;
        int formulas = 0;
        for (Row row : sheet.sheet()) {
          for (Cell cell : row) {
            numbers += cell.getCellType() == CellType.NUMERIC ? 1 : 0;
            formulas += cell.getCellType() == CellType.FORMULA ? 1 : 0;
          }
        }
        assertThat(given).allMatch(cell -> cell.getCellType() == CellType.NUMERIC);
        assertThat(sheet.below("Learning rate").getNumericCellValue()).isEqualTo(run.plan().lr());
        assertThat(numbers).isEqualTo(given.size() + 1);
        assertThat(formulas).isGreaterThan(PASSENGERS * 7);
        assertThat(Model.values(sheet.block("Trained")))
            .isDeepEqualTo(Model.values(sheet.parameters()));
        Cell name = WorkbookFile.find(workbook.getSheet("overview"), run.plan().name());
        assertThat(name.getRow().getCell(2).getCellType()).isEqualTo(CellType.FORMULA);
      }
    }
  }

  @Test
  void onlyTheListsWordsCanBeTypedIn() throws IOException {
    try (XSSFWorkbook workbook = open()) {
      XSSFSheet sheet = workbook.getSheet("passengers");
      Map<String, List<String>> choices = new HashMap<>();
      for (DataValidation validation : sheet.getDataValidations()) {
        CellRangeAddress cells = validation.getRegions().getCellRangeAddress(0);
        assertThat(cells.getFirstRow()).isEqualTo(SheetWriter.FIRST);
        assertThat(cells.getLastRow()).isEqualTo(SheetWriter.FIRST + PASSENGERS - 1);
        assertThat(validation.getShowErrorBox()).isTrue();
        choices.put(
            sheet.getRow(SheetWriter.HEADER).getCell(cells.getFirstColumn()).getStringCellValue(),
            List.of(validation.getValidationConstraint().getExplicitListValues()));
      }
      assertThat(choices)
          .isEqualTo(
              Map.of(
                  "Pclass", List.of("1", "2", "3"),
                  "Sex", List.of("female", "male"),
                  "Embarked", List.of("C", "Q", "S")));
    }
  }

  @Test
  void letterCaseAndBlanksOfAWordDoNotMatter() throws IOException {
    try (XSSFWorkbook workbook = open()) {
      Sheet list = workbook.getSheet("passengers");
      int sex = WorkbookFile.find(list, "Sex").getColumnIndex();
      int port = WorkbookFile.find(list, "Embarked").getColumnIndex();
      for (int passenger = 0; passenger < PASSENGERS; passenger++) {
        Row row = list.getRow(SheetWriter.FIRST + passenger);
        row.getCell(sex)
            .setCellValue(" " + row.getCell(sex).getStringCellValue().toUpperCase(Locale.ROOT));
        if (row.getCell(port) != null) {
          row.getCell(port)
              .setCellValue(row.getCell(port).getStringCellValue().toLowerCase(Locale.ROOT) + " ");
        }
      }
      XSSFFormulaEvaluator.evaluateAllFormulaCells(workbook);
      prepared(list, passengers, written.prepared());
    }
  }

  @Test
  void whoseGapIsFilledCounts() throws IOException {
    int gap =
        IntStream.range(0, PASSENGERS)
            .filter(row -> passengers.table().column("Age").isMissing(row))
            .findFirst()
            .orElseThrow();
    double[] ages = passengers.table().numbers("Age").clone();
    ages[gap] = 30;
    Passengers filled = passengers.with(passengers.table().with("Age", new Column.Numbers(ages)));
    Recipe.Prepared prepared = Recipe.named("spreadsheet").prepare(filled);
    WorkbookFile other = new WorkbookFile(written.file(), prepared, written.runs());
    try (XSSFWorkbook workbook = open()) {
      Sheet list = workbook.getSheet("passengers");
      int age = WorkbookFile.find(list, "Age").getColumnIndex();
      Row row = list.getRow(SheetWriter.FIRST + gap);
      assertThat(row.getCell(age)).isNull();
      row.createCell(age).setCellValue(30);
      XSSFFormulaEvaluator.evaluateAllFormulaCells(workbook);
      for (Run run : written.runs()) {
        Model sheet = Model.of(workbook, run, prepared);
        agrees(sheet, other.expected(run, Model.values(sheet.parameters())));
        assertThat(sheet.below("Complete rows").getNumericCellValue())
            .isEqualTo(written.prepared().training().size() + 1.0);
      }
    }
  }

  @Test
  void otherPassengersAndMoreSums() throws IOException {
    StringBuilder csv = new StringBuilder("Survived,Pclass,Sex,Age,SibSp,Parch,Fare,Embarked\n");
    List<String> sexes = List.of("male", "Male", "=1+1", "female");
    List<String> ports = List.of("S", "s", "_x0053_", "C", "", "1");
    for (int i = 0; i < 30; i++) {
      csv.append(
          String.format(
              Locale.ROOT,
              "%d,%d,%s,%s,%d,%d,%d.5,%s%n",
              i % 3 == 0 ? 1 : 0,
              i % 5,
              sexes.get(i % 4),
              i % 7 == 0 ? "" : "" + i,
              i % 3,
              i % 2,
              i * 10,
              ports.get(i % 6)));
    }
    Path file = Files.writeString(folder.resolve("people.csv"), csv, StandardCharsets.UTF_8);
    Passengers read = Passengers.read(file, Passengers.Purpose.TRAINING);
    Categories categories = Categories.of(Recipe.named("spreadsheet").training(read));
    assertThat(categories.words())
        .containsEntry("Sex", List.of("=1+1", "female", "male"))
        .containsEntry("Embarked", List.of("1", "C", "S", "_x0053_"));
    Passengers people = categories.check(read, Unknown.ERROR).passengers();
    WorkbookFile other = WorkbookFile.write(folder.resolve("."), people, 3, Recipe.Kind.NET);
    try (XSSFWorkbook workbook = WorkbookFile.open(other.file())) {
      prepared(workbook.getSheet("passengers"), people, other.prepared());
      for (Run run : other.runs()) {
        Model sheet = Model.of(workbook, run, other.prepared());
        assertThat(sheet.sums()).isEqualTo(3);
        agrees(sheet, other.expected(run, Model.values(sheet.parameters())));
      }
      assertThat(workbook.getSheet("linear")).isNull();
    } finally {
      write();
    }
  }

  /// What the first sheet says of playing.
  @Test
  void stepsFromTheFirstValuesGoDownAndLongOnesOvershoot() throws IOException {
    Passengers all = Passengers.embedded();
    Recipe.Prepared prepared = Recipe.named("spreadsheet").prepare(all);
    WorkbookFile full = new WorkbookFile(written.file(), prepared, written.runs());
    try (XSSFWorkbook workbook = open()) {
      for (Run run : written.runs()) {
        double[][] first = Model.of(workbook, run, prepared).values("Initial values");
        Expected start = full.expected(run, first);
        double[][] parameters = first;
        double before = start.loss();
        for (int step = 0; step < 10; step++) {
          parameters = full.expected(run, parameters).after();
          double after = full.expected(run, parameters).loss();
          assertThat(after).isLessThan(before);
          before = after;
        }
        double[][] far = first;
        for (int step = 0; step < 10; step++) {
          double[][] gradient = full.expected(run, far).gradient();
          double[][] next = new double[far.length][far[0].length];
          for (int row = 0; row < far.length; row++) {
            for (int column = 0; column < far[row].length; column++) {
              next[row][column] = far[row][column] - 2 * gradient[row][column];
            }
          }
          far = next;
        }
        assertThat(full.expected(run, far).loss())
            .as(run.plan().name())
            .isGreaterThan(start.loss());
      }
    }
  }

  @Test
  void eachModelsSheetHasAChart() throws IOException {
    try (XSSFWorkbook workbook = open()) {
      for (String name : List.of("overview", "linear", "net", "net-matmul")) {
        XSSFSheet sheet = workbook.getSheet(name);
        XSSFDrawing drawing = sheet.getDrawingPatriarch();
        assertThat(drawing.getCharts()).as(name).hasSize(1);
      }
      assertThat(
              WorkbookFile.find(workbook.getSheet("net-matmul"), "sum 1")
                  .getSheet()
                  .getRow(SheetWriter.FIRST)
                  .getCell(
                      WorkbookFile.find(workbook.getSheet("net-matmul"), "sum 1").getColumnIndex())
                  .getCellFormula())
          .startsWith("MMULT(");
    }
  }
}
