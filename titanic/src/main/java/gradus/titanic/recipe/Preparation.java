package gradus.titanic.recipe;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.Strictness;
import gradus.cli.InputException;
import gradus.titanic.data.Table;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// What turns passengers into numbers that a model can take: steps, fitted to training rows,
/// applied to those and to others.
///
/// @param steps in order
/// @param categories the words that the steps can be applied to
public record Preparation(List<Step> steps, Categories categories) {
  /// The member that names a step's kind.
  private static final String KIND = "step";

  /// More than any recipe has; a text that says so is broken.
  private static final int MOST_STEPS = 100;

  private static final Gson GSON = new GsonBuilder().setStrictness(Strictness.STRICT).create();

  /// Keeps its own copy.
  public Preparation {
    steps = List.copyOf(steps);
  }

  /// Fits steps, each to what those before make of the training rows.
  ///
  /// @param training the training rows
  /// @param steps the steps
  /// @return the fitted steps
  public static Preparation fit(Table training, List<Step.Unfitted> steps) {
    Categories categories = Categories.of(training);
    List<Step> fitted = new ArrayList<>();
    Table table = categories.apply(training);
    for (Step.Unfitted unfitted : steps) {
      Step step = unfitted.fit(table);
      table = step.apply(table);
      fitted.add(step);
    }
    return new Preparation(fitted, categories);
  }

  /// {@return the table after all steps}
  ///
  /// @param table passengers, whether those that the steps were fitted to or others
  /// @throws IllegalArgumentException if a word is unknown
  public Table apply(Table table) {
    Table result = categories.apply(table);
    for (Step step : steps) {
      result = step.apply(result);
    }
    return result;
  }

  /// {@return the steps, but not the categories, as a JSON array, for [#fromJson]}
  public String toJson() {
    return toJson(steps);
  }

  private static String toJson(List<Step> steps) {
    JsonArray array = new JsonArray();
    for (Step step : steps) {
      JsonObject object = new JsonObject();
      object.addProperty(KIND, step.getClass().getSimpleName());
      GSON.toJsonTree(step).getAsJsonObject().asMap().forEach(object::add);
      array.add(object);
    }
    return GSON.toJson(array);
  }

  /// {@return the preparation that was written as JSON}
  ///
  /// @param json the steps, by [#toJson]
  /// @param categories the categories, by [Categories#toJson]; null if the file has none, as those
  ///   of early versions: then the steps' words are assumed
  /// @throws IllegalArgumentException if it isn't one
  public static Preparation fromJson(String json, String categories) {
    List<Step> steps = steps(json);
    Preparation preparation =
        new Preparation(
            steps,
            categories == null ? Categories.assumed(steps) : Categories.fromJson(categories));
    for (Step step : steps) {
      if (step instanceof Step.Dummies(String column, _)
          && !preparation.categories.words().containsKey(column)) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT, "the categories have no words for %s", InputException.shown(column)));
      }
    }
    return preparation;
  }

  private static List<Step> steps(String json) {
    JsonArray array;
    try {
      array = GSON.fromJson(json, JsonArray.class);
    } catch (RuntimeException e) {
      throw new IllegalArgumentException("the preparation isn't a JSON array", e);
    }
    if (array == null) {
      throw new IllegalArgumentException("the preparation is empty");
    }
    if (array.size() > MOST_STEPS) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "the preparation has %d steps, more than %d", array.size(), MOST_STEPS));
    }
    List<Step> steps = new ArrayList<>();
    for (JsonElement element : array) {
      steps.add(step(element));
    }
    // Gson takes 0 for a number that is missing, the last of several, and passes over the unknown.
    String expected = toJson(steps);
    if (!expected.equals(json)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "the preparation isn't as it is written here, from %s on",
              InputException.shown(json.substring(mismatch(expected, json)))));
    }
    return steps;
  }

  private static int mismatch(String a, String b) {
    int same = 0;
    while (same < a.length() && same < b.length() && a.charAt(same) == b.charAt(same)) {
      same++;
    }
    return same;
  }

  private static Step step(JsonElement element) {
    try {
      String kind = element.getAsJsonObject().get(KIND).getAsString();
      Class<?> type =
          Arrays.stream(Step.class.getPermittedSubclasses())
              .filter(step -> step.getSimpleName().equals(kind))
              .findFirst()
              .orElseThrow();
      return (Step) GSON.fromJson(element, type);
    } catch (RuntimeException e) {
      // Whatever Gson or a step's own check says, it comes down to this.
      throw new IllegalArgumentException("the preparation has an unknown step: " + element, e);
    }
  }
}
