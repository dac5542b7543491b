package gradus.titanic;

import gradus.engine.Tensor;
import gradus.nn.Layer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.apache.poi.ss.util.CellRangeAddress;

/// The sheet of a model: its parameters, to be changed; what it says of each passenger; its loss;
/// the gradient, by the chain rule from the right to the left; and the parameters after a step.
///
/// A model here is one weighted sum, or several that are cut off below 0 and added up. A sum is a
/// column of parameters.
final class ModelSheet {
  private static final int KEYS = 2;
  private static final int LOSS = 0;
  private static final int ACCURACY = 1;
  private static final int ROWS = 2;
  private static final int RATE = 3;

  /// Rows of the chart below the parameters.
  static final int CHART_ROWS = 17;

  /// Columns of the parameters' block beside those of the parameters: their names.
  private static final int NAMES = 1;

  private final Page page;
  private final PassengersSheet data;
  private final Run run;
  private final boolean rectified;
  private final boolean product;
  private final int inputs;
  private final int sums;

  /// The columns of the block with a row a passenger.
  private final int passenger;

  private final int sum;
  private final int cut;
  private final int prediction;
  private final int back;

  /// Fills the sheet.
  ///
  /// @param start the model as it was before it was trained
  ModelSheet(Page page, PassengersSheet data, Run run, Layer start) {
    this.page = page;
    this.data = data;
    this.run = run;
    this.rectified = run.plan().kind() != Recipe.Kind.LINEAR;
    // The architecture whose parameters are one matrix has sums that are one product.
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
    page.begin(
        run.plan().name(),
        about.substring(0, 1).toUpperCase(Locale.ROOT)
            + about.substring(1)
            + " Change a yellow cell, and all else follows.");
    keys();
    parameters(trained);
    again(sums(start), trained);
    passengers();
    page.width(0, 0, 19);
    page.width(NAMES, passenger - 2, 13.5);
    page.width(passenger - 1, passenger - 1, 3);
    page.width(passenger, right(), 11.5);
    page.freeze();
  }

