package gradus.titanic.workbook;

import java.util.List;
import java.util.Locale;
import org.apache.poi.ss.util.CellRangeAddress;

/// The first sheet of the workbook: contents, results, and things to try.
final class OverviewSheet {
  private final SheetWriter sheet;
  private int row = 3;

  /// Fills the sheet.
  OverviewSheet(
      SheetWriter sheet,
      SheetWriter passengers,
      PassengersSheet data,
      List<ModelSheet> models,
      TrainingSheet training) {
    this.sheet = sheet;
    sheet.begin(
        "Who survived the Titanic? Neural networks in a spreadsheet",
        "Models trained on the passenger list, computed in cells.");
    sheet.text(
        2,
        0,
        Look.TEXT,
        "Gradus trained the parameters. Predictions, losses, gradients and steps are live"
            + " formulas.");
    losses(data, models);
    sheets(passengers, models, training);
    play();
    sheet.width(0, 0, 22);
    sheet.width(1, 4, 20);
    sheet.width(5, 5, 3);
    sheet.width(6, 13, 10);
  }

  private void losses(PassengersSheet data, List<ModelSheet> models) {
    row++;
    sheet.group(row++, 0, 4, "Comparison of the models");
    List<String> names = List.of("Model", "Parameters", "Loss (MSE)", "Accuracy", "Complete rows");
    for (int column = 0; column < names.size(); column++) {
      sheet.text(row, column, Look.HEADER, names.get(column));
    }
    row++;
    for (ModelSheet model : models) {
      sheet.link(row, 0, model.run().plan().name(), model.sheet());
      sheet.formula(
          row,
          1,
          Look.COUNT,
          String.format(Locale.ROOT, "COUNT(%s)", model.parametersFromElsewhere()));
      sheet.formula(row, 2, Look.KEY_LOSS, model.lossFromElsewhere());
      sheet.formula(row, 3, Look.KEY_SHARE, model.accuracyFromElsewhere());
      sheet.formula(row++, 4, Look.COUNT, data.count());
    }
    // The best constant is the share of survivors; of a share p, p (1 - p) is the variance.
    String share = String.format(Locale.ROOT, "SUM(%s)/%s", data.survived(), data.count());
    sheet.text(row, 0, Look.NAME, "baseline (constant)");
    sheet.number(row, 1, Look.COUNT, 1);
    sheet.formula(row, 2, Look.KEY_LOSS, String.format(Locale.ROOT, "(%s)*(1-%s)", share, share));
    sheet.formula(row, 3, Look.KEY_SHARE, String.format(Locale.ROOT, "MAX(%s,1-%s)", share, share));
    sheet.formula(row++, 4, Look.COUNT, data.count());
    sheet.text(
        row++,
        0,
        Look.NOTE,
        "The last line is the baseline: it predicts the share of survivors for every passenger.");
  }

  private void sheets(SheetWriter passengers, List<ModelSheet> models, TrainingSheet training) {
    row++;
    sheet.group(row++, 0, 4, "The sheets");
    sheet(passengers, "the passenger list, and its preparation as formulas");
    for (ModelSheet model : models) {
      sheet(model.sheet(), model.run().plan().about());
    }
    sheet(training.sheet(), "the losses during training, as numbers");
  }

  private void sheet(SheetWriter target, String about) {
    sheet.link(row, 0, target.xssf().getSheetName(), target);
    sheet.text(row++, 1, Look.TEXT, about);
  }

  private void play() {
    row++;
    sheet.group(row++, 0, 4, "Things to try");
    step(
        "Change a parameter",
        "On a model's sheet, change a yellow cell. Set the parameter of Sex_male to 0: the loss"
            + " increases.");
    step(
        "Start from random parameters",
        "Copy the block Initial values, at the bottom left of a model's sheet, over its"
            + " parameters.");
    step(
        "Take a step of gradient descent",
        "Copy the block After one step, and paste it over the parameters as values (Paste"
            + " special).");
    step("", "The loss decreases. Repeat: that is what training does. Gradus takes its steps with");
    step("", "momentum, which keeps a part of the previous step and so needs fewer steps.");
    step(
        "Overshoot",
        "Set the learning rate to 2 and take steps: each goes too far, and the loss increases.");
    step(
        "Change the list",
        "Enter a missing age: the row is then used. Or change a sex from male to female.");
    row++;
    sheet.text(row, 0, Look.INPUT, "yellow");
    sheet.text(row++, 1, Look.TEXT, "a cell to change");
    sheet.text(row, 0, Look.KEY_COUNT, "green");
    sheet.text(row, 1, Look.TEXT, "a result");
  }

  private void step(String what, String how) {
    sheet.text(row, 0, Look.NAME, what);
    sheet.text(row++, 1, Look.TEXT, how);
  }

  /// Returns the cells of the chart.
  static CellRangeAddress chart() {
    return new CellRangeAddress(4, 24, 6, 13);
  }

  SheetWriter sheet() {
    return sheet;
  }
}
