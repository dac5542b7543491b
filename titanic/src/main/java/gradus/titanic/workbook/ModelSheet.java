package gradus.titanic.workbook;

import gradus.engine.Tensor;
import gradus.nn.Layer;
import gradus.titanic.recipe.Recipe;
import gradus.titanic.recipe.Run;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.apache.poi.ss.util.CellRangeAddress;

/// The sheet of a model: its parameters, which can be changed; its prediction for each passenger;
/// its loss; the gradient, by the chain rule from right to left; and the parameters after a step.
///
/// A model here is a weighted sum, or the sum of several hidden units with ReLU. Each unit is a
/// column of parameters.
final class ModelSheet {
  private static final int KEYS = 2;
  private static final int LOSS = 0;
  private static final int ACCURACY = 1;
  private static final int ROWS = 2;
  private static final int RATE = 3;

  /// The number of rows of the chart below the parameters.
  static final int CHART_ROWS = 17;

  /// The number of columns with names beside the parameters.
  private static final int NAMES = 1;

  private final SheetWriter sheet;
  private final PassengersSheet data;
  private final Run run;
  private final boolean rectified;
  private final boolean product;
  private final int inputs;
  private final int sums;

  /// The columns of the block with one row per passenger.
  private final int passenger;

  private final int sum;
  private final int cut;
  private final int prediction;
  private final int back;

  /// Fills the sheet.
  ///
  /// @param start the model before the training
  ModelSheet(SheetWriter sheet, PassengersSheet data, Run run, Layer start) {
    this.sheet = sheet;
    this.data = data;
    this.run = run;
    this.rectified = run.plan().kind() != Recipe.Kind.LINEAR;
    // The architecture whose parameters are one matrix computes the units as one matrix product.
    List<double[]> trained = sums(run.model());
    this.product = rectified && run.model().parameters().size() == 1;
    this.inputs = data.columns().size();
    this.sums = trained.size();
    this.passenger = NAMES + 3 * sums + 1;
    this.sum = passenger + 2;
    this.cut = sum + (rectified ? sums : 0);
    this.prediction = cut + (rectified ? sums : 0);
    this.back = prediction + 3;
    String about = run.plan().about();
    sheet.begin(
        run.plan().name(),
        about.substring(0, 1).toUpperCase(Locale.ROOT)
            + about.substring(1)
            + " Change a yellow cell, and all formulas follow.");
    keys();
    parameters(trained);
    again(sums(start), trained);
    passengers();
    sheet.width(0, 0, 19);
    sheet.width(NAMES, passenger - 2, 13.5);
    sheet.width(passenger - 1, passenger - 1, 3);
    sheet.width(passenger, right(), 11.5);
    sheet.freeze();
  }

  /// Returns the parameters of a model, one column per unit.
  static List<double[]> sums(Layer model) {
    List<double[]> sums = new ArrayList<>();
    for (Tensor weights : model.parameters().values()) {
      if (weights.rank() == 1) {
        sums.add(weights.toDoubles());
      } else {
        IntStream.range(0, weights.shape().dim(1))
            .forEach(i -> sums.add(weights.detach().select(1, i).toDoubles()));
      }
    }
    return sums;
  }

  private int right() {
    return back + sums;
  }

  private int last() {
    return SheetWriter.FIRST + data.rows() - 1;
  }

  /// Returns the address of a column of the block with one row per passenger.
  private String all(int column) {
    return SheetWriter.fixed(SheetWriter.FIRST, column, last(), column);
  }

  private void keys() {
    sheet.text(KEYS, LOSS, Look.LABEL, "Loss (MSE)");
    sheet.text(KEYS, ACCURACY, Look.LABEL, "Accuracy");
    sheet.text(KEYS, ROWS, Look.LABEL, "Complete rows");
    sheet.text(KEYS, RATE, Look.LABEL, "Learning rate");
    int row = KEYS + 1;
    sheet.formula(
        row,
        LOSS,
        Look.KEY_LOSS,
        String.format(Locale.ROOT, "SUM(%s)/%s", all(prediction + 2), SheetWriter.at(row, ROWS)));
    sheet.formula(
        row,
        ACCURACY,
        Look.KEY_SHARE,
        String.format(Locale.ROOT, "SUM(%s)/%s", all(right()), SheetWriter.at(row, ROWS)));
    sheet.formula(row, ROWS, Look.KEY_COUNT, data.count());
    sheet.number(row, RATE, Look.INPUT, run.plan().lr());
  }

