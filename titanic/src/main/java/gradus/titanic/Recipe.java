package gradus.titanic;

import gradus.engine.Generator;
import gradus.engine.Tensor;
import gradus.nn.Dataset;
import gradus.nn.Losses;
import gradus.nn.Optimizer;
import gradus.nn.SGD;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/// The three ways in which the lesson goes through the same data.
enum Recipe {
  /// The written lesson: k-1 dummies, standardised columns, mean squared error.
  LESSON("mean squared error", 442),
  /// The notebook "Linear model and neural net from scratch": mean absolute error, full dummies.
  NOTEBOOK("mean absolute error", 442),
  /// The spreadsheet: the rows with nothing missing, mean squared error, no validation rows.
  SPREADSHEET("mean squared error", 2);

  /// The seed that the lesson splits with.
  private static final int SPLIT_SEED = 42;

  private static final double VALIDATION_SHARE = 0.2;
  private static final double MOMENTUM = 0.95;

  private final String lossName;
  private final long seed;

  Recipe(String lossName, long seed) {
    this.lossName = lossName;
    this.seed = seed;
  }

  /// What the models of a recipe learn from.
  ///
  /// @param preparation fitted
  /// @param training rows to learn from
  /// @param validation rows to check on; the same where the recipe has no others
  record Problem(Preparation preparation, Dataset training, Dataset validation) {}

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }

  String lossName() {
    return lossName;
  }

  /// The seed that a run starts from unless the user says otherwise.
  long seed() {
    return seed;
  }

  Tensor loss(Tensor prediction, Tensor target) {
    return switch (this) {
      case NOTEBOOK -> Losses.l1(prediction, target);
      case LESSON, SPREADSHEET -> Losses.mse(prediction, target);
    };
  }

  /// Plain gradient descent; with momentum in place of the spreadsheet's solver.
  Optimizer optimizer(Collection<Tensor> parameters, double lr) {
    return switch (this) {
      case LESSON, NOTEBOOK -> new SGD(parameters, lr);
      case SPREADSHEET -> new SGD(parameters, new SGD.Options(lr, MOMENTUM, true, 0));
    };
  }

  Problem problem(PassengerList list) {
    List<Passenger> all = list.passengers();
    if (this == SPREADSHEET) {
      List<Passenger> complete = all.stream().filter(Passenger::isComplete).toList();
      if (complete.isEmpty()) {
        throw new UserException(list.source() + ": every row has something missing");
      }
      Preparation preparation = Preparation.spreadsheet(complete);
      Dataset rows = dataset(preparation, complete);
      return new Problem(preparation, rows, rows);
    }
    int held = (int) (VALIDATION_SHARE * all.size());
    if (held == 0) {
      throw new UserException(
          "%s: has %d passengers; at least 5 are needed to hold some back for validation"
              .formatted(list.source(), all.size()));
    }
    List<Passenger> shuffled = new ArrayList<>();
    for (int row : new Generator(SPLIT_SEED).permutation(all.size())) {
      shuffled.add(all.get(row));
    }
    List<Passenger> validation = shuffled.subList(0, held);
    List<Passenger> training = shuffled.subList(held, all.size());
    // The notebook looks at all rows for its modes and maxima; that is a small leak, and its own.
    Preparation preparation =
        this == NOTEBOOK ? Preparation.notebook(all) : Preparation.lesson(training);
    return new Problem(
        preparation, dataset(preparation, training), dataset(preparation, validation));
  }

  private static Dataset dataset(Preparation preparation, List<Passenger> passengers) {
    double[] survived = passengers.stream().mapToDouble(Passenger::survived).toArray();
    Tensor y = Tensor.of(survived).unsqueeze(1);
    return new Dataset(preparation.apply(passengers), y);
  }

  /// The recipe's models.
  ///
  /// @param columns what they see of a passenger
  /// @param hidden the width of hidden layers, or null for the recipe's own
  List<Plan> plans(int columns, Integer hidden) {
    return switch (this) {
      case LESSON -> Plans.lesson(columns, hidden == null ? 20 : hidden);
      case NOTEBOOK ->
          Plans.notebook(columns, hidden == null ? 20 : hidden, hidden == null ? 10 : hidden);
      case SPREADSHEET -> Plans.spreadsheet(columns, hidden == null ? 2 : hidden);
    };
  }
}
