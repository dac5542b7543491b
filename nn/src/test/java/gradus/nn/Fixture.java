package gradus.nn;

import gradus.engine.Backend;
import gradus.engine.Backends;
import gradus.engine.DType;
import gradus.engine.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/// A case of a file that `fixtures/pytorch.py` wrote.
///
/// @param tensors by their key, in the file's order
record Fixture(String name, Map<String, Tensor> tensors) {
  Tensor get(String key) {
    return tensors.get(key).to(Backends.current());
  }

  static List<Fixture> read(String file) {
    List<Fixture> cases = new ArrayList<>();
    try (InputStream in = Fixture.class.getResourceAsStream("fixtures/" + file)) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      for (String line : text.lines().filter(line -> !line.startsWith("#")).toList()) {
        if (line.startsWith("case ")) {
          cases.add(new Fixture(line.substring(5), new LinkedHashMap<>()));
        } else {
          cases.getLast().tensors.put(line.substring(0, line.indexOf(' ')), tensor(line));
        }
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return cases;
  }

  /// A line: the key, the type, the lengths, the values.
  private static Tensor tensor(String line) {
    String[] words = line.split(" ");
    int[] shape =
        words[2].equals("-")
            ? new int[0]
            : Arrays.stream(words[2].split(",")).mapToInt(Integer::parseInt).toArray();
    double[] values =
        Arrays.stream(words).skip(3).mapToDouble(value -> value(words[1], value)).toArray();
    Tensor doubles = Tensor.fromArray(values, shape);
    return switch (words[1]) {
      case "f32" -> doubles.to(DType.F32);
      case "f64" -> doubles;
      case "i32" -> doubles.to(DType.I32);
      default -> throw new IllegalArgumentException(line);
    };
  }

  /// A float's decimal, read as a double, need not round to that float.
  private static double value(String type, String text) {
    return type.equals("f32") ? Float.parseFloat(text) : Double.parseDouble(text);
  }

  /// One test a backend.
  static Stream<DynamicTest> onEachBackend(String name, Runnable body) {
    return Backends.usable().stream()
        .map(
            backend ->
                DynamicTest.dynamicTest(
                    name + " on " + backend, () -> on(Backends.named(backend), body)));
  }

  private static void on(Backend backend, Runnable body) {
    Backends.using(
        backend,
        () -> {
          body.run();
          return null;
        });
  }
}
