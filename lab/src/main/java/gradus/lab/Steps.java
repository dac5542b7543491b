package gradus.lab;

import gradus.titanic.data.Passengers;
import gradus.titanic.data.Table;
import gradus.titanic.recipe.Preparation;
import gradus.titanic.recipe.Step;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// How a preparation turns what is known of a passenger into numbers: step by step, in words.
final class Steps {
  private Steps() {}

  /// One property of a passenger.
  ///
  /// @param column its name in the list
  /// @param raw what the list says; empty if nothing
  /// @param stages what becomes of it, in order
  record Property(String column, String raw, List<Stage> stages) {}

  /// What a step does.
  ///
  /// @param words the step
  /// @param columns what it makes of the property
  /// @param values their values after it
  record Stage(String words, List<String> columns, List<String> values) {}

  /// Where each prepared column comes from: the name that it has in the list.
  static Map<String, String> origins(Preparation preparation) {
    Map<String, String> origins = new LinkedHashMap<>();
    Passengers.FEATURES.forEach(name -> origins.put(name, name));
    for (Step step : preparation.steps()) {
      made(step).forEach(name -> origins.put(name, origins.getOrDefault(read(step), read(step))));
    }
    return origins;
  }

  /// What becomes of one passenger.
  ///
  /// @param passenger a table of one row
  static List<Property> of(Preparation preparation, Table passenger) {
    Map<String, String> origins = origins(preparation);
    Map<String, List<Stage>> stages = new LinkedHashMap<>();
    passenger.names().forEach(name -> stages.put(name, new ArrayList<>()));
    Table table = passenger;
    for (Step step : preparation.steps()) {
      table = step.apply(table);
      Table after = table;
      List<String> columns = made(step);
      List<Stage> property = stages.get(origins.get(read(step)));
      if (property != null) {
        List<String> values = columns.stream().map(name -> after.column(name).text(0)).toList();
        property.add(new Stage(step.about(), columns, values));
      }
    }
    List<Property> properties = new ArrayList<>();
    stages.forEach(
        (name, list) -> properties.add(new Property(name, passenger.column(name).text(0), list)));
    return properties;
  }

  /// The column that a step reads.
  private static String read(Step step) {
    return switch (step) {
      case Step.FillNumber fill -> fill.column();
      case Step.FillWord fill -> fill.column();
      case Step.Log log -> log.column();
      case Step.Dummies dummies -> dummies.column();
      case Step.Divide divide -> divide.column();
      case Step.Standardise standardise -> standardise.column();
      case Step.Constant constant -> constant.column();
      case Step.Select _ -> "";
    };
  }

  /// The columns that a step makes or changes.
  private static List<String> made(Step step) {
    return switch (step) {
      case Step.Log log -> List.of(log.into());
      case Step.Dummies dummies ->
          dummies.values().stream().map(value -> dummies.column() + "_" + value).toList();
      case Step.Select _ -> List.of();
      default -> List.of(read(step));
    };
  }
}
