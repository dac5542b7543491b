package gradus.titanic;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import gradus.engine.Tensor;
import java.util.ArrayList;
import java.util.List;

/// How passengers become rows of numbers: the steps in order, then the columns that a model sees.
/// It is fitted to training rows once, and applied to any others.
///
/// @param steps in order
/// @param columns what is left, in order
public record Preparation(List<Step> steps, List<String> columns) {
  private static final Gson GSON = new Gson();
  private static final List<Class<? extends Step>> KINDS =
      List.of(
          Step.FillNumber.class,
          Step.FillText.class,
          Step.Log.class,
          Step.Dummies.class,
          Step.Scale.class,
          Step.Constant.class);

  /// Keeps its own copies of the lists.
  public Preparation {
    steps = List.copyOf(steps);
    columns = List.copyOf(columns);
  }

  /// Steps as they are fitted, each to the table that the ones before it made of the training rows.
  private static final class Fitting {
    private final List<Step> steps = new ArrayList<>();
    private Frame frame;

    Fitting(List<Passenger> training) {
      frame = Frame.of(training);
    }

    void add(Step step) {
      steps.add(step);
      frame = step.apply(frame);
    }
  }

  private static Fitting filled(List<Passenger> training, boolean noFareIsZero) {
    Fitting fitting = new Fitting(training);
    fitting.add(Step.FillNumber.mode(fitting.frame, "Age"));
    fitting.add(
        noFareIsZero
            ? new Step.FillNumber("Fare", 0)
            : Step.FillNumber.mode(fitting.frame, "Fare"));
    fitting.add(Step.FillText.mode(fitting.frame, "Embarked"));
    return fitting;
  }

  /// {@return the preparation of the notebook: a column for every category, all divided by their
  /// maximum, a missing fare as 0, no constant}
  ///
  /// @param training the rows to fit to
  public static Preparation notebook(List<Passenger> training) {
    Fitting fitting = filled(training, true);
    fitting.add(new Step.Log("Fare", "LogFare", Math.E));
    fitting.add(new Step.Dummies("Sex", List.of("male", "female")));
    fitting.add(new Step.Dummies("Pclass", List.of("1", "2", "3")));
    fitting.add(new Step.Dummies("Embarked", List.of("C", "Q", "S")));
    List<String> columns =
        List.of(
            "Age",
            "SibSp",
            "Parch",
            "LogFare",
            "Sex_male",
            "Sex_female",
            "Pclass_1",
            "Pclass_2",
            "Pclass_3",
            "Embarked_C",
            "Embarked_Q",
            "Embarked_S");
    for (String column : columns) {
      Step.Scale scale = Step.Scale.byMaximum(fitting.frame, column);
      if (scale.divisor() != 1) {
        fitting.add(scale);
      }
    }
    return new Preparation(fitting.steps, columns);
  }

  /// {@return the preparation of the spreadsheet: one category less than there are, age in units of
  /// 80 years, and a constant}
  ///
  /// @param training the rows to fit to, of which nothing is missing
  public static Preparation spreadsheet(List<Passenger> training) {
    Fitting fitting = filled(training, false);
    fitting.add(new Step.Scale("Age", 0, 80));
    fitting.add(new Step.Log("Fare", "LogFare", 10));
    fitting.add(new Step.Dummies("Pclass", List.of("1", "2")));
    fitting.add(new Step.Dummies("Embarked", List.of("S", "C")));
    fitting.add(new Step.Dummies("Sex", List.of("male")));
    fitting.add(new Step.Constant("Const"));
    return new Preparation(
        fitting.steps,
        List.of(
            "SibSp",
            "Parch",
            "Age",
            "LogFare",
            "Pclass_1",
            "Pclass_2",
            "Embarked_S",
            "Embarked_C",
            "Sex_male",
            "Const"));
  }

  /// {@return the preparation of the written lesson: one category less than there are, age and the
  /// fare's logarithm standardised}
  ///
  /// @param training the rows to fit to
  public static Preparation lesson(List<Passenger> training) {
    Fitting fitting = filled(training, false);
    fitting.add(new Step.Log("Fare", "LogFare", Math.E));
    fitting.add(Step.Scale.standardise(fitting.frame, "Age"));
    fitting.add(Step.Scale.standardise(fitting.frame, "LogFare"));
    fitting.add(new Step.Dummies("Sex", List.of("male")));
    fitting.add(new Step.Dummies("Pclass", List.of("1", "2")));
    fitting.add(new Step.Dummies("Embarked", List.of("C", "Q")));
    return new Preparation(
        fitting.steps,
        List.of(
            "Age",
            "LogFare",
            "SibSp",
            "Parch",
            "Sex_male",
            "Pclass_1",
            "Pclass_2",
            "Embarked_C",
            "Embarked_Q"));
  }

  /// {@return rows of numbers, F32, (passengers, columns)}
  ///
  /// @param passengers one row each
  public Tensor apply(List<Passenger> passengers) {
    Frame frame = Frame.of(passengers);
    for (Step step : steps) {
      frame = step.apply(frame);
    }
    float[] values = new float[passengers.size() * columns.size()];
    for (int column = 0; column < columns.size(); column++) {
      double[] numbers = frame.numbers().get(columns.get(column));
      for (int row = 0; row < numbers.length; row++) {
        values[row * columns.size() + column] = (float) numbers[row];
      }
    }
    return Tensor.fromArray(values, passengers.size(), columns.size());
  }

  /// {@return the preparation as JSON, to be kept beside a model}
  public String toJson() {
    JsonArray list = new JsonArray();
    for (Step step : steps) {
      JsonObject object = GSON.toJsonTree(step).getAsJsonObject();
      object.addProperty("step", step.getClass().getSimpleName());
      list.add(object);
    }
    JsonObject json = new JsonObject();
    json.add("steps", list);
    json.add("columns", GSON.toJsonTree(columns));
    return json.toString();
  }

  /// {@return what [#toJson] wrote}
  ///
  /// @param text the JSON
  /// @throws IllegalArgumentException if it is anything else
  public static Preparation fromJson(String text) {
    try {
      JsonObject json = GSON.fromJson(text, JsonObject.class);
      List<Step> steps = new ArrayList<>();
      for (JsonElement element : json.getAsJsonArray("steps")) {
        String kind = element.getAsJsonObject().get("step").getAsString();
        Class<? extends Step> type =
            KINDS.stream()
                .filter(known -> known.getSimpleName().equals(kind))
                .findFirst()
                .orElseThrow(
                    () -> new IllegalArgumentException("there is no step \"%s\"".formatted(kind)));
        steps.add(GSON.fromJson(element, type));
      }
      List<String> columns =
          json.getAsJsonArray("columns").asList().stream().map(JsonElement::getAsString).toList();
      Preparation preparation = new Preparation(steps, columns);
      preparation.check();
      return preparation;
    } catch (JsonParseException
        | NullPointerException
        | IllegalStateException
        | UnsupportedOperationException
        | ClassCastException e) {
      throw new IllegalArgumentException("this is no preparation: " + e.getMessage(), e);
    }
  }

  /// Tries the steps on nobody: a step whose column isn't there fails.
  private void check() {
    Frame frame = Frame.of(List.of());
    for (Step step : steps) {
      frame = step.apply(frame);
    }
    if (!frame.numbers().keySet().containsAll(columns)) {
      throw new IllegalArgumentException("a preparation's steps don't make its columns");
    }
  }
}
