package gradus.titanic.workbook;

import gradus.titanic.recipe.Recipe;
import gradus.titanic.recipe.Run;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.poi.ss.util.CellRangeAddress;

/// The sheet with the losses of the training runs, as numbers.
final class TrainingSheet {
  /// The maximum number of losses of a run; longer runs are thinned out.
  private static final int MOST = 2000;

  private static final int WIDTH = 3;

  private final SheetWriter sheet;
  private final List<Integer> lengths = new ArrayList<>();

  /// Fills the sheet.
  TrainingSheet(SheetWriter sheet, Recipe recipe, List<Run> runs) {
    this.sheet = sheet;
    sheet.begin(
        "Learning curves",
        "The loss before each step of the training, and after the last. These are numbers, not"
            + " formulas.");
    for (int i = 0; i < runs.size(); i++) {
      Run run = runs.get(i);
      int column = i * WIDTH;
      sheet.group(SheetWriter.GROUPS, column, column + 1, run.plan().name());
      sheet.text(
          SheetWriter.GROUPS - 1,
          column,
          Look.NOTE,
          String.format(
              Locale.ROOT,
              "rate %s, momentum %s",
              Recipe.Plan.text(run.plan().lr()),
              recipe.momentum()));
      sheet.text(SheetWriter.HEADER, column, Look.HEADER, "Step");
      sheet.text(SheetWriter.HEADER, column + 1, Look.HEADER, "Loss");
      lengths.add(losses(run, column));
      sheet.width(column, column, 12);
      sheet.width(column + 1, column + 1, 15);
      sheet.width(column + 2, column + 2, 3);
    }
    sheet.freeze();
  }

  private int losses(Run run, int column) {
    int steps = run.losses().length;
    int every = (steps + MOST - 1) / MOST;
    int row = SheetWriter.FIRST;
    for (int step = 0; step < steps; step += every) {
      point(row++, column, step, run.losses()[step]);
    }
    point(row++, column, steps, run.loss());
    return row - SheetWriter.FIRST;
  }

  private void point(int row, int column, int step, double loss) {
    sheet.number(row, column, Look.COUNT, step);
    sheet.number(row, column + 1, Look.FINE, loss);
  }

  SheetWriter sheet() {
    return sheet;
  }

  /// Returns the cells with the steps of a run; those with its losses are beside them.
  CellRangeAddress steps(int run) {
    return new CellRangeAddress(
        SheetWriter.FIRST, SheetWriter.FIRST + lengths.get(run) - 1, run * WIDTH, run * WIDTH);
  }

  CellRangeAddress losses(int run) {
    CellRangeAddress steps = steps(run);
    return new CellRangeAddress(
        steps.getFirstRow(),
        steps.getLastRow(),
        steps.getFirstColumn() + 1,
        steps.getLastColumn() + 1);
  }

  /// Returns the cell with the number of steps of a run.
  CellRangeAddress end(int run) {
    CellRangeAddress steps = steps(run);
    return new CellRangeAddress(
        steps.getLastRow(), steps.getLastRow(), steps.getFirstColumn(), steps.getLastColumn());
  }
}
