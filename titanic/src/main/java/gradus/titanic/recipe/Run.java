package gradus.titanic.recipe;

import com.google.gson.JsonArray;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import gradus.engine.Generator;
import gradus.engine.Tensor;
import gradus.nn.Dataset;
import gradus.nn.EpochListener;
import gradus.nn.Layer;
import gradus.nn.SGD;
import gradus.nn.Trainer;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// A model that has been trained, and how that went.
///
/// @param plan what was planned
/// @param model the trained model
/// @param losses the loss before each step
/// @param loss the loss after the last step
/// @param right how many validation rows it predicts rightly
/// @param checked how many validation rows there are
/// @param validation the loss on the validation rows before each step and after the last; empty if
///   nobody watched it, or no rows were held out
public record Run(
    Recipe.Plan plan,
    Layer model,
    double[] losses,
    double loss,
    int right,
    int checked,
    double[] validation) {
  /// From here on a prediction says that the passenger survived.
  private static final double THRESHOLD = 0.5;

  /// Trains a model.
  ///
  /// @param recipe what says how
  /// @param plan one of its models
  /// @param data what it made of the passengers
  /// @param seed of the model's first values
  /// @param listener told about every epoch
  /// @return the trained model, and how that went
  public static Run train(
      Recipe recipe, Recipe.Plan plan, Recipe.Prepared data, long seed, EpochListener listener) {
    return train(recipe, plan, data, firstModel(recipe, plan, data, seed), seed, listener);
  }

  /// {@return a planned model with its first values, before any training}
  ///
  /// @param recipe what says how
  /// @param plan one of its models
  /// @param data what it made of the passengers
  /// @param seed of the first values
  public static Layer firstModel(Recipe recipe, Recipe.Plan plan, Recipe.Prepared data, long seed) {
    return recipe.model(
        plan.architecture(), data.columns().size(), plan.hidden(), new Generator(seed));
  }

  /// Trains a model that is there, so that the listener can ask it on the way.
  ///
  /// @param recipe what says how
  /// @param plan one of its models
  /// @param data what it made of the passengers
  /// @param model from [#firstModel]; it is changed
  /// @param seed of the model's first values
  /// @param listener told about every epoch
  /// @return the trained model, and how that went
  public static Run train(
      Recipe recipe,
      Recipe.Plan plan,
      Recipe.Prepared data,
      Layer model,
      long seed,
      EpochListener listener) {
    SGD optimizer =
        new SGD(
            model.parameters().values(), new SGD.Options(plan.lr(), recipe.momentum(), false, 0));
    Dataset training = data.training();
    double[] losses =
        Trainer.fit(
            model,
            training,
            recipe.loss()::of,
            optimizer,
            plan.epochs(),
            training.size(),
            new Generator(seed),
            listener);
    Dataset validation = data.validation();
    return new Run(
        plan,
        model,
        losses,
        loss(recipe, model, training),
        right(model, validation),
        validation.size(),
        new double[0]);
  }

  /// Trains a model and notes the loss on the validation rows as well, where some are held out;
  /// that takes time, and changes nothing.
  ///
  /// @param recipe what says how
  /// @param plan one of its models
  /// @param data what it made of the passengers
  /// @param seed of the model's first values
  /// @param listener told about every epoch
  /// @return the trained model, and how that went
  public static Run watched(
      Recipe recipe, Recipe.Plan plan, Recipe.Prepared data, long seed, EpochListener listener) {
    Layer model = firstModel(recipe, plan, data, seed);
    if (!data.heldOut()) {
      return train(recipe, plan, data, model, seed, listener);
    }
    double[] watched = new double[plan.epochs() + 1];
    watched[0] = loss(recipe, model, data.validation());
    Run run =
        train(
            recipe,
            plan,
            data,
            model,
            seed,
            (epoch, loss) -> {
              watched[epoch + 1] = loss(recipe, model, data.validation());
              listener.epoch(epoch, loss);
            });
    return new Run(plan, model, run.losses, run.loss, run.right, run.checked, watched);
  }

  private static double loss(Recipe recipe, Layer model, Dataset data) {
    return Tensor.noGrad(() -> recipe.loss().of(model.forward(data.x()), data.y())).item();
  }

  /// {@return how many rows a model predicts rightly}
  ///
  /// @param model trained or not
  /// @param rows prepared passengers, and who survived
  public static int right(Layer model, Dataset rows) {
    return right(survivors(predict(model, rows.x())), rows.y().toDoubles());
  }

  /// {@return what a model says of each row: about 1 for surviving, about 0 for not}
  ///
  /// @param model trained
  /// @param x prepared passengers (n, columns)
  public static double[] predict(Layer model, Tensor x) {
    return Tensor.noGrad(() -> model.forward(x)).toDoubles();
  }

  /// {@return 1 or 0 for each prediction: whether it is above 0.5}
  ///
  /// @param predictions from [#predict]
  public static int[] survivors(double... predictions) {
    int[] survivors = new int[predictions.length];
    for (int row = 0; row < survivors.length; row++) {
      survivors[row] = predictions[row] > THRESHOLD ? 1 : 0;
    }
    return survivors;
  }

  /// {@return how many predictions are right}
  ///
  /// @param survivors from [#survivors]
  /// @param truth 1 for each passenger who survived, 0 for each who did not
  public static int right(int[] survivors, double... truth) {
    int right = 0;
    for (int row = 0; row < truth.length; row++) {
      right += survivors[row] == truth[row] ? 1 : 0;
    }
    return right;
  }

  /// {@return the share of validation rows that are predicted rightly}
  public double accuracy() {
    return (double) right / checked;
  }

  /// {@return whether all is still numbers; too large a learning rate ends in infinities}
  public boolean isFinite() {
    return Double.isFinite(loss);
  }

  /// {@return the most accurate; of several, the one with the fewest parameters; none if no model
  /// ended with a loss that is a number}
  ///
  /// @param runs to choose from
  public static Optional<Run> best(List<Run> runs) {
    return runs.stream()
        .filter(Run::isFinite)
        .max(
            Comparator.comparingInt((Run run) -> run.right)
                .thenComparing(Comparator.comparingInt(Run::parameters).reversed()));
  }

  /// {@return the number of the model's parameters}
  public int parameters() {
    return model.parameters().values().stream().mapToInt(Tensor::size).sum();
  }

  /// The run as JSON; a loss that is no number is null there.
  private JsonObject toJson() {
    JsonArray all = new JsonArray();
    for (double value : losses) {
      all.add(Double.isFinite(value) ? new JsonPrimitive(value) : JsonNull.INSTANCE);
    }
    JsonObject json = new JsonObject();
    json.addProperty("name", plan.name());
    json.addProperty("parameters", parameters());
    json.add("losses", all);
    json.addProperty("accuracy", accuracy());
    return json;
  }

  /// {@return all runs of a recipe as JSON}
  ///
  /// @param recipe the recipe
  /// @param backend the name of the backend
  /// @param runs its runs
  public static String toJson(Recipe recipe, String backend, List<Run> runs) {
    JsonArray all = new JsonArray();
    runs.forEach(run -> all.add(run.toJson()));
    JsonObject json = new JsonObject();
    json.addProperty("recipe", recipe.name());
    json.addProperty("backend", backend);
    json.add("runs", all);
    return json + "\n";
  }
}