  /// The parameters of a model, a column a sum.
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
    return Page.FIRST + data.rows() - 1;
  }

  /// The address of a column of the block with a row a passenger.
  private String all(int column) {
    return Page.fixed(Page.FIRST, column, last(), column);
  }

  private void keys() {
    page.text(KEYS, LOSS, Look.LABEL, "Loss (MSE)");
    page.text(KEYS, ACCURACY, Look.LABEL, "Accuracy");
    page.text(KEYS, ROWS, Look.LABEL, "Complete rows");
    page.text(KEYS, RATE, Look.LABEL, "Learning rate");
    int row = KEYS + 1;
    page.formula(
        row,
        LOSS,
        Look.KEY_LOSS,
        String.format(Locale.ROOT, "SUM(%s)/%s", all(prediction + 2), Page.at(row, ROWS)));
    page.formula(
        row,
        ACCURACY,
        Look.KEY_SHARE,
        String.format(Locale.ROOT, "SUM(%s)/%s", all(right()), Page.at(row, ROWS)));
    page.formula(row, ROWS, Look.KEY_COUNT, data.count());
    page.number(row, RATE, Look.INPUT, run.plan().lr());
  }

  private void parameters(List<double[]> trained) {
    int gradient = NAMES + sums;
    int after = gradient + sums;
    page.group(Page.GROUPS, 0, 0, "Column");
    page.group(Page.GROUPS, NAMES, gradient - 1, sums == 1 ? "Parameter" : "Parameters");
    page.group(Page.GROUPS, gradient, after - 1, "Gradient");
    page.group(Page.GROUPS, after, after + sums - 1, "After one step");
    page.text(Page.HEADER, 0, Look.HEADER, "of the passengers");
    for (int block = 0; block < 3; block++) {
      header(Page.HEADER, NAMES + block * sums);
    }
    for (int j = 0; j < inputs; j++) {
      int row = Page.FIRST + j;
      page.text(row, 0, Look.NAME, data.columns().get(j));
      for (int i = 0; i < sums; i++) {
        page.number(row, NAMES + i, Look.PARAMETER, trained.get(i)[j]);
        if (!product) {
          page.formula(
              row,
              gradient + i,
              Look.GRADIENT,
              String.format(Locale.ROOT, "SUMPRODUCT(%s,%s)", all(back + i), data.column(j)));
        }
        page.formula(
            row,
            after + i,
            Look.FINE,
            String.format(
                Locale.ROOT,
                "%s-%s*%s",
                Page.at(row, NAMES + i),
                Page.fixed(KEYS + 1, RATE),
                Page.at(row, gradient + i)));
      }
    }
    if (product) {
      page.matrix(
          new CellRangeAddress(Page.FIRST, Page.FIRST + inputs - 1, gradient, gradient + sums - 1),
          Look.GRADIENT,
          String.format(
              Locale.ROOT,
              "MMULT(TRANSPOSE(%s),%s)",
              data.matrix(),
              Page.fixed(Page.FIRST, back, last(), back + sums - 1)));
    }
  }

  /// Names the sums above a block that has a column for each.
  private void header(int row, int column) {
    for (int i = 0; i < sums; i++) {
      page.text(row, column + i, Look.HEADER, sums == 1 ? "of the sum" : "of sum " + (i + 1));
    }
  }

  /// The first row of the chart: its last is above what one may copy over the parameters.
  int chartRow() {
    return Page.FIRST + inputs + 1;
  }

  /// The columns that the chart may take: not so many that it is a strip.
  int chartColumns() {
    return Math.clamp(passenger - 1L, 4, 7);
  }

  private void again(List<double[]> first, List<double[]> trained) {
    int row = chartRow() + CHART_ROWS + 1;
    page.text(row, 0, Look.TEXT, "To begin again: copy one of these blocks over the parameters.");
    page.group(row + 1, 0, 0, "Column");
    page.group(row + 1, NAMES, NAMES + sums - 1, "First values");
    page.group(row + 1, NAMES + sums, NAMES + 2 * sums - 1, "Trained");
    page.text(row + 2, 0, Look.HEADER, "of the passengers");
    header(row + 2, NAMES);
    header(row + 2, NAMES + sums);
    for (int j = 0; j < inputs; j++) {
      page.text(row + 3 + j, 0, Look.NAME, data.columns().get(j));
      for (int i = 0; i < sums; i++) {
        page.number(row + 3 + j, NAMES + i, Look.FINE, first.get(i)[j]);
        page.number(row + 3 + j, NAMES + sums + i, Look.FINE, trained.get(i)[j]);
      }
    }
  }

  private void passengers() {
    page.group(Page.GROUPS, passenger, passenger + 1, "Who");
    if (rectified) {
      page.group(Page.GROUPS, sum, cut - 1, product ? "Sums (MMULT)" : "Sums");
      page.group(Page.GROUPS, cut, prediction - 1, "ReLU: cut off below 0");
    }
    page.group(Page.GROUPS, prediction, back - 1, "What it says, and how wrong");
    page.group(Page.GROUPS, back, back + sums - 1, "Gradient at");
    page.group(Page.GROUPS, right(), right(), "Above 0.5?");
    page.text(Page.HEADER, passenger, Look.HEADER, "Passenger");
    page.text(Page.HEADER, passenger + 1, Look.HEADER, "Survived");
    for (int i = 0; rectified && i < sums; i++) {
      page.text(Page.HEADER, sum + i, Look.HEADER, "sum " + (i + 1));
      page.text(Page.HEADER, cut + i, Look.HEADER, "ReLU " + (i + 1));
    }
    page.text(Page.HEADER, prediction, Look.HEADER, "Prediction");
    page.text(Page.HEADER, prediction + 1, Look.HEADER, "Error");
    page.text(Page.HEADER, prediction + 2, Look.HEADER, "Squared error");
    for (int i = 0; i < sums; i++) {
      page.text(Page.HEADER, back + i, Look.HEADER, rectified ? "sum " + (i + 1) : "prediction");
    }
    page.text(Page.HEADER, right(), Look.HEADER, "Right");
    for (int row = Page.FIRST; row <= last(); row++) {
      passenger(row);
    }
    page.grey(
        Page.FIRST,
        passenger,
        last(),
        right(),
        String.format(Locale.ROOT, "$%s=\"left out\"", Page.at(Page.FIRST, passenger)));
  }

  private void passenger(int row) {
    page.formula(
        row,
        passenger,
        Look.COUNT,
        String.format(
            Locale.ROOT, "IF(%s=1,%s,\"left out\")", data.complete(row), data.passenger(row)));
    page.formula(row, passenger + 1, Look.COUNT, data.survived(row));
    if (product) {
      page.matrix(
          new CellRangeAddress(row, row, sum, cut - 1),
          Look.VALUE,
          String.format(
              Locale.ROOT,
              "MMULT(%s,%s)",
              data.x(row),
              Page.fixed(Page.FIRST, NAMES, Page.FIRST + inputs - 1, NAMES + sums - 1)));
    }
    for (int i = 0; rectified && i < sums; i++) {
      if (!product) {
        page.formula(row, sum + i, Look.VALUE, weightedSum(row, i));
      }
      page.formula(
          row, cut + i, Look.VALUE, String.format(Locale.ROOT, "MAX(%s,0)", Page.at(row, sum + i)));
    }
    page.formula(
        row,
        prediction,
        Look.VALUE,
        rectified
            ? String.format(
                Locale.ROOT, "SUM(%s:%s)", Page.at(row, cut), Page.at(row, prediction - 1))
            : weightedSum(row, 0));
    String error = Page.at(row, prediction + 1);
    page.formula(
        row,
        prediction + 1,
        Look.VALUE,
        String.format(Locale.ROOT, "%s-%s", Page.at(row, prediction), Page.at(row, passenger + 1)));
    page.formula(row, prediction + 2, Look.VALUE, error + "^2");
    String slope = String.format(Locale.ROOT, "2*%s/%s", error, Page.fixed(KEYS + 1, ROWS));
    for (int i = 0; i < sums; i++) {
      page.formula(
          row,
          back + i,
          Look.GRADIENT,
          // Where a sum is cut off, a change of it changes nothing.
          rectified
              ? String.format(Locale.ROOT, "IF(%s>0,%s,0)", Page.at(row, sum + i), slope)
              : slope);
    }
    page.formula(
        row,
        right(),
        Look.COUNT,
        String.format(
            Locale.ROOT,
            "IF(IF(%s>0.5,1,0)=%s,%s,0)",
            Page.at(row, prediction),
            Page.at(row, passenger + 1),
            data.complete(row)));
  }

  /// Each column times its parameter, added up.
  private String weightedSum(int row, int sum) {
    StringBuilder formula = new StringBuilder();
    for (int j = 0; j < inputs; j++) {
      formula
          .append(j == 0 ? "" : "+")
          .append(data.x(row, j))
          .append('*')
          .append(Page.fixed(Page.FIRST + j, NAMES + sum));
    }
    return formula.toString();
  }

  Page page() {
    return page;
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
    return page.from(Page.at(KEYS + 1, LOSS));
  }

  String accuracyFromElsewhere() {
    return page.from(Page.at(KEYS + 1, ACCURACY));
  }

  /// The address of all parameters, for other sheets.
  String parametersFromElsewhere() {
    return page.from(
        Page.at(Page.FIRST, NAMES) + ":" + Page.at(Page.FIRST + inputs - 1, NAMES + sums - 1));
  }
}
