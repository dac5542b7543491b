package gradus.titanic.recipe;

import gradus.cli.InputException;
import gradus.engine.DType;
import gradus.engine.Generator;
import gradus.engine.Tensor;
import gradus.nn.Layer;
import gradus.nn.io.Safetensors;
import gradus.titanic.data.Passengers;
import gradus.titanic.data.Table;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/// A trained model with its preparation: everything that a prediction needs. The file is
/// safetensors; the metadata contain everything except the weights.
///
/// @param recipe the recipe
/// @param architecture the architecture of the recipe's model
/// @param hidden the number of units in a hidden layer
/// @param inputs the number of columns after the preparation
/// @param preparation the preparation, fitted to the training set
/// @param model the model
public record SavedModel(
    Recipe recipe,
    String architecture,
    int hidden,
    int inputs,
    Preparation preparation,
    Layer model) {
  /// The most columns or hidden units of a model; a file that says more is broken.
  public static final int WIDEST = 1000;

  private static final String FORMAT = "gradus.format";
  private static final String VERSION = "1";
  private static final String RECIPE = "gradus.recipe";
  private static final String ARCHITECTURE = "gradus.model";
  private static final String HIDDEN = "gradus.hidden";
  private static final String INPUTS = "gradus.inputs";
  private static final String PREPARATION = "gradus.preparation";
  private static final String CATEGORIES = "gradus.categories";

  /// {@return the model of a run}
  ///
  /// @param recipe its recipe
  /// @param prepared what it learned from
  /// @param run the run
  public static SavedModel of(Recipe recipe, Recipe.Prepared prepared, Run run) {
    return new SavedModel(
        recipe,
        run.plan().architecture(),
        run.plan().hidden(),
        prepared.columns().size(),
        prepared.preparation(),
        run.model());
  }

  /// Writes the model.
  ///
  /// @param file the place to write to
  /// @throws IOException if that fails
  public void save(Path file) throws IOException {
    Map<String, String> metadata = new LinkedHashMap<>();
    metadata.put(FORMAT, VERSION);
    metadata.put(RECIPE, recipe.name());
    metadata.put(ARCHITECTURE, architecture);
    metadata.put(HIDDEN, String.valueOf(hidden));
    metadata.put(INPUTS, String.valueOf(inputs));
    metadata.put(PREPARATION, preparation.toJson());
    if (preparation.categories().recorded()) {
      metadata.put(CATEGORIES, preparation.categories().toJson());
    }
    Safetensors.save(file, model.state(), metadata);
  }

  /// {@return the model that [#save] wrote}
  ///
  /// @param file the file
  /// @throws InputException if the file isn't that, or can't be read
  public static SavedModel load(Path file) {
    try {
      return load(Safetensors.load(file));
    } catch (IOException e) {
      throw InputException.of(file, e);
    } catch (IllegalArgumentException e) {
      throw new InputException(
          String.format(
              Locale.ROOT,
              "%s: not a model of gradus titanic: %s",
              file,
              InputException.shown(e.getMessage())));
    }
  }

  private static SavedModel load(Safetensors.Contents contents) {
    Map<String, String> metadata = contents.metadata();
    if (!VERSION.equals(metadata.get(FORMAT))) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "its metadata should have %s = %s", FORMAT, VERSION));
    }
    Recipe recipe = RecipeName.recipe(text(metadata, RECIPE));
    String architecture = text(metadata, ARCHITECTURE);
    int hidden = width(metadata, HIDDEN);
    int inputs = width(metadata, INPUTS);
    Preparation preparation =
        Preparation.fromJson(text(metadata, PREPARATION), metadata.get(CATEGORIES));
    int columns = columns(preparation);
    if (columns != inputs) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "its preparation makes %d columns, not the %s = %d",
              columns,
              INPUTS,
              inputs));
    }
    // The initial values don't matter, because all are replaced.
    Layer model = recipe.model(architecture, inputs, hidden, new Generator(0));
    Safetensors.loadInto(model.state(), contents.tensors());
    return new SavedModel(recipe, architecture, hidden, inputs, preparation, model);
  }

  /// Returns the number of columns of a preparation, which is the same for an empty list.
  private static int columns(Preparation preparation) {
    Table table = preparation.apply(Passengers.embedded().table().select());
    table.toTensor(DType.F64);
    return table.columns().size();
  }

  private static String text(Map<String, String> metadata, String name) {
    String text = metadata.get(name);
    if (text == null) {
      throw new IllegalArgumentException("its metadata have no " + name);
    }
    return text;
  }

  private static int width(Map<String, String> metadata, String name) {
    String text = text(metadata, name);
    // No other text for the same number, so that a model is saved as it was loaded.
    int width = text.matches("0|[1-9]\\d{0,5}") ? Integer.parseInt(text) : -1;
    if (width < 0 || width > WIDEST) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "%s is %s, not a number from 0 to %d", name, text, WIDEST));
    }
    return width;
  }

  /// {@return the model's predictions, each about 1 for surviving and about 0 for not}
  ///
  /// @param passengers to predict
  /// @throws InputException if the model can't be applied to them
  public double[] predict(Passengers passengers) {
    double[] predictions;
    try {
      Tensor x = preparation.apply(passengers.table()).toTensor(dtype());
      predictions = Run.predict(model, x);
    } catch (IllegalArgumentException e) {
      throw new InputException(
          String.format(
              Locale.ROOT,
              "the model can't be applied to %s: %s",
              passengers.source(),
              InputException.shown(e.getMessage())));
    }
    for (double prediction : predictions) {
      if (Double.isNaN(prediction)) {
        throw new InputException("the model's predictions are not numbers: its weights are broken");
      }
    }
    return predictions;
  }

  private DType dtype() {
    return model.state().values().iterator().next().dtype();
  }

  /// {@return predictions in the competition's format: PassengerId,Survived}
  ///
  /// @param passengers the passengers
  /// @param survivors 1 or 0 for each
  public static String submission(Passengers passengers, int... survivors) {
    StringBuilder csv = new StringBuilder("PassengerId,Survived\n");
    for (int row = 0; row < survivors.length; row++) {
      csv.append((long) passengers.ids()[row]).append(',').append(survivors[row]).append('\n');
    }
    return csv.toString();
  }
}
