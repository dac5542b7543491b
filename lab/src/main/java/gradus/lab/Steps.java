package gradus.lab;

import gradus.titanic.data.Passengers;
import gradus.titanic.data.Table;
import gradus.titanic.recipe.Preparation;
import gradus.titanic.recipe.Step;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Explains step by step how a preparation converts a passenger's features to numbers.
final class Steps {
  private Steps() {}

  /// A feature of a passenger.
  ///
  /// @param column its name in the list
  /// @param raw its value in the list; empty if missing
  /// @param stages the steps that are applied to it, in order
  record Property(String column, String raw, List<Stage> stages) {}

  /// A step of the preparation.
  ///
  /// @param words the step in words
  /// @param columns the columns that the step makes or changes
  /// @param values their values after the step
  record Stage(String words, List<String> columns, List<String> values) {}

  /// Returns the feature in the list that each prepared column is made from.
  static Map<String, String> origins(Preparation preparation) {
    Map<String, String> origins = new LinkedHashMap<>();
    Passengers.FEATURES.forEach(name -> origins.put(name, name));
    for (Step step : preparation.steps()) {
      made(step).forEach(name -> origins.put(name, origins.getOrDefault(read(step), read(step))));
    }
    return origins;
  }

  /// Explains the preparation of one passenger.
  ///
  /// @param preparation the preparation
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

  /// Returns the column that a step reads.
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

  /// Returns the columns that a step makes or changes.
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
