package gradus.testkit;

import gradus.engine.Backends;
import gradus.engine.DType;
import gradus.engine.Tensor;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/// A case of a fixture file: figures of another implementation to compare with, such as those that
/// the PyTorch scripts in `fixtures` write.
///
/// A line that starts with `#` is a comment. `case NAME` begins a case, and each line after it is a
/// tensor of it: `KEY TYPE LENGTHS VALUE…`, one space between them. The type is `f32`, `f64` or
/// `i32`; the lengths of the axes have commas between them, and `-` is a scalar's; the values are
/// decimals in row-major order, or `NaN`, `Infinity` and `-Infinity`:
///
/// ```text
/// # exp
/// case exp
/// input0 f64 2,1 0.0 1.0
/// output f32 2,1 1.0 2.7182817
/// ```
///
/// @param name what stands behind `case`, which may have spaces
/// @param tensors by their key, in the text's order; on the backend that was the current one when
///   they were read
public record Fixture(String name, Map<String, Tensor> tensors) {
  /// Creates a case; the order of tensors is kept.
  ///
  /// @param name the name of the case
  /// @param tensors its tensors by key, copied
  public Fixture {
    tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
  }

  /// Returns a tensor of the case.
  ///
  /// @param key its key
  /// @return the tensor, on the current backend
  /// @throws IllegalArgumentException if there is none; the message lists the keys
  public Tensor get(String key) {
    Tensor tensor = tensors.get(key);
    if (tensor == null) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "case %s has no \"%s\", only %s", name, key, tensors.keySet()));
    }
    return tensor.to(Backends.current());
  }

  /// Reads all cases of a text.
  ///
  /// @param text such as `getClass().getResourceAsStream("fixtures/mine.txt")`, in UTF-8; it is
  ///   closed
  /// @return the cases, in the text's order
  /// @throws IllegalArgumentException if a line is invalid; the message gives the line and the
  ///   problem
  /// @throws NullPointerException if `text` is null, like that of a missing resource
  /// @throws UncheckedIOException if it can't be read
  public static List<Fixture> read(InputStream text) {
    Objects.requireNonNull(text, "text: null, expected the bytes of a file that is there");
    List<Fixture> cases = new ArrayList<>();
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    String name = null;
    int number = 0;
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(text, StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        number++;
        if (line.startsWith("case ")) {
          if (name != null) {
            cases.add(new Fixture(name, tensors));
          }
          name = line.substring("case ".length());
          tensors.clear();
        } else if (!line.startsWith("#")) {
          String[] words = line.split(" ");
          if (name == null) {
            throw new IllegalArgumentException("a tensor before the first case");
          }
          if (tensors.putIfAbsent(words[0], tensor(words)) != null) {
            throw new IllegalArgumentException(
                String.format(Locale.ROOT, "case %s has \"%s\" twice", name, words[0]));
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "line %d: %s", number, e.getMessage()), e);
    }
    if (name != null) {
      cases.add(new Fixture(name, tensors));
    }
    return cases;
  }

  private static Tensor tensor(String... words) {
    if (words.length < 3) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "\"%s\" is neither a case nor a tensor: expected KEY TYPE LENGTHS VALUE…",
              String.join(" ", words)));
    }
    DType dtype =
        switch (words[1]) {
          case "f32" -> DType.F32;
          case "f64" -> DType.F64;
          case "i32" -> DType.I32;
          default ->
              throw new IllegalArgumentException(
                  String.format(
                      Locale.ROOT, "the type \"%s\" isn't one of f32, f64 and i32", words[1]));
        };
    double[] values = Stream.of(words).skip(3).mapToDouble(word -> number(dtype, word)).toArray();
    return Tensor.fromArray(values, lengths(words[2])).to(dtype);
  }

  private static int[] lengths(String word) {
    try {
      return word.equals("-")
          ? new int[0]
          : Stream.of(word.split(",", -1)).mapToInt(Integer::parseInt).toArray();
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "the lengths \"%s\" aren't whole numbers with commas between them",
              word),
          e);
    }
  }

  /// Read as what it was written as: a float's shortest digits, read as a double, need not round to
  /// that float.
  private static double number(DType dtype, String word) {
    try {
      return switch (dtype) {
        case F32 -> Float.parseFloat(word);
        case F64 -> Double.parseDouble(word);
        case I32 -> Integer.parseInt(word);
      };
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "\"%s\" isn't an %s", word, dtype), e);
    }
  }
}
