package gradus.titanic.recipe;

import gradus.cli.InputException;
import gradus.titanic.data.Column;
import gradus.titanic.data.Table;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;

/// One step of a [Preparation], fitted to the training set, and applicable to any rows.
public sealed interface Step {
  /// {@return the table after this step}
  ///
  /// @param table the table before it
  Table apply(Table table);

  /// {@return a description of what it does to its column}
  default String about() {
    return switch (this) {
      case FillNumber fill -> "missing values become " + Column.text(fill.value());
      case FillWord fill -> "missing values become " + fill.value();
      case Log log ->
          String.format(
              Locale.ROOT,
              "the %slogarithm of %s + 1, which reduces the effect of a few large values",
              log.base() == Base.E ? "" : "decimal ",
              log.column());
      case Dummies(_, List<String> values) ->
          String.format(
              Locale.ROOT,
              "one-hot (dummy) column for %s%s",
              values.size() == 1 ? "" : "each of ",
              String.join(", ", values));
      case Divide divide -> "divided by " + Column.text(divide.by());
      case Standardise(_, double mean, double deviation) ->
          String.format(
              Locale.ROOT,
              "standardised: minus the mean, %s, divided by the standard deviation, %s",
              Column.text(mean),
              Column.text(deviation));
      case Constant constant -> "a constant column of " + Column.text(constant.value());
      case Select(List<String> columns) -> "in the order " + String.join(", ", columns);
    };
  }

  /// {@return a description with the name of the column, if it changes one}
  default String describe() {
    return switch (this) {
      case FillNumber fill -> fill.column() + ": " + about();
      case FillWord fill -> fill.column() + ": " + about();
      case Log log -> log.into() + ": " + about();
      case Dummies dummies -> dummies.column() + ": " + about();
      case Divide divide -> divide.column() + ": " + about();
      case Standardise standardise -> standardise.column() + ": " + about();
      case Constant constant -> constant.column() + ": " + about();
      case Select _ -> about();
    };
  }

  /// A step that still has to be fitted to the training set, for example to know a maximum.
  @FunctionalInterface
  interface Unfitted {
    /// {@return the step}
    ///
    /// @param training the training set, as prepared by the previous steps
    Step fit(Table training);
  }

  /// Fills missing numbers.
  ///
  /// @param column the column
  /// @param value the number
  record FillNumber(String column, double value) implements Step {
    /// Checks the number.
    public FillNumber {
      Objects.requireNonNull(column);
      finite(value);
    }

    @Override
    public Table apply(Table table) {
      return map(table, column, column, x -> Double.isNaN(x) ? value : x);
    }
  }

  /// Fills missing words.
  ///
  /// @param column the column
  /// @param value the word
  record FillWord(String column, String value) implements Step {
    /// Checks that there is a word.
    public FillWord {
      Objects.requireNonNull(column);
      Objects.requireNonNull(value);
    }

    @Override
    public Table apply(Table table) {
      List<String> filled =
          table.words(column).stream().map(word -> word == null ? value : word).toList();
      return table.with(column, new Column.Words(filled));
    }
  }

  /// The base of a logarithm.
  enum Base {
    /// e.
    E,
    /// 10.
    TEN
  }

  /// Replaces a column by the logarithm of itself plus 1, which reduces the effect of a few large
  /// values.
  ///
  /// @param column the column
  /// @param into the name of the new column
  /// @param base the base of the logarithm
  record Log(String column, String into, Base base) implements Step {
    /// Checks that nothing is missing.
    public Log {
      Objects.requireNonNull(column);
      Objects.requireNonNull(into);
      Objects.requireNonNull(base);
    }

    @Override
    public Table apply(Table table) {
      DoubleUnaryOperator log =
          switch (base) {
            case E -> x -> Math.log(x + 1);
            case TEN -> x -> Math.log10(x + 1);
          };
      return map(table, column, into, log);
    }
  }

