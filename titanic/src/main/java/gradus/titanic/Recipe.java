package gradus.titanic;

import gradus.engine.Generator;
import gradus.engine.Tensor;
import gradus.nn.Dataset;
import gradus.nn.Layer;
import gradus.nn.Losses;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.BinaryOperator;
import java.util.stream.IntStream;

/// A way to go from passengers to a trained model: how to prepare them, which models there are, and
/// how they learn.
sealed interface Recipe permits LessonRecipe, NotebookRecipe, SpreadsheetRecipe {
  /// The seed of the split into training and validation rows, the same for all seeds of models:
  /// what is compared on the same rows can be compared.
  int SPLIT_SEED = 42;

  /// The lesson's seed for the models' first values.
  long SEED = 442;

  /// A kind of model.
  enum Kind {
    LINEAR,
    NET,
    DEEP
  }

  /// A loss, and what to call it.
  enum Loss {
    MSE("mean squared error", Losses::mse),
    MAE("mean absolute error", Losses::l1);

    private final String text;
    private final BinaryOperator<Tensor> function;

    Loss(String text, BinaryOperator<Tensor> function) {
      this.text = text;
      this.function = function;
    }

    Tensor of(Tensor prediction, Tensor target) {
      return function.apply(prediction, target);
    }

    @Override
    public String toString() {
      return text;
    }
  }

  /// What the command line may ask for instead of the recipe's own choice.
  ///
  /// @param epochs steps through the data
  /// @param lr the learning rate
  /// @param hidden values in a hidden layer
  /// @param seed of the models' first values
  record Settings(OptionalInt epochs, OptionalDouble lr, OptionalInt hidden, long seed) {
    /// The recipe's own choices.
    static final Settings DEFAULT =
        new Settings(OptionalInt.empty(), OptionalDouble.empty(), OptionalInt.empty(), SEED);
  }

  /// A model to be trained.
  ///
  /// @param name what the results call it
  /// @param architecture what [#model] makes it by
  /// @param kind how deep it is
  /// @param about what it is, in words
  /// @param hidden values in a hidden layer
  /// @param lr the learning rate
  /// @param epochs steps through the data
  record Plan(
      String name,
      String architecture,
      Kind kind,
      String about,
      int hidden,
      double lr,
      int epochs) {}

  /// Passengers made ready.
  ///
  /// @param preparation how
  /// @param columns the names of the inputs' columns
  /// @param training what is learned from
  /// @param validation what the result is checked on: other rows, if `heldOut`
  /// @param heldOut whether the validation rows were kept out of the training
  record Prepared(
      Preparation preparation,
      List<String> columns,
      Dataset training,
      Dataset validation,
      boolean heldOut) {}

  /// The name on the command line.
  String name();

  /// Makes passengers ready. Throws InputException if there are too few.
  Prepared prepare(Passengers passengers);

  /// What is known of the passengers that are learned from or checked on.
  default Table rows(Passengers passengers) {
    return passengers.table();
  }

  /// The kinds of models that there are.
  default List<Kind> kinds() {
    return List.of(Kind.values());
  }

  /// The models of some kinds.
  List<Plan> plans(List<Kind> kinds, Settings settings);

  /// A new model with its first values drawn.
  ///
  /// @param architecture one of those that [#plans] names
  /// @param inputs the number of columns
  /// @param hidden values in a hidden layer
  /// @param generator the source
  /// @throws IllegalArgumentException for an unknown architecture
  Layer model(String architecture, int inputs, int hidden, Generator generator);

  /// What training makes small.
  Loss loss();

  /// How much of the last step's direction a step keeps; 0 is plain gradient descent.
  default double momentum() {
    return 0;
  }

  /// What is special about the recipe, in words, a line each.
  List<String> about();

  /// The rows in the order of the lesson's split: a fifth of them for validation, then the others.
  record Split(int[] validation, int[] training) {
    private static final int LEAST = 10;

    static Split of(Passengers passengers) {
      int rows = passengers.table().rows();
      atLeast(LEAST, rows, passengers.source(), "rows");
      int[] order = new Generator(SPLIT_SEED).permutation(rows);
      int held = rows / 5;
      return new Split(
          IntStream.of(order).limit(held).toArray(), IntStream.of(order).skip(held).toArray());
    }
  }

  /// Complains about too few rows to learn from.
  static void atLeast(int least, int rows, String source, String what) {
    if (rows < least) {
      throw new InputException(
          "%s has %d %s; learning from them needs %d".formatted(source, rows, what, least));
    }
  }

  /// A learning rate in few digits.
  static String text(double lr) {
    return lr == Math.rint(lr) && lr < 1e6
        ? String.format(Locale.ROOT, "%.0f", lr)
        : String.valueOf(lr);
  }

  /// Who survived, as a column (n, 1).
  static Tensor survived(Passengers passengers) {
    return Tensor.fromArray(passengers.survived(), passengers.survived().length, 1);
  }
}
