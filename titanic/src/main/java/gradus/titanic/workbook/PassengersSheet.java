package gradus.titanic.workbook;

import gradus.titanic.data.Column;
import gradus.titanic.data.Passengers;
import gradus.titanic.recipe.Preparation;
import gradus.titanic.recipe.Recipe;
import gradus.titanic.recipe.Step;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The sheet with the passenger list and, beside it, the prepared columns: the recipe's preparation
/// as formulas.
///
/// A row with a missing value is zero in all prepared columns, its target included: its prediction
/// and its error are 0, and it has no effect until the value is entered.
final class PassengersSheet {
  /// The row above the headers, with the constants of a column's formulas: a divisor, a word.
  private static final int CONSTANTS = 3;

  private static final int SURVIVED = 1;
  private static final int RAW = 2;
  private static final int COMPLETE = RAW + Passengers.FEATURES.size();
  private static final int PREPARED = COMPLETE + 2;

  private final SheetWriter sheet;
  private final Passengers passengers;
  private final List<String> columns;

  /// A placeholder in an expression for the row's number; the next one for the address of the
  /// column's constant.
  private static final String ROW = "{row}";

  private static final String CONSTANT = "{constant}";

  /// The formula of a prepared column.
  ///
  /// @param formula the formula, with placeholders
  /// @param constant a number or a word; null if the formula has none
  /// @param look the style, for integers or other numbers
  private record Expression(String formula, Object constant, Look look) {
    Expression with(String around, Object added, Look look) {
      if (constant != null && added != null) {
        throw new IllegalStateException("two constants for one column: " + constant + ", " + added);
      }
      return new Expression(
          String.format(Locale.ROOT, around, formula), added == null ? constant : added, look);
    }
  }

  /// Fills the sheet.
  PassengersSheet(SheetWriter sheet, Passengers passengers, Recipe.Prepared prepared) {
    this.sheet = sheet;
    this.passengers = passengers;
    this.columns = prepared.columns();
    sheet.begin(
        "The passengers and their preparation",
        "Left: the passenger list. Right: the prepared columns, as formulas. A row with a missing"
            + " value is left out (zeros, grey) until the value is entered.");
    raw();
    // Any other word would count as the one without a dummy column.
    prepared
        .preparation()
        .categories()
        .words()
        .forEach(
            (column, words) ->
                sheet.choices(
                    SheetWriter.FIRST, last(), RAW + Passengers.FEATURES.indexOf(column), words));
    prepared(expressions(prepared.preparation()));
    sheet.width(0, COMPLETE, 10);
    sheet.width(COMPLETE + 1, COMPLETE + 1, 3);
    sheet.width(PREPARED, survivedColumn(), 11.5);
    sheet.freeze();
  }

  private int last() {
    return SheetWriter.FIRST + passengers.table().rows() - 1;
  }

  private int survivedColumn() {
    return PREPARED + columns.size();
  }

  private void raw() {
    sheet.group(SheetWriter.GROUPS, 0, COMPLETE, "Passenger list");
    sheet.text(SheetWriter.HEADER, 0, Look.HEADER, "Passenger");
    sheet.text(SheetWriter.HEADER, SURVIVED, Look.HEADER, "Survived");
    sheet.text(SheetWriter.HEADER, COMPLETE, Look.HEADER, "Complete");
    sheet.text(CONSTANTS, COMPLETE - 1, Look.NOTE, "complete:");
    sheet.formula(
        CONSTANTS,
        COMPLETE,
        Look.KEY_COUNT,
        String.format(
            Locale.ROOT,
            "SUM(%s:%s)",
            SheetWriter.at(SheetWriter.FIRST, COMPLETE),
            SheetWriter.at(last(), COMPLETE)));
    for (int i = 0; i < Passengers.FEATURES.size(); i++) {
      sheet.text(SheetWriter.HEADER, RAW + i, Look.HEADER, Passengers.FEATURES.get(i));
    }
    for (int passenger = 0; passenger < passengers.table().rows(); passenger++) {
      int row = SheetWriter.FIRST + passenger;
      double id = passengers.ids()[passenger];
      sheet.number(row, 0, Look.PLAIN, Double.isNaN(id) ? passenger + 1 : id);
      sheet.number(row, SURVIVED, Look.PLAIN, passengers.survived()[passenger]);
      for (int i = 0; i < Passengers.FEATURES.size(); i++) {
        Column column = passengers.table().column(Passengers.FEATURES.get(i));
        if (!column.isMissing(passenger)) {
          value(
              row,
              RAW + i,
              Look.PLAIN,
              switch (column) {
                case Column.Numbers(double[] values) -> values[passenger];
                case Column.Words(List<String> values) -> values.get(passenger);
              });
        }
      }
      sheet.formula(
          row,
          COMPLETE,
          Look.COUNT,
          String.format(
              Locale.ROOT,
              "IF(COUNTBLANK(%s:%s)=0,1,0)",
              SheetWriter.at(row, RAW),
              SheetWriter.at(row, COMPLETE - 1)));
    }
  }

  /// A number; a word; or a word that is a number, such as a class.
  private void value(int row, int column, Look look, Object value) {
    switch (value) {
      case Double number -> sheet.number(row, column, look, number);
      case String word when word.matches("0|[1-9]\\d{0,8}") ->
          sheet.number(row, column, look, Integer.parseInt(word));
      default -> sheet.text(row, column, look, value.toString());
    }
  }