  /// One-hot encoding: replaces a column of words by one column per word, which is 1 in the rows
  /// with the word and 0 in the others. A missing value is 0 in all of them.
  ///
  /// @param column the column
  /// @param values the words
  record Dummies(String column, List<String> values) implements Step {
    /// Keeps its own copy of the words.
    public Dummies {
      Objects.requireNonNull(column);
      values = List.copyOf(values);
      if (values.size() > SavedModel.WIDEST) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT, "%d words are more than %d", values.size(), SavedModel.WIDEST));
      }
    }

    @Override
    public Table apply(Table table) {
      List<String> words = table.words(column);
      Table result = table.without(column);
      for (String value : values) {
        double[] ones = words.stream().mapToDouble(word -> value.equals(word) ? 1 : 0).toArray();
        result = result.with(column + "_" + value, new Column.Numbers(ones));
      }
      return result;
    }
  }

  /// Divides a column.
  ///
  /// @param column the column
  /// @param by the divisor
  record Divide(String column, double by) implements Step {
    /// Checks the divisor.
    public Divide {
      Objects.requireNonNull(column);
      divisor(by);
    }

    @Override
    public Table apply(Table table) {
      return map(table, column, column, x -> x / by);
    }
  }

  /// Standardises a column: subtracts the mean and divides by the standard deviation.
  ///
  /// @param column the column
  /// @param mean the mean of the training set
  /// @param deviation the standard deviation of the training set
  record Standardise(String column, double mean, double deviation) implements Step {
    /// Checks the numbers.
    public Standardise {
      Objects.requireNonNull(column);
      finite(mean);
      divisor(deviation);
    }

    @Override
    public Table apply(Table table) {
      return map(table, column, column, x -> (x - mean) / deviation);
    }
  }

  /// Adds a constant column, which gives a weighted sum a bias.
  ///
  /// @param column the new column
  /// @param value its value
  record Constant(String column, double value) implements Step {
    /// Checks the number.
    public Constant {
      Objects.requireNonNull(column);
      finite(value);
    }

    @Override
    public Table apply(Table table) {
      double[] values = new double[table.rows()];
      Arrays.fill(values, value);
      return table.with(column, new Column.Numbers(values));
    }
  }

  /// Keeps some columns, in a given order.
  ///
  /// @param columns their names
  record Select(List<String> columns) implements Step {
    /// Keeps its own copy of the names.
    public Select {
      columns = List.copyOf(columns);
    }

    @Override
    public Table apply(Table table) {
      Map<String, Column> kept = new LinkedHashMap<>();
      columns.forEach(name -> kept.put(name, table.column(name)));
      return new Table(table.rows(), kept);
    }
  }

  /// {@return a step that fills missing values with the mode; of several, the least}
  ///
  /// @param column the column
  static Unfitted fillMode(String column) {
    return training ->
        switch (training.column(column)) {
          case Column.Numbers(double[] values) -> {
            List<Double> known =
                DoubleStream.of(values).filter(x -> !Double.isNaN(x)).boxed().toList();
            yield new FillNumber(column, mode(column, known));
          }
          case Column.Words(List<String> values) -> {
            List<String> known = values.stream().filter(Objects::nonNull).toList();
            yield new FillWord(column, mode(column, known));
          }
        };
  }

  /// {@return a step that one-hot encodes a column, with one column per word, or one less: the
  /// omitted word is the one for which all others are 0}
  ///
  /// @param column the column
  /// @param leftOut the word without a column, or null
  /// @param first the words that come first, whether or not the training set has them; its other
  ///   words follow in alphabetical order
  static Unfitted dummies(String column, String leftOut, String... first) {
    return training -> {
      List<String> values = new ArrayList<>(List.of(first));
      training.words(column).stream()
          .filter(word -> word != null && !values.contains(word) && !word.equals(leftOut))
          .collect(Collectors.toCollection(TreeSet::new))
          .forEach(values::add);
      return new Dummies(column, values);
    };
  }

  /// {@return a step that divides a column by its maximum in the training rows}
  ///
  /// @param column the column
  static Unfitted divideByMaximum(String column) {
    return training -> {
      double maximum = DoubleStream.of(training.numbers(column)).max().orElse(0);
      // A column of zeros stays as it is.
      return new Divide(column, maximum == 0 ? 1 : maximum);
    };
  }

  /// {@return a step that standardises a column to mean 0 and standard deviation 1 on the training
  /// set}
  ///
  /// @param column the column
  static Unfitted standardise(String column) {
    return training -> {
      double[] values = training.numbers(column);
      double mean = DoubleStream.of(values).average().orElse(0);
      double squares = DoubleStream.of(values).map(x -> (x - mean) * (x - mean)).sum();
      double deviation = Math.sqrt(squares / values.length);
      // A constant column becomes 0.
      return new Standardise(column, mean, deviation > 0 ? deviation : 1);
    };
  }

  private static <T extends Comparable<T>> T mode(String column, List<T> known) {
    Map<T, Integer> counts = new TreeMap<>();
    known.forEach(value -> counts.merge(value, 1, Integer::sum));
    return counts.entrySet().stream()
        .reduce((a, b) -> b.getValue() > a.getValue() ? b : a)
        .orElseThrow(
            () ->
                new InputException(
                    String.format(
                        Locale.ROOT,
                        "column %s is empty in every training row: there is nothing to fill it"
                            + " with",
                        column)))
        .getKey();
  }

  private static Table map(Table table, String column, String into, DoubleUnaryOperator function) {
    double[] values = DoubleStream.of(table.numbers(column)).map(function).toArray();
    Table others = column.equals(into) ? table : table.without(column);
    return others.with(into, new Column.Numbers(values));
  }

  private static void finite(double value) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException("needs a finite number, got " + value);
    }
  }

  private static void divisor(double value) {
    finite(value);
    if (value == 0) {
      throw new IllegalArgumentException("can't divide by 0");
    }
  }
}
