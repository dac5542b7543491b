package gradus.titanic.recipe;

import gradus.cli.InputException;
import gradus.engine.Generator;
import gradus.engine.Tensor;
import gradus.nn.Dataset;
import gradus.nn.Layer;
import gradus.nn.Losses;
import gradus.titanic.data.Passengers;
import gradus.titanic.data.Table;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.BinaryOperator;

/// A way to go from passengers to a trained model: how to prepare them, which models there are, and
/// how they learn.
public sealed interface Recipe permits LessonRecipe, NotebookRecipe, SpreadsheetRecipe {
  /// The seed of the split into training and validation rows, the same for all seeds of models:
  /// what is compared on the same rows can be compared.
  int SPLIT_SEED = 42;

  /// The lesson's seed for the models' first values.
  long SEED = 442;

  /// A kind of model.
  enum Kind {
    /// A weighted sum.
    LINEAR,
    /// A hidden layer.
    NET,
    /// Two hidden layers.
    DEEP
  }

  /// A loss, and what to call it.
  enum Loss {
    /// The mean of the squared errors.
    MSE("mean squared error", Losses::mse),
    /// The mean of the errors' sizes.
    MAE("mean absolute error", Losses::l1);

    private final String text;
    private final BinaryOperator<Tensor> function;

    Loss(String text, BinaryOperator<Tensor> function) {
      this.text = text;
      this.function = function;
    }

    /// {@return the loss, a scalar}
    ///
    /// @param prediction (n, 1)
    /// @param target (n, 1)
    public Tensor of(Tensor prediction, Tensor target) {
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
    public static final Settings DEFAULT =
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
      int epochs) {
    /// {@return a learning rate in few digits}
    ///
    /// @param lr the learning rate
    public static String text(double lr) {
      return lr == Math.rint(lr) && lr < 1e6
          ? String.format(Locale.ROOT, "%.0f", lr)
          : String.valueOf(lr);
    }
  }

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

  /// The recipe of a name.
  ///
  /// @param name on the command line, such as `notebook`
  /// @return the recipe
  /// @throws IllegalArgumentException if there is none
  static Recipe named(String name) {
    return RecipeName.recipe(name);
  }

  /// {@return the name on the command line}
  String name();

  /// Makes passengers ready.
  ///
  /// @param passengers to learn from
  /// @return what models learn from, and are checked on
  /// @throws InputException if there are too few
  Prepared prepare(Passengers passengers);

  /// {@return what is known of the passengers that are learned from or checked on}
  ///
  /// @param passengers all of them
  default Table rows(Passengers passengers) {
    return passengers.table();
  }

  /// {@return the rows that the preparation is fitted to}
  ///
  /// @param passengers all of them
  /// @throws InputException if there are too few
  default Table training(Passengers passengers) {
    return rows(passengers);
  }

  /// {@return the kinds of models that there are}
  default List<Kind> kinds() {
    return List.of(Kind.values());
  }

  /// The models of some kinds.
  ///
  /// @param kinds which
  /// @param settings what takes the place of the recipe's own choices
  /// @return in the order of the lesson
  /// @throws InputException if the recipe has none of a kind
  List<Plan> plans(List<Kind> kinds, Settings settings);

  /// A new model with its first values drawn.
  ///
  /// @param architecture one of those that [#plans] names
  /// @param inputs the number of columns
  /// @param hidden values in a hidden layer
  /// @param generator the source
  /// @return the model
  /// @throws IllegalArgumentException for an unknown architecture
  Layer model(String architecture, int inputs, int hidden, Generator generator);

  /// {@return what training makes small}
  Loss loss();

  /// {@return how much of the last step's direction a step keeps; 0 is plain gradient descent}
  default double momentum() {
    return 0;
  }

  /// {@return what is special about the recipe, in words, a line each}
  List<String> about();
}
