package gradus.titanic.recipe;

import gradus.engine.DType;
import gradus.engine.Generator;
import gradus.engine.Tensor;
import gradus.nn.Dataset;
import gradus.nn.Layer;
import gradus.nn.Losses;
import gradus.nn.ReLU;
import gradus.nn.Sequential;
import gradus.nn.Sigmoid;
import gradus.titanic.data.Passengers;
import gradus.titanic.data.Table;
import gradus.titanic.recipe.Formulas.Product;
import gradus.titanic.recipe.Formulas.Shift;
import gradus.titanic.recipe.Formulas.WeightedSum;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The recipe of the lesson's notebook "Linear model and neural net from scratch": with its seed,
/// its very numbers.
public record NotebookRecipe() implements Recipe {
  private static final int HIDDEN = 20;
  private static final int DEEP_HIDDEN = 10;

  @Override
  public String name() {
    return "notebook";
  }

  /// Fitted to all rows, as the notebook does it; a stricter mind would leave the validation rows
  /// out.
  @Override
  public Prepared prepare(Passengers passengers) {
    Split split = Split.of(passengers);
    Preparation preparation = preparation(passengers);
    Table table = preparation.apply(passengers.table());
    Dataset all = dataset(table, passengers);
    return new Prepared(
        preparation,
        table.names(),
        all.select(Tensor.of(split.training())),
        all.select(Tensor.of(split.validation())),
        true);
  }

  private static Preparation preparation(Passengers passengers) {
    List<Step.Unfitted> steps =
        new ArrayList<>(
            List.of(
                Step.fillMode("Pclass"),
                Step.fillMode("Sex"),
                Step.fillMode("Age"),
                Step.fillMode("SibSp"),
                Step.fillMode("Parch"),
                _ -> new Step.FillNumber("Fare", 0),
                Step.fillMode("Embarked"),
                _ -> new Step.Log("Fare", "LogFare", Step.Base.E),
                Step.dummies("Sex", null, "male", "female"),
                Step.dummies("Pclass", null, "1", "2", "3"),
                Step.dummies("Embarked", null, "C", "Q", "S")));
    Table prepared = Preparation.fit(passengers.table(), steps).apply(passengers.table());
    prepared.names().forEach(name -> steps.add(Step.divideByMaximum(name)));
    return Preparation.fit(passengers.table(), steps);
  }

  private static Dataset dataset(Table table, Passengers passengers) {
    return new Dataset(table.toTensor(DType.F32), passengers.target().to(DType.F32));
  }

  /// The notebook's first step, by hand and on all rows. By then it has gone back through the graph
  /// three times, twice only to look at the gradients, and never zeroed them: the step is three
  /// times as long as it seems.
  ///
  /// @param passengers all of them
  /// @param seed of the coefficients' first values
  /// @return the loss before it and after
  public static double[] byHand(Passengers passengers, long seed) {
    Dataset all = dataset(preparation(passengers).apply(passengers.table()), passengers);
    Tensor coefficients =
        Formulas.parameter(Tensor.rand(new Generator(seed), all.x().size(1)).sub(0.5));
    double before = error(coefficients, all).item();
    for (int time = 0; time < 3; time++) {
      error(coefficients, all).backward();
    }
    Tensor.noGrad(() -> coefficients.subInPlace(coefficients.grad().mul(0.1)));
    return new double[] {before, error(coefficients, all).item()};
  }

  private static Tensor error(Tensor coefficients, Dataset data) {
    return Losses.l1(new WeightedSum(coefficients).forward(data.x()), data.y());
  }

  @Override
  public List<Plan> plans(List<Kind> kinds, Settings settings) {
    return kinds.stream().flatMap(kind -> plans(kind, settings).stream()).toList();
  }

