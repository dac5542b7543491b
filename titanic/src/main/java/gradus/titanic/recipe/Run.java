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

/// A trained model and the results of its training.
///
/// @param plan the plan
/// @param model the trained model
/// @param losses the loss before each step
/// @param loss the loss after the last step
/// @param right the number of rows of the validation set that are predicted correctly
/// @param checked the number of rows of the validation set
/// @param validation the loss on the validation set before each step and after the last; empty if
///   it was not recorded, or there is no validation set
public record Run(
    Recipe.Plan plan,
    Layer model,
    double[] losses,
    double loss,
    int right,
    int checked,
    double[] validation) {
  /// Predictions above this value mean that the passenger survived.
  private static final double THRESHOLD = 0.5;

  /// Trains a model.
  ///
  /// @param recipe the recipe
  /// @param plan one of its models
  /// @param data the prepared passengers
  /// @param seed the seed of the initial parameters
  /// @param listener called after each epoch
  /// @return the trained model and its results
  public static Run train(
      Recipe recipe, Recipe.Plan plan, Recipe.Prepared data, long seed, EpochListener listener) {
    return train(recipe, plan, data, firstModel(recipe, plan, data, seed), seed, listener);
  }

  /// {@return a planned model with its initial parameters, before any training}
  ///
  /// @param recipe the recipe
  /// @param plan one of its models
  /// @param data the prepared passengers
  /// @param seed the seed of the initial parameters
  public static Layer firstModel(Recipe recipe, Recipe.Plan plan, Recipe.Prepared data, long seed) {
    return recipe.model(
        plan.architecture(), data.columns().size(), plan.hidden(), new Generator(seed));
  }

  /// Trains an existing model, so that the listener can use it during training.
  ///
  /// @param recipe the recipe
  /// @param plan one of its models
  /// @param data the prepared passengers
  /// @param model a result of [#firstModel]; it is changed
  /// @param seed the seed of the initial parameters
  /// @param listener called after each epoch
  /// @return the trained model and its results
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

  /// Trains a model and also records the loss on the validation set, if there is one. This takes
  /// time, but does not change the training.
  ///
  /// @param recipe the recipe
  /// @param plan one of its models
  /// @param data the prepared passengers
  /// @param seed the seed of the initial parameters
  /// @param listener called after each epoch
  /// @return the trained model and its results
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

  /// {@return the number of rows that a model predicts correctly}
  ///
  /// @param model a model, trained or not
  /// @param rows prepared passengers and their targets
  public static int right(Layer model, Dataset rows) {
    return right(survivors(predict(model, rows.x())), rows.y().toDoubles());
  }

  /// {@return a model's prediction for each row: about 1 for survived, about 0 for died}
  ///
  /// @param model a trained model
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

  /// {@return the number of correct predictions}
  ///
  /// @param survivors a result of [#survivors]
  /// @param truth 1 for each passenger who survived, 0 for each who did not
  public static int right(int[] survivors, double... truth) {
    int right = 0;
    for (int row = 0; row < truth.length; row++) {
      right += survivors[row] == truth[row] ? 1 : 0;
    }
    return right;
  }

  /// {@return the accuracy: the share of the validation set that is predicted correctly}
  public double accuracy() {
    return (double) right / checked;
  }

  /// {@return whether the loss and the predictions are finite; with too large a learning rate they
  /// are not}
  public boolean isFinite() {
    return Double.isFinite(loss);
  }

  /// {@return the most accurate run; of several, the one with the fewest parameters; empty if all
  /// diverged}
  ///
  /// @param runs the runs to choose from
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

  /// Returns the run as JSON; a loss that is not a number is null.
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