  private void parameters(List<double[]> trained) {
    int gradient = NAMES + sums;
    int after = gradient + sums;
    sheet.group(SheetWriter.GROUPS, 0, 0, "Column");
    sheet.group(SheetWriter.GROUPS, NAMES, gradient - 1, sums == 1 ? "Parameter" : "Parameters");
    sheet.group(SheetWriter.GROUPS, gradient, after - 1, "Gradient");
    sheet.group(SheetWriter.GROUPS, after, after + sums - 1, "After one step");
    sheet.text(SheetWriter.HEADER, 0, Look.HEADER, "of passengers");
    for (int block = 0; block < 3; block++) {
      header(SheetWriter.HEADER, NAMES + block * sums);
    }
    for (int j = 0; j < inputs; j++) {
      int row = SheetWriter.FIRST + j;
      sheet.text(row, 0, Look.NAME, data.columns().get(j));
      for (int i = 0; i < sums; i++) {
        sheet.number(row, NAMES + i, Look.PARAMETER, trained.get(i)[j]);
        if (!product) {
          sheet.formula(
              row,
              gradient + i,
              Look.GRADIENT,
              String.format(Locale.ROOT, "SUMPRODUCT(%s,%s)", all(back + i), data.column(j)));
        }
        sheet.formula(
            row,
            after + i,
            Look.FINE,
            String.format(
                Locale.ROOT,
                "%s-%s*%s",
                SheetWriter.at(row, NAMES + i),
                SheetWriter.fixed(KEYS + 1, RATE),
                SheetWriter.at(row, gradient + i)));
      }
    }
    if (product) {
      sheet.matrix(
          new CellRangeAddress(
              SheetWriter.FIRST, SheetWriter.FIRST + inputs - 1, gradient, gradient + sums - 1),
          Look.GRADIENT,
          String.format(
              Locale.ROOT,
              "MMULT(TRANSPOSE(%s),%s)",
              data.matrix(),
              SheetWriter.fixed(SheetWriter.FIRST, back, last(), back + sums - 1)));
    }
  }

  /// Writes the headers of a block with one column per unit.
  private void header(int row, int column) {
    for (int i = 0; i < sums; i++) {
      sheet.text(row, column + i, Look.HEADER, sums == 1 ? "of the sum" : "of sum " + (i + 1));
    }
  }

  /// Returns the first row of the chart, which ends above the blocks to copy over the parameters.
  int chartRow() {
    return SheetWriter.FIRST + inputs + 1;
  }

  /// Returns the number of columns of the chart, limited so that it is not too wide.
  int chartColumns() {
    return Math.clamp(passenger - 1L, 4, 7);
  }

  private void again(List<double[]> first, List<double[]> trained) {
    int row = chartRow() + CHART_ROWS + 1;
    sheet.text(row, 0, Look.TEXT, "To start again, copy one of these blocks over the parameters.");
    sheet.group(row + 1, 0, 0, "Column");
    sheet.group(row + 1, NAMES, NAMES + sums - 1, "Initial values");
    sheet.group(row + 1, NAMES + sums, NAMES + 2 * sums - 1, "Trained");
    sheet.text(row + 2, 0, Look.HEADER, "of passengers");
    header(row + 2, NAMES);
    header(row + 2, NAMES + sums);
    for (int j = 0; j < inputs; j++) {
      sheet.text(row + 3 + j, 0, Look.NAME, data.columns().get(j));
      for (int i = 0; i < sums; i++) {
        sheet.number(row + 3 + j, NAMES + i, Look.FINE, first.get(i)[j]);
        sheet.number(row + 3 + j, NAMES + sums + i, Look.FINE, trained.get(i)[j]);
      }
    }
  }

  private void passengers() {
    sheet.group(SheetWriter.GROUPS, passenger, passenger + 1, "Who");
    if (rectified) {
      sheet.group(SheetWriter.GROUPS, sum, cut - 1, product ? "Sums (MMULT)" : "Sums");
      sheet.group(SheetWriter.GROUPS, cut, prediction - 1, "Hidden units: ReLU, max(x, 0)");
    }
    sheet.group(SheetWriter.GROUPS, prediction, back - 1, "Interpretation, and how wrong");
    sheet.group(SheetWriter.GROUPS, back, back + sums - 1, "Gradient at");
    sheet.group(SheetWriter.GROUPS, right(), right(), "Above 0.5?");
    sheet.text(SheetWriter.HEADER, passenger, Look.HEADER, "Passenger");
    sheet.text(SheetWriter.HEADER, passenger + 1, Look.HEADER, "Survived");
    for (int i = 0; rectified && i < sums; i++) {
      sheet.text(SheetWriter.HEADER, sum + i, Look.HEADER, "sum " + (i + 1));
      sheet.text(SheetWriter.HEADER, cut + i, Look.HEADER, "ReLU " + (i + 1));
    }
    sheet.text(SheetWriter.HEADER, prediction, Look.HEADER, "Prediction");
    sheet.text(SheetWriter.HEADER, prediction + 1, Look.HEADER, "Error");
    sheet.text(SheetWriter.HEADER, prediction + 2, Look.HEADER, "Squared error");
    for (int i = 0; i < sums; i++) {
      sheet.text(
          SheetWriter.HEADER, back + i, Look.HEADER, rectified ? "sum " + (i + 1) : "prediction");
    }
    sheet.text(SheetWriter.HEADER, right(), Look.HEADER, "Right");
    for (int row = SheetWriter.FIRST; row <= last(); row++) {
      passenger(row);
    }
    sheet.grey(
        SheetWriter.FIRST,
        passenger,
        last(),
        right(),
        String.format(
            Locale.ROOT, "$%s=\"left out\"", SheetWriter.at(SheetWriter.FIRST, passenger)));
  }

