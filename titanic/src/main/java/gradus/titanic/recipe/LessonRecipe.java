package gradus.titanic.recipe;

import gradus.engine.DType;
import gradus.engine.Generator;
import gradus.engine.Tensor;
import gradus.nn.Dataset;
import gradus.nn.Layer;
import gradus.nn.Linear;
import gradus.nn.ReLU;
import gradus.nn.Sequential;
import gradus.titanic.data.Passengers;
import gradus.titanic.data.Table;
import java.util.List;
import java.util.Locale;

/// The written lesson's recipe, with layers as one would use them today.
record LessonRecipe() implements Recipe {
  private static final double LR = 0.2;
  private static final int EPOCHS = 300;
  private static final int HIDDEN = 20;

  @Override
  public String name() {
    return "lesson";
  }

  @Override
  public Table training(Passengers passengers) {
    return passengers.table().select(Split.of(passengers).training());
  }

  @Override
  public Prepared prepare(Passengers passengers) {
    Split split = Split.of(passengers);
    Preparation preparation =
        Preparation.fit(
            training(passengers),
            List.of(
                Step.fillMode("Pclass"),
                Step.fillMode("Sex"),
                Step.fillMode("Age"),
                Step.fillMode("SibSp"),
                Step.fillMode("Parch"),
                Step.fillMode("Fare"),
                Step.fillMode("Embarked"),
                Step.standardise("Age"),
                _ -> new Step.Log("Fare", "LogFare", Step.Base.E),
                Step.standardise("LogFare"),
                Step.dummies("Sex", "female", "male"),
                Step.dummies("Pclass", "3", "1", "2"),
                Step.dummies("Embarked", "Q", "S", "C")));
    Table table = preparation.apply(passengers.table());
    Dataset all = new Dataset(table.toTensor(DType.F32), passengers.target().to(DType.F32));
    return new Prepared(
        preparation,
        table.names(),
        all.select(Tensor.of(split.training())),
        all.select(Tensor.of(split.validation())),
        true);
  }

  @Override
  public List<Plan> plans(List<Kind> kinds, Settings settings) {
    int hidden = settings.hidden().orElse(HIDDEN);
    double lr = settings.lr().orElse(LR);
    int epochs = settings.epochs().orElse(EPOCHS);
    return kinds.stream()
        .map(
            kind -> {
              String name =
                  switch (kind) {
                    case LINEAR -> "linear";
                    case NET -> "net";
                    case DEEP -> "deep";
                  };
              String about =
                  switch (kind) {
                    case LINEAR -> "a linear model: a weighted sum of the columns, plus a bias.";
                    case NET ->
                        String.format(
                            Locale.ROOT,
                            "a hidden layer of %d units with ReLU, max(x, 0), and a linear output.",
                            hidden);
                    case DEEP ->
                        String.format(
                            Locale.ROOT,
                            "two hidden layers of %d units with ReLU, and a linear output.",
                            hidden);
                  };
              return new Plan(name, name, kind, about, hidden, lr, epochs);
            })
        .toList();
  }

  @Override
  public Layer model(String architecture, int inputs, int hidden, Generator generator) {
    return switch (architecture) {
      case "linear" -> new Sequential(new Linear(generator, inputs, 1));
      case "net" ->
          new Sequential(
              new Linear(generator, inputs, hidden), new ReLU(), new Linear(generator, hidden, 1));
      case "deep" ->
          new Sequential(
              new Linear(generator, inputs, hidden),
              new ReLU(),
              new Linear(generator, hidden, hidden),
              new ReLU(),
              new Linear(generator, hidden, 1));
      default -> throw new IllegalArgumentException("lesson has no model " + architecture);
    };
  }

  @Override
  public Loss loss() {
    return Loss.MSE;
  }

  @Override
  public List<String> about() {
    return List.of("The written lesson: layers, mean squared error, full-batch gradient descent.");
  }
}
