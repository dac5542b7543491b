package gradus.titanic.recipe;

import gradus.cli.InputException;
import gradus.engine.DType;
import gradus.engine.Generator;
import gradus.engine.Tensor;
import gradus.nn.Dataset;
import gradus.nn.Layer;
import gradus.nn.ReLU;
import gradus.nn.Sequential;
import gradus.titanic.data.Passengers;
import gradus.titanic.data.Table;
import gradus.titanic.recipe.Formulas.Product;
import gradus.titanic.recipe.Formulas.RectifiedSums;
import gradus.titanic.recipe.Formulas.RowSum;
import gradus.titanic.recipe.Formulas.WeightedSum;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The recipe of the lesson's spreadsheet, whose solver is gradient descent with momentum; in F64,
/// like a spreadsheet.
record SpreadsheetRecipe() implements Recipe {
  private static final int SUMS = 2;

  @Override
  public String name() {
    return "spreadsheet";
  }

  /// Returns the passengers without missing values.
  @Override
  public Table rows(Passengers passengers) {
    return passengers.table().select(passengers.table().completeRows());
  }

  @Override
  public Table training(Passengers passengers) {
    Table rows = rows(passengers);
    Split.atLeast(10, rows.rows(), passengers.source(), "rows with nothing missing");
    return rows;
  }

  /// Uses the rows without missing values, all of them for training: there is no validation set.
  @Override
  public Prepared prepare(Passengers passengers) {
    Table rows = training(passengers);
    Preparation preparation =
        Preparation.fit(
            rows,
            List.of(
                // Nothing is missing here, but values of other rows may be.
                Step.fillMode("Pclass"),
                Step.fillMode("Sex"),
                Step.fillMode("Age"),
                Step.fillMode("SibSp"),
                Step.fillMode("Parch"),
                Step.fillMode("Fare"),
                Step.fillMode("Embarked"),
                _ -> new Step.Divide("Age", 80),
                _ -> new Step.Log("Fare", "Log10Fare", Step.Base.TEN),
                Step.dummies("Pclass", "3", "1", "2"),
                Step.dummies("Embarked", "Q", "S", "C"),
                Step.dummies("Sex", "female", "male"),
                _ -> new Step.Constant("Const", 1),
                _ ->
                    new Step.Select(
                        List.of(
                            "SibSp",
                            "Parch",
                            "Age",
                            "Log10Fare",
                            "Pclass_1",
                            "Pclass_2",
                            "Embarked_S",
                            "Embarked_C",
                            "Sex_male",
                            "Const"))));
    Table table = preparation.apply(rows);
    Tensor survived =
        passengers.target().indexSelect(0, Tensor.of(passengers.table().completeRows()));
    Dataset all = new Dataset(table.toTensor(DType.F64), survived);
    return new Prepared(preparation, table.names(), all, all, false);
  }

  @Override
  public List<Kind> kinds() {
    return List.of(Kind.LINEAR, Kind.NET);
  }

  @Override
  public List<Plan> plans(List<Kind> kinds, Settings settings) {
    int sums = settings.hidden().orElse(SUMS);
    List<Plan> plans = new ArrayList<>();
    for (Kind kind : kinds) {
      switch (kind) {
        case LINEAR ->
            plans.add(
                new Plan(
                    "linear",
                    "linear",
                    kind,
                    "a linear model: a weighted sum of the columns, the last of which is the"
                        + " constant 1.",
                    sums,
                    settings.lr().orElse(0.2),
                    settings.epochs().orElse(500)));
        case NET -> {
          plans.add(
              net(
                  "net",
                  String.format(
                      Locale.ROOT,
                      "a hidden layer of %d units with ReLU, max(x, 0), whose outputs are added.",
                      sums),
                  settings));
          plans.add(
              net("net-matmul", "the same, computed with matrix products (MMULT).", settings));
        }
        case DEEP ->
            throw new InputException(
                "--model deep: the recipe spreadsheet has no deep model; choose linear, net or"
                    + " all");
      }
    }
    return plans;
  }

  private static Plan net(String name, String about, Settings settings) {
    return new Plan(
        name,
        name,
        Kind.NET,
        about,
        settings.hidden().orElse(SUMS),
        settings.lr().orElse(0.02),
        settings.epochs().orElse(1000));
  }

  @Override
  public Layer model(String architecture, int inputs, int hidden, Generator generator) {
    return switch (architecture) {
      case "linear" -> new WeightedSum(start(Tensor.rand(generator, inputs)));
      case "net" -> {
        Tensor weights = Tensor.rand(generator, inputs, hidden);
        List<Tensor> sums = new ArrayList<>();
        for (int i = 0; i < hidden; i++) {
          sums.add(start(weights.select(1, i).contiguous()));
        }
        yield new RectifiedSums(sums);
      }
      case "net-matmul" ->
          new Sequential(
              new Product(start(Tensor.rand(generator, inputs, hidden))), new ReLU(), new RowSum());
      default -> throw new IllegalArgumentException("spreadsheet has no model " + architecture);
    };
  }

  /// From -1/4 to 1/4: with larger ones a unit is often 0 in every row, and then does not learn.
  private static Tensor start(Tensor uniform) {
    return Formulas.parameter(uniform.to(DType.F64).sub(0.5).mul(0.5));
  }

  @Override
  public Loss loss() {
    return Loss.MSE;
  }

  @Override
  public double momentum() {
    return 0.9;
  }

  @Override
  public List<String> about() {
    return List.of(
        "The lesson's spreadsheet: rows with missing values are left out; all others are the"
            + " training set.");
  }
}