  private void passenger(int row) {
    sheet.formula(
        row,
        passenger,
        Look.COUNT,
        String.format(
            Locale.ROOT, "IF(%s=1,%s,\"left out\")", data.complete(row), data.passenger(row)));
    sheet.formula(row, passenger + 1, Look.COUNT, data.survived(row));
    if (product) {
      sheet.matrix(
          new CellRangeAddress(row, row, sum, cut - 1),
          Look.VALUE,
          String.format(
              Locale.ROOT,
              "MMULT(%s,%s)",
              data.x(row),
              SheetWriter.fixed(
                  SheetWriter.FIRST, NAMES, SheetWriter.FIRST + inputs - 1, NAMES + sums - 1)));
    }
    for (int i = 0; rectified && i < sums; i++) {
      if (!product) {
        sheet.formula(row, sum + i, Look.VALUE, weightedSum(row, i));
      }
      sheet.formula(
          row,
          cut + i,
          Look.VALUE,
          String.format(Locale.ROOT, "MAX(%s,0)", SheetWriter.at(row, sum + i)));
    }
    sheet.formula(
        row,
        prediction,
        Look.VALUE,
        rectified
            ? String.format(
                Locale.ROOT,
                "SUM(%s:%s)",
                SheetWriter.at(row, cut),
                SheetWriter.at(row, prediction - 1))
            : weightedSum(row, 0));
    String error = SheetWriter.at(row, prediction + 1);
    sheet.formula(
        row,
        prediction + 1,
        Look.VALUE,
        String.format(
            Locale.ROOT,
            "%s-%s",
            SheetWriter.at(row, prediction),
            SheetWriter.at(row, passenger + 1)));
    sheet.formula(row, prediction + 2, Look.VALUE, error + "^2");
    String slope = String.format(Locale.ROOT, "2*%s/%s", error, SheetWriter.fixed(KEYS + 1, ROWS));
    for (int i = 0; i < sums; i++) {
      sheet.formula(
          row,
          back + i,
          Look.GRADIENT,
          // Where the ReLU is 0, its gradient is 0.
          rectified
              ? String.format(Locale.ROOT, "IF(%s>0,%s,0)", SheetWriter.at(row, sum + i), slope)
              : slope);
    }
    sheet.formula(
        row,
        right(),
        Look.COUNT,
        String.format(
            Locale.ROOT,
            "IF(IF(%s>0.5,1,0)=%s,%s,0)",
            SheetWriter.at(row, prediction),
            SheetWriter.at(row, passenger + 1),
            data.complete(row)));
  }

  /// Returns the formula of a weighted sum.
  private String weightedSum(int row, int sum) {
    StringBuilder formula = new StringBuilder();
    for (int j = 0; j < inputs; j++) {
      formula
          .append(j == 0 ? "" : "+")
          .append(data.x(row, j))
          .append('*')
          .append(SheetWriter.fixed(SheetWriter.FIRST + j, NAMES + sum));
    }
    return formula.toString();
  }

  SheetWriter sheet() {
    return sheet;
  }

  Run run() {
    return run;
  }

  /// The address of the loss, from within the sheet.
  static CellRangeAddress loss() {
    return new CellRangeAddress(KEYS + 1, KEYS + 1, LOSS, LOSS);
  }

  /// The addresses of the key figures, for other sheets.
  String lossFromElsewhere() {
    return sheet.from(SheetWriter.at(KEYS + 1, LOSS));
  }

  String accuracyFromElsewhere() {
    return sheet.from(SheetWriter.at(KEYS + 1, ACCURACY));
  }

  /// The address of all parameters, for other sheets.
  String parametersFromElsewhere() {
    return sheet.from(
        SheetWriter.at(SheetWriter.FIRST, NAMES)
            + ":"
            + SheetWriter.at(SheetWriter.FIRST + inputs - 1, NAMES + sums - 1));
  }
}
