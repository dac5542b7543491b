package gradus.titanic;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import java.util.stream.Collectors;

/// A step of the preparation, with all that it has learnt from the training rows, so that it treats
/// other rows alike.
public sealed interface Step {
  /// {@return the table after the step}
  ///
  /// @param frame the table before it
  Frame apply(Frame frame);

  /// {@return what the step does, for people}
  String describe();

  private static Frame map(Frame frame, String from, String to, DoubleUnaryOperator f) {
    return frame.with(to, Arrays.stream(frame.numbers().get(from)).map(f).toArray());
  }

  /// The commonest value; of several as common, the first in order.
  private static <T> T mode(TreeMap<T, Long> counts, String column) {
    long most =
        counts.values().stream()
            .max(Comparator.naturalOrder())
            .orElseThrow(
                () -> new UserException("column %s is empty throughout".formatted(column)));
    return counts.entrySet().stream()
        .filter(entry -> entry.getValue() == most)
        .findFirst()
        .orElseThrow()
        .getKey();
  }

  /// Puts a number where one is missing.
  ///
  /// @param column which column
  /// @param value the number
  record FillNumber(String column, double value) implements Step {
    /// {@return a step that fills with the column's mode}
    ///
    /// @param frame the training rows
    /// @param column which column
    public static FillNumber mode(Frame frame, String column) {
      TreeMap<Double, Long> counts =
          Arrays.stream(frame.numbers().get(column))
              .filter(value -> !Double.isNaN(value))
              .boxed()
              .collect(
                  Collectors.groupingBy(Function.identity(), TreeMap::new, Collectors.counting()));
      return new FillNumber(column, Step.mode(counts, column));
    }

    @Override
    public Frame apply(Frame frame) {
      return map(frame, column, column, x -> Double.isNaN(x) ? value : x);
    }

    @Override
    public String describe() {
      return "missing %s = %s".formatted(column, plain(value));
    }
  }

  /// Puts a text where one is missing.
  ///
  /// @param column which column
  /// @param value the text
  record FillText(String column, String value) implements Step {
    /// {@return a step that fills with the column's mode}
    ///
    /// @param frame the training rows
    /// @param column which column
    public static FillText mode(Frame frame, String column) {
      TreeMap<String, Long> counts =
          Arrays.stream(frame.texts().get(column))
              .filter(value -> !value.isEmpty())
              .collect(
                  Collectors.groupingBy(Function.identity(), TreeMap::new, Collectors.counting()));
      return new FillText(column, Step.mode(counts, column));
    }

    @Override
    public Frame apply(Frame frame) {
      return frame.with(
          column,
          Arrays.stream(frame.texts().get(column))
              .map(text -> text.isEmpty() ? value : text)
              .toArray(String[]::new));
    }

    @Override
    public String describe() {
      return "missing %s = %s".formatted(column, value);
    }
  }

  /// Takes the logarithm of a column plus 1, into a new column: it brings long tails in.
  ///
  /// @param column which column
  /// @param name of the new column
  /// @param base of the logarithm
  record Log(String column, String name, double base) implements Step {
    @Override
    public Frame apply(Frame frame) {
      double scale = base == Math.E ? 1 : Math.log(base);
      return map(frame, column, name, x -> Math.log(x + 1) / scale);
    }

    @Override
    public String describe() {
      return "%s = %s(%s + 1)".formatted(name, base == 10 ? "log10" : "ln", column);
    }
  }

  /// Turns a column of texts into one of 0 and 1 for each category. A text that is none of them
  /// gets 0 in all.
  ///
  /// @param column which column
  /// @param categories the texts that get a column, named as `Sex_male`
  record Dummies(String column, List<String> categories) implements Step {
    /// Keeps its own copy of the list.
    public Dummies {
      categories = List.copyOf(categories);
    }

    @Override
    public Frame apply(Frame frame) {
      Frame result = frame;
      String[] texts = frame.texts().get(column);
      for (String category : categories) {
        double[] dummy =
            Arrays.stream(texts).mapToDouble(t -> t.equals(category) ? 1 : 0).toArray();
        result = result.with(column + "_" + category, dummy);
      }
      return result;
    }

    @Override
    public String describe() {
      return "%s as 0 or 1 for each of %s".formatted(column, String.join(", ", categories));
    }
  }

  /// Shifts a column, then divides it.
  ///
  /// @param column which column
  /// @param shift what is subtracted
  /// @param divisor what the rest is divided by
  record Scale(String column, double shift, double divisor) implements Step {
    /// {@return a step that divides by the greatest value}
    ///
    /// @param frame the training rows
    /// @param column which column
    public static Scale byMaximum(Frame frame, String column) {
      double greatest = Arrays.stream(frame.numbers().get(column)).max().orElseThrow();
      return new Scale(column, 0, greatest == 0 ? 1 : greatest);
    }

    /// {@return a step that brings a column to mean 0 and standard deviation 1}
    ///
    /// @param frame the training rows
    /// @param column which column
    public static Scale standardise(Frame frame, String column) {
      double[] values = frame.numbers().get(column);
      double mean = Arrays.stream(values).average().orElseThrow();
      double squares = Arrays.stream(values).map(x -> (x - mean) * (x - mean)).sum();
      double deviation = Math.sqrt(squares / Math.max(1, values.length - 1));
      return new Scale(column, mean, deviation == 0 ? 1 : deviation);
    }

    @Override
    public Frame apply(Frame frame) {
      return map(frame, column, column, x -> (x - shift) / divisor);
    }

    @Override
    public String describe() {
      return shift == 0
          ? "%s / %s".formatted(column, plain(divisor))
          : "(%s - %s) / %s".formatted(column, plain(shift), plain(divisor));
    }
  }

  /// Adds a column of ones, whose weight is the model's constant.
  ///
  /// @param name of the new column
  record Constant(String name) implements Step {
    @Override
    public Frame apply(Frame frame) {
      int rows = frame.numbers().values().iterator().next().length;
      double[] ones = new double[rows];
      Arrays.fill(ones, 1);
      return frame.with(name, ones);
    }

    @Override
    public String describe() {
      return "a constant 1";
    }
  }

  private static String plain(double value) {
    String text = "%.4f".formatted(value);
    return text.replaceAll("\\.?0+$", "");
  }
}
