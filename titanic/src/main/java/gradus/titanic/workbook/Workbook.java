package gradus.titanic.workbook;

import gradus.cli.InputException;
import gradus.engine.Generator;
import gradus.titanic.data.Passengers;
import gradus.titanic.recipe.Recipe;
import gradus.titanic.recipe.Run;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.poi.ooxml.POIXMLProperties;
import org.apache.poi.ss.util.CellRangeAddress;
import org.apache.poi.xssf.usermodel.XSSFCellStyle;
import org.apache.poi.xssf.usermodel.XSSFFormulaEvaluator;
import org.apache.poi.xssf.usermodel.XSSFWorkbook;

/// The lesson's spreadsheet: the passengers and models of a run as formulas, for any spreadsheet
/// program.
///
/// Only this class and the sheets' need Apache POI, which is large and not always present.
public final class Workbook {
  /// The maximum number of cells; more would need a large heap.
  private static final long MOST_CELLS = 400_000;

  static {
    // POI logs through Log4j's API, which prints a warning if there is no provider.
    if (System.getProperty("log4j.provider") == null) {
      System.setProperty(
          "log4j.provider", "org.apache.logging.log4j.simple.internal.SimpleProvider");
    }
  }

  private Workbook() {}

  /// Checks before the training that a workbook can be written.
  ///
  /// @param plans the models
  public static void check(Passengers passengers, List<Recipe.Plan> plans) {
    try {
      Class.forName("org.apache.poi.xssf.usermodel.XSSFWorkbook", false, loader());
    } catch (ClassNotFoundException _) {
      throw new InputException(
          "--xlsx needs Apache POI, which ./gradus brings in: java with --add-modules"
              + " org.apache.poi.ooxml and titanic/target/xlsx on its module path");
    }
    long rows = passengers.table().rows();
    long columns = 21;
    long hidden = 0;
    for (Recipe.Plan plan : plans) {
      boolean linear = plan.kind() == Recipe.Kind.LINEAR;
      hidden = Math.max(hidden, linear ? 0 : plan.hidden());
      columns += linear ? 7 : 6 + 3L * plan.hidden();
    }
    if (rows * columns > MOST_CELLS) {
      throw new InputException(
          String.format(
                  Locale.ROOT,
                  "--xlsx: %d passengers%s make %d cells, more than the maximum of %d; use fewer",
                  rows,
                  hidden == 0 ? "" : " and --hidden " + hidden,
                  rows * columns,
                  MOST_CELLS)
              + " passengers"
              + (hidden == 0 ? "" : " or a smaller --hidden"));
    }
  }

  private static ClassLoader loader() {
    return Workbook.class.getClassLoader();
  }

  /// Writes the workbook of some runs. Throws InputException if one diverged.
  ///
  /// @param seed the seed of the initial parameters
  public static void write(
      Path file,
      Recipe recipe,
      Passengers passengers,
      Recipe.Prepared prepared,
      List<Run> runs,
      long seed)
      throws IOException {
    for (Run run : runs) {
      if (!run.isFinite()) {
        throw new InputException(
            String.format(
                Locale.ROOT,
                "the loss of %s is not a number, so nothing was written; try a smaller --lr",
                run.plan().name()));
      }
    }
    try (XSSFWorkbook workbook = new XSSFWorkbook();
        OutputStream stream = Files.newOutputStream(file)) {
      fill(workbook, recipe, passengers, prepared, runs, seed);
      workbook.write(stream);
    }
  }

  private static void fill(
      XSSFWorkbook workbook,
      Recipe recipe,
      Passengers passengers,
      Recipe.Prepared prepared,
      List<Run> runs,
      long seed) {
    Map<Look, XSSFCellStyle> styles = Look.styles(workbook);
    SheetWriter front = SheetWriter.add(workbook, styles, "overview");
    SheetWriter list = SheetWriter.add(workbook, styles, "passengers");
    PassengersSheet data = new PassengersSheet(list, passengers, prepared);
    List<ModelSheet> models = new ArrayList<>();
    for (Run run : runs) {
      Recipe.Plan plan = run.plan();
      models.add(
          new ModelSheet(
              SheetWriter.add(workbook, styles, plan.name()),
              data,
              run,
              recipe.model(
                  plan.architecture(),
                  prepared.columns().size(),
                  plan.hidden(),
                  new Generator(seed))));
    }
    TrainingSheet training =
        new TrainingSheet(SheetWriter.add(workbook, styles, "training"), recipe, runs);
    OverviewSheet overview = new OverviewSheet(front, list, data, models, training);
    // For viewers; a spreadsheet program calculates the formulas itself.
    XSSFFormulaEvaluator.evaluateAllFormulaCells(workbook);
    workbook.setForceFormulaRecalculation(true);
    charts(overview, models, training);
    POIXMLProperties.CoreProperties about = workbook.getProperties().getCoreProperties();
    about.setCreator("Gradus");
    about.setTitle("Who survived the Titanic?");
  }

  private static void charts(
      OverviewSheet overview, List<ModelSheet> models, TrainingSheet training) {
    LossChart all =
        new LossChart(overview.sheet().xssf(), OverviewSheet.chart(), "Learning curves");
    for (int i = 0; i < models.size(); i++) {
      ModelSheet model = models.get(i);
      all.line(training, i, model.run().plan().name());
      int row = model.chartRow();
      CellRangeAddress cells =
          new CellRangeAddress(row, row + ModelSheet.CHART_ROWS - 1, 0, model.chartColumns() - 1);
      new LossChart(model.sheet().xssf(), cells, "Learning curve")
          .line(training, i, "training loss")
          .point(training, i, model, "loss of the parameters above")
          .draw();
    }
    all.draw();
  }
}