  private static List<Plan> plans(Kind kind, Settings settings) {
    return switch (kind) {
      case LINEAR ->
          List.of(
              plan(
                  "linear",
                  "linear",
                  kind,
                  "a linear model: the sum of each column times its coefficient.",
                  0,
                  0.2,
                  18,
                  settings),
              plan(
                  "linear-sigmoid",
                  "linear-sigmoid",
                  kind,
                  "the linear model with a sigmoid, which maps the sum to a probability from 0 to"
                      + " 1.",
                  0,
                  100,
                  30,
                  settings),
              plan(
                  "matmul-sigmoid",
                  "matmul-sigmoid",
                  kind,
                  "the same, computed as one matrix product.",
                  0,
                  100,
                  30,
                  settings));
      case NET -> {
        List<Plan> nets = new ArrayList<>();
        // With --lr there is only one of them.
        for (double lr :
            settings.lr().isPresent()
                ? new double[] {settings.lr().getAsDouble()}
                : new double[] {1.4, 20}) {
          nets.add(
              plan(
                  "net-" + Plan.text(lr),
                  "net",
                  kind,
                  String.format(
                      Locale.ROOT,
                      "a hidden layer of %d units with ReLU, max(x, 0), and a linear output.",
                      settings.hidden().orElse(HIDDEN)),
                  HIDDEN,
                  lr,
                  30,
                  settings));
        }
        yield nets;
      }
      case DEEP ->
          List.of(
              plan(
                  "deep",
                  "deep",
                  kind,
                  String.format(
                      Locale.ROOT,
                      "two hidden layers of %d units with ReLU, and a linear output.",
                      settings.hidden().orElse(DEEP_HIDDEN)),
                  DEEP_HIDDEN,
                  4,
                  30,
                  settings));
    };
  }

  private static Plan plan(
      String name,
      String architecture,
      Kind kind,
      String about,
      int hidden,
      double lr,
      int epochs,
      Settings settings) {
    return new Plan(
        name,
        architecture,
        kind,
        about,
        settings.hidden().orElse(hidden),
        settings.lr().orElse(lr),
        settings.epochs().orElse(epochs));
  }

  @Override
  public Layer model(String architecture, int inputs, int hidden, Generator g) {
    return switch (architecture) {
      case "linear" -> new WeightedSum(uniform(g, -0.5, 1, inputs));
      case "linear-sigmoid" ->
          new Sequential(new WeightedSum(uniform(g, -0.5, 1, inputs)), new Sigmoid());
      case "matmul-sigmoid" ->
          new Sequential(new Product(uniform(g, 0, 0.1, inputs, 1)), new Sigmoid());
      case "net" -> {
        Product first =
            new Product(
                Formulas.parameter(Tensor.rand(g, inputs, hidden).sub(0.5).div((double) hidden)));
        Product second = new Product(uniform(g, -0.3, 1, hidden, 1));
        Shift constant = new Shift(uniform(g, 0, 1, 1));
        yield new Sequential(first, new ReLU(), second, constant, new Sigmoid());
      }
      case "deep" -> {
        int[] sizes = {inputs, hidden, hidden, 1};
        List<Product> products = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
          Tensor values = Tensor.rand(g, sizes[i], sizes[i + 1]).sub(0.3);
          products.add(new Product(Formulas.parameter(values.div((double) sizes[i + 1]).mul(4))));
        }
        List<Layer> layers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
          layers.add(products.get(i));
          layers.add(new Shift(uniform(g, -0.5, 0.1, 1)));
          layers.add(i < 2 ? new ReLU() : new Sigmoid());
        }
        yield new Sequential(layers);
      }
      default -> throw new IllegalArgumentException("notebook has no model " + architecture);
    };
  }

  /// (rand + shift) · scale, in the order of the notebook's formulas.
  private static Tensor uniform(Generator g, double shift, double scale, int... shape) {
    return Formulas.parameter(Tensor.rand(g, shape).add(shift).mul(scale));
  }

  @Override
  public Loss loss() {
    return Loss.MAE;
  }

  @Override
  public List<String> about() {
    return List.of(
        "The lesson's notebook, digit for digit: everything from scratch, mean absolute error, no"
            + " bias.");
  }
}
