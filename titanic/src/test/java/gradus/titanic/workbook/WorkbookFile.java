package gradus.titanic.workbook;

import gradus.engine.Generator;
import gradus.engine.Tensor;
import gradus.nn.Layer;
import gradus.nn.SGD;
import gradus.titanic.data.Passengers;
import gradus.titanic.recipe.Recipe;
import gradus.titanic.recipe.Run;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.apache.poi.ss.usermodel.Cell;
import org.apache.poi.ss.usermodel.CellType;
import org.apache.poi.ss.usermodel.Row;
import org.apache.poi.ss.usermodel.Sheet;
import org.apache.poi.xssf.usermodel.XSSFWorkbook;

/// A workbook that was written for a list, with what the engine knows of the same.
///
/// @param file the workbook
/// @param prepared the list as the engine prepares it
/// @param runs the runs that trained its parameters: few steps, so that gradients are left
public record WorkbookFile(Path file, Recipe.Prepared prepared, List<Run> runs) {
  private static final Recipe RECIPE = Recipe.named("spreadsheet");
  private static final int EPOCHS = 15;

  static WorkbookFile write(Path folder, Passengers passengers, int hidden, Recipe.Kind... kinds)
      throws IOException {
    Recipe.Settings settings =
        new Recipe.Settings(
            OptionalInt.of(EPOCHS), OptionalDouble.empty(), OptionalInt.of(hidden), Recipe.SEED);
    Recipe.Prepared prepared = RECIPE.prepare(passengers);
    List<Run> runs = new ArrayList<>();
    for (Recipe.Plan plan : RECIPE.plans(List.of(kinds), settings)) {
      runs.add(Run.train(RECIPE, plan, prepared, Recipe.SEED, (_, _) -> {}));
    }
    Path file = folder.resolve("lesson.xlsx");
    Workbook.write(file, RECIPE, passengers, prepared, runs, Recipe.SEED);
    return new WorkbookFile(file, prepared, runs);
  }

  public static XSSFWorkbook open(Path file) throws IOException {
    try (InputStream stream = Files.newInputStream(file)) {
      return new XSSFWorkbook(stream);
    }
  }

  /// What the engine says of a model with given parameters.
  ///
  /// @param gradient of each parameter, a row a column of the passengers, as in the sheet
  /// @param after the parameters after a step of plain gradient descent
  public record Expected(double loss, double accuracy, double[][] gradient, double[][] after) {}

  /// The engine's figures for a run's model with other parameters.
  ///
  /// @param parameters as in the sheet: a row a column of the passengers, a column a sum
  Expected expected(Run run, double[][] parameters) {
    Recipe.Plan plan = run.plan();
    Layer model =
        RECIPE.model(
            plan.architecture(), parameters.length, parameters[0].length, new Generator(1));
    int sum = 0;
    for (Tensor weights : model.parameters().values()) {
      int width = weights.rank() == 1 ? 1 : weights.shape().dim(1);
      double[] flat = new double[weights.size()];
      for (int place = 0; place < flat.length; place++) {
        flat[place] = parameters[place / width][sum + place % width];
      }
      Tensor values = Tensor.fromArray(flat, weights.shape().dims());
      Tensor.noGrad(() -> weights.copyFrom(values));
      sum += width;
    }
    Tensor loss = RECIPE.loss().of(model.forward(prepared.training().x()), prepared.training().y());
    loss.backward();
    double[][] gradient = matrix(model, parameters, true);
    double[] truth = prepared.training().y().toDoubles();
    int[] predicted = Run.survivors(Run.predict(model, prepared.training().x()));
    SGD optimizer = new SGD(model.parameters().values(), new SGD.Options(plan.lr(), 0, false, 0));
    optimizer.step();
    return new Expected(
        loss.item(),
        (double) Run.right(predicted, truth) / truth.length,
        gradient,
        matrix(model, parameters, false));
  }

  private static double[][] matrix(Layer model, double[][] like, boolean gradient) {
    double[][] matrix = new double[like.length][like[0].length];
    int sum = 0;
    for (Tensor weights : model.parameters().values()) {
      int width = weights.rank() == 1 ? 1 : weights.shape().dim(1);
      double[] flat = (gradient ? weights.grad() : weights).toDoubles();
      for (int place = 0; place < flat.length; place++) {
        matrix[place / width][sum + place % width] = flat[place];
      }
      sum += width;
    }
    return matrix;
  }

  /// A model's sheet, its cells found by their labels.
  ///
  /// @param sheet the sheet
  /// @param inputs the number of columns of the passengers
  /// @param sums the number of sums
  record Model(Sheet sheet, int inputs, int sums) {
    static Model of(XSSFWorkbook workbook, Run run, Recipe.Prepared prepared) {
      int sums = run.plan().kind() == Recipe.Kind.LINEAR ? 1 : run.plan().hidden();
      return new Model(workbook.getSheet(run.plan().name()), prepared.columns().size(), sums);
    }

    Cell below(String label) {
      Cell cell = find(sheet, label);
      return sheet.getRow(cell.getRowIndex() + 1).getCell(cell.getColumnIndex());
    }

    /// The block under a name: the name, the header, then the cells.
    Cell[][] block(String name) {
      Cell top = find(sheet, name);
      Cell[][] block = new Cell[inputs][sums];
      for (int row = 0; row < inputs; row++) {
        for (int column = 0; column < sums; column++) {
          block[row][column] =
              sheet.getRow(top.getRowIndex() + 2 + row).getCell(top.getColumnIndex() + column);
        }
      }
      return block;
    }

    Cell[][] parameters() {
      return block(sums == 1 ? "Parameter" : "Parameters");
    }

    void set(double[][] parameters) {
      Cell[][] cells = parameters();
      for (int row = 0; row < inputs; row++) {
        for (int column = 0; column < sums; column++) {
          cells[row][column].setCellValue(parameters[row][column]);
        }
      }
    }

    double[][] values(String block) {
      return values(block(block));
    }

    static double[][] values(Cell[][] cells) {
      double[][] values = new double[cells.length][];
      for (int row = 0; row < cells.length; row++) {
        values[row] = Arrays.stream(cells[row]).mapToDouble(Cell::getNumericCellValue).toArray();
      }
      return values;
    }
  }

  /// The first cell with a text.
  static Cell find(Sheet sheet, String text) {
    for (Row row : sheet) {
      for (Cell cell : row) {
        if (cell.getCellType() == CellType.STRING && cell.getStringCellValue().equals(text)) {
          return cell;
        }
      }
    }
    throw new AssertionError("no cell of " + sheet.getSheetName() + " says " + text);
  }
}
