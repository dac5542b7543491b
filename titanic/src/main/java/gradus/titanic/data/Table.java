package gradus.titanic.data;

import gradus.engine.DType;
import gradus.engine.Shape;
import gradus.engine.Tensor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/// A table: columns of the same length, by name and in order. Immutable; steps return new tables.
///
/// @param rows the number of rows
/// @param columns the columns
public record Table(int rows, Map<String, Column> columns) {
  /// Checks the lengths and keeps its own copy.
  ///
  /// @throws IllegalArgumentException if a column hasn't the table's number of rows
  public Table {
    columns = Collections.unmodifiableMap(new LinkedHashMap<>(columns));
    for (Map.Entry<String, Column> column : columns.entrySet()) {
      if (column.getValue().size() != rows) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "column %s has %d rows, the table %d",
                column.getKey(),
                column.getValue().size(),
                rows));
      }
    }
  }

  /// {@return the columns' names in order}
  public List<String> names() {
    return List.copyOf(columns.keySet());
  }

  /// {@return a column}
  ///
  /// @param name its name
  /// @throws IllegalArgumentException if there is none
  public Column column(String name) {
    Column column = columns.get(name);
    if (column == null) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "there is no column %s; there are %s",
              name,
              String.join(", ", names())));
    }
    return column;
  }

  /// {@return a column of numbers, NaN where one is missing}
  ///
  /// @param name its name
  /// @throws IllegalArgumentException if there is none
  public double[] numbers(String name) {
    if (column(name) instanceof Column.Numbers(double[] values)) {
      return values;
    }
    throw new IllegalArgumentException(
        String.format(Locale.ROOT, "column %s has words, not numbers", name));
  }

  /// {@return a column of words, null where one is missing}
  ///
  /// @param name its name
  /// @throws IllegalArgumentException if there is none
  public List<String> words(String name) {
    if (column(name) instanceof Column.Words(List<String> values)) {
      return values;
    }
    throw new IllegalArgumentException(
        String.format(Locale.ROOT, "column %s has numbers, not words", name));
  }

  /// {@return this table with a column that replaces the one of its name, or is appended}
  ///
  /// @param name its name
  /// @param column the column
  public Table with(String name, Column column) {
    Map<String, Column> changed = new LinkedHashMap<>(columns);
    changed.put(name, column);
    return new Table(rows, changed);
  }

  /// {@return this table without a column}
  ///
  /// @param name its name
  public Table without(String name) {
    Map<String, Column> changed = new LinkedHashMap<>(columns);
    changed.remove(name);
    return new Table(rows, changed);
  }

  /// {@return some of the rows}
  ///
  /// @param chosen their numbers, from 0, in the order wanted
  public Table select(int... chosen) {
    Map<String, Column> changed = new LinkedHashMap<>();
    columns.forEach((name, column) -> changed.put(name, column.select(chosen)));
    return new Table(chosen.length, changed);
  }

  /// {@return the indices of the rows without missing values}
  public int[] completeRows() {
    return IntStream.range(0, rows)
        .filter(row -> columns.values().stream().noneMatch(column -> column.isMissing(row)))
        .toArray();
  }

  /// {@return the columns, all of numbers, as a matrix (rows, columns)}
  ///
  /// @param dtype the type of its elements
  /// @throws IllegalArgumentException if a column has words, or there are more elements than a
  ///   tensor holds
  public Tensor toTensor(DType dtype) {
    double[] elements = new double[Shape.of(rows, columns.size()).size()];
    int place = 0;
    for (String name : columns.keySet()) {
      double[] values = numbers(name);
      for (int row = 0; row < rows; row++) {
        elements[row * columns.size() + place] = values[row];
      }
      place++;
    }
    return Tensor.fromArray(elements, rows, columns.size()).to(dtype);
  }
}
