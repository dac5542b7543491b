package gradus.titanic;

import gradus.engine.Generator;
import gradus.engine.Tensor;
import gradus.nn.Layer;
import gradus.nn.Safetensors;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A trained model with all that new passengers need: its preparation, and how it was built.
///
/// @param preparation fitted
/// @param model trained
record SavedModel(Preparation preparation, Layer model) {
  private static final String RECIPE = "gradus.recipe";
  private static final String MODEL = "gradus.model";
  private static final String HIDDEN = "gradus.hidden";
  private static final String PREPARATION = "gradus.preparation";

  /// Writes a safetensors file, whose metadata hold the rest.
  static void save(Path file, Recipe recipe, Integer hidden, Preparation preparation, Run run)
      throws IOException {
    Map<String, String> metadata = new LinkedHashMap<>();
    metadata.put(RECIPE, recipe.toString());
    metadata.put(MODEL, run.plan().name());
    metadata.put(HIDDEN, hidden == null ? "" : hidden.toString());
    metadata.put(PREPARATION, preparation.toJson());
    Safetensors.save(file, run.model().parameters(), metadata);
  }

  /// Reads what [#save] wrote.
  static SavedModel load(Path file) {
    Safetensors.Contents contents;
    try {
      contents = Safetensors.load(file);
    } catch (NoSuchFileException e) {
      throw new UserException(file + ": there is no such file");
    } catch (IOException e) {
      String message = String.valueOf(e.getMessage());
      throw new UserException(
          message.startsWith(file.toString()) ? message : file + ": can't be read: " + message);
    }
    try {
      return restore(contents);
    } catch (IllegalArgumentException e) {
      throw new UserException(
          "%s: is not a model that `gradus titanic --save` wrote: %s"
              .formatted(file, e.getMessage()));
    }
  }

  private static SavedModel restore(Safetensors.Contents contents) {
    Map<String, String> metadata = contents.metadata();
    for (String name : List.of(RECIPE, MODEL, HIDDEN, PREPARATION)) {
      if (!metadata.containsKey(name)) {
        throw new IllegalArgumentException("its metadata have no " + name);
      }
    }
    Recipe recipe = recipe(metadata.get(RECIPE));
    Preparation preparation = Preparation.fromJson(metadata.get(PREPARATION));
    String width = metadata.get(HIDDEN);
    if (!width.matches("|[1-9]\\d{0,4}")) {
      throw new IllegalArgumentException(HIDDEN + " is no width: " + width);
    }
    Integer hidden = width.isEmpty() ? null : Integer.valueOf(width);
    String name = metadata.get(MODEL);
    Layer model =
        recipe.plans(preparation.columns().size(), hidden).stream()
            .filter(plan -> plan.name().equals(name))
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException("there is no model " + name))
            .model()
            .apply(new Generator(0));
    Map<String, Tensor> parameters = model.parameters();
    Safetensors.loadInto(parameters, contents.tensors());
    return new SavedModel(preparation, model);
  }

  private static Recipe recipe(String name) {
    for (Recipe recipe : Recipe.values()) {
      if (recipe.toString().equals(name)) {
        return recipe;
      }
    }
    throw new IllegalArgumentException("there is no recipe " + name);
  }

  /// The competition's answer: `PassengerId,Survived`, a line for each passenger.
  String answer(List<Passenger> passengers) {
    int[] survived = Run.survived(model, preparation.apply(passengers)).toInts();
    StringBuilder csv = new StringBuilder("PassengerId,Survived\n");
    for (int i = 0; i < survived.length; i++) {
      csv.append(passengers.get(i).id()).append(',').append(survived[i]).append('\n');
    }
    return csv.toString();
  }
}
