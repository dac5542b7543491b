package gradus.cli;

import gradus.engine.Tensor;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A table of tensors as text: a row for each one with its name, its shape, the mean, standard
/// deviation, least and greatest of its numbers, and the first of them.
public final class TensorTable {
  /// How many numbers of each tensor are shown.
  private static final int FIRST = 4;

  private TensorTable() {}

  /// {@return the lines of a table: the heads, then a row for each tensor}
  ///
  /// @param tensors the tensors by name
  public static Stream<String> lines(Map<String, Tensor> tensors) {
    int names = tensors.keySet().stream().mapToInt(String::length).max().orElse(0);
    int width = Math.min(Math.max(names, 6), 40);
    String heads =
        String.format(
            Locale.ROOT,
            "%-" + width + "s  %-16s %9s %9s %9s %9s %9s  first",
            "tensor",
            "shape",
            "numbers",
            "mean",
            "std",
            "least",
            "greatest");
    return Stream.concat(
        Stream.of(heads),
        tensors.entrySet().stream()
            .map(
                entry ->
                    row(
                        String.format(
                            Locale.ROOT, "%-" + width + "s", InputException.shown(entry.getKey())),
                        entry.getValue())));
  }

  /// {@return the row of a tensor}
  ///
  /// @param name its name
  /// @param tensor the tensor
  public static String row(String name, Tensor tensor) {
    double[] values = tensor.toDoubles();
    double mean = Arrays.stream(values).average().orElse(Double.NaN);
    double variance =
        Arrays.stream(values).map(value -> (value - mean) * (value - mean)).sum()
            / Math.max(1, values.length - 1);
    String first =
        Arrays.stream(values)
            .limit(FIRST)
            .mapToObj(value -> String.format(Locale.ROOT, "%.4f", value))
            .collect(Collectors.joining(", "));
    return String.format(
        Locale.ROOT,
        "%s  %-16s %9d %9.4f %9.4f %9.4f %9.4f  [%s%s]",
        name,
        tensor.shape(),
        values.length,
        mean,
        Math.sqrt(variance),
        Arrays.stream(values).min().orElse(Double.NaN),
        Arrays.stream(values).max().orElse(Double.NaN),
        first,
        values.length > FIRST ? ", ..." : "");
  }
}