  private void prepared(Map<String, Expression> expressions) {
    sheet.group(SheetWriter.GROUPS, PREPARED, survivedColumn(), "Prepared columns, as formulas");
    sheet.text(CONSTANTS - 1, PREPARED, Look.NOTE, "Constants of the formulas below:");
    for (int i = 0; i < columns.size(); i++) {
      int column = PREPARED + i;
      Expression expression = expressions.get(columns.get(i));
      sheet.text(SheetWriter.HEADER, column, Look.HEADER, columns.get(i));
      if (expression.constant() != null) {
        value(CONSTANTS, column, Look.INPUT, expression.constant());
      }
      String constant = SheetWriter.fixed(CONSTANTS, column);
      for (int row = SheetWriter.FIRST; row <= last(); row++) {
        String formula =
            expression.formula().replace(CONSTANT, constant).replace(ROW, String.valueOf(row + 1));
        sheet.formula(
            row,
            column,
            expression.look(),
            String.format(Locale.ROOT, "IF(%s=1,%s,0)", address(row, COMPLETE), formula));
      }
    }
    sheet.text(SheetWriter.HEADER, survivedColumn(), Look.HEADER, "Survived");
    for (int row = SheetWriter.FIRST; row <= last(); row++) {
      sheet.formula(
          row,
          survivedColumn(),
          Look.COUNT,
          String.format(
              Locale.ROOT, "IF(%s=1,%s,0)", address(row, COMPLETE), address(row, SURVIVED)));
    }
    sheet.grey(
        SheetWriter.FIRST,
        0,
        last(),
        survivedColumn(),
        String.format(Locale.ROOT, "$%s=0", SheetWriter.at(SheetWriter.FIRST, COMPLETE)));
  }

  private static String address(int row, int column) {
    return "$" + SheetWriter.at(row, column);
  }

  /// What the preparation's steps make of the raw columns. They fill no gaps here: rows with one
  /// are left out.
  private static Map<String, Expression> expressions(Preparation preparation) {
    Map<String, Expression> expressions = new HashMap<>();
    for (int i = 0; i < Passengers.FEATURES.size(); i++) {
      String column = address(0, RAW + i).replaceAll("\\d", "");
      expressions.put(Passengers.FEATURES.get(i), new Expression(column + ROW, null, Look.COUNT));
    }
    for (Step step : preparation.steps()) {
      switch (step) {
        case Step.FillNumber _, Step.FillWord _ -> {}
        case Step.Log(String column, String into, Step.Base base) -> {
          String log = base == Step.Base.E ? "LN(%s+1)" : "LOG10(%s+1)";
          expressions.put(into, expressions.remove(column).with(log, null, Look.VALUE));
        }
        case Step.Dummies(String column, List<String> values) -> {
          Expression words = expressions.remove(column);
          // As in the list, letter case, which = ignores, and surrounding blanks don't matter. TRIM
          // also makes a text of a class, which is a number in its cell.
          String is = "IF(TRIM(%s)=TRIM(" + CONSTANT + "),1,0)";
          values.forEach(
              value -> expressions.put(column + "_" + value, words.with(is, value, Look.COUNT)));
        }
        case Step.Divide(String column, double by) ->
            expressions.computeIfPresent(
                column, (_, x) -> x.with("%s/" + CONSTANT, by, Look.VALUE));
        case Step.Standardise(String column, double mean, double deviation) ->
            expressions.computeIfPresent(
                column, (_, x) -> x.with("(%s-" + mean + ")/" + deviation, null, Look.VALUE));
        case Step.Constant(String column, double value) ->
            expressions.put(column, new Expression(CONSTANT, value, Look.COUNT));
        case Step.Select(List<String> kept) -> expressions.keySet().retainAll(kept);
      }
    }
    return expressions;
  }

  /// The prepared columns, as the models call them.
  List<String> columns() {
    return columns;
  }

  /// The number of passengers, complete or not.
  int rows() {
    return passengers.table().rows();
  }

  /// The address of a row's prepared value.
  String x(int row, int column) {
    return sheet.from("$" + SheetWriter.at(row, PREPARED + column));
  }

  /// The address of a row's prepared values.
  String x(int row) {
    return sheet.from(
        "$" + SheetWriter.at(row, PREPARED) + ":$" + SheetWriter.at(row, survivedColumn() - 1));
  }

  /// The address of a prepared column.
  String column(int column) {
    return sheet.from(
        SheetWriter.fixed(SheetWriter.FIRST, PREPARED + column, last(), PREPARED + column));
  }

  /// The address of all prepared values.
  String matrix() {
    return sheet.from(SheetWriter.fixed(SheetWriter.FIRST, PREPARED, last(), survivedColumn() - 1));
  }

  /// The address of what a row's passenger is called.
  String passenger(int row) {
    return sheet.from(address(row, 0));
  }

  /// The address of a row's 1 for complete.
  String complete(int row) {
    return sheet.from(address(row, COMPLETE));
  }

  /// The address of a row's 1 for survived; 0 too where the row isn't complete.
  String survived(int row) {
    return sheet.from(address(row, survivedColumn()));
  }

  /// The address of all of those.
  String survived() {
    return sheet.from(
        SheetWriter.fixed(SheetWriter.FIRST, survivedColumn(), last(), survivedColumn()));
  }

  /// The address of the number of complete rows.
  String count() {
    return sheet.from(SheetWriter.fixed(CONSTANTS, COMPLETE));
  }
}
