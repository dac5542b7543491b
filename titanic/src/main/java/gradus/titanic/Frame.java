package gradus.titanic;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/// A table in the making: columns of numbers, where NaN is missing, and of texts, where "" is.
///
/// @param numbers columns by name
/// @param texts columns by name
public record Frame(Map<String, double[]> numbers, Map<String, String[]> texts) {
  /// Keeps its own copies of the maps.
  public Frame {
    numbers = Collections.unmodifiableMap(new LinkedHashMap<>(numbers));
    texts = Collections.unmodifiableMap(new LinkedHashMap<>(texts));
  }

  /// {@return what is known of some passengers, before any preparation}
  ///
  /// @param passengers one row each
  public static Frame of(List<Passenger> passengers) {
    Map<String, double[]> numbers = new LinkedHashMap<>();
    numbers.put("Age", column(passengers, Passenger::age));
    numbers.put("SibSp", column(passengers, Passenger::sibSp));
    numbers.put("Parch", column(passengers, Passenger::parch));
    numbers.put("Fare", column(passengers, Passenger::fare));
    Map<String, String[]> texts = new LinkedHashMap<>();
    texts.put("Sex", texts(passengers, Passenger::sex));
    texts.put("Pclass", texts(passengers, Passenger::pclass));
    texts.put("Embarked", texts(passengers, Passenger::embarked));
    return new Frame(numbers, texts);
  }

  private static double[] column(List<Passenger> passengers, ToDoubleFunction<Passenger> value) {
    return passengers.stream().mapToDouble(value).toArray();
  }

  private static String[] texts(List<Passenger> passengers, Function<Passenger, String> value) {
    return passengers.stream().map(value).toArray(String[]::new);
  }

  Frame with(String column, double... values) {
    Map<String, double[]> changed = new LinkedHashMap<>(numbers);
    changed.put(column, values);
    return new Frame(changed, texts);
  }

  Frame with(String column, String... values) {
    Map<String, String[]> changed = new LinkedHashMap<>(texts);
    changed.put(column, values);
    return new Frame(numbers, changed);
  }
}
