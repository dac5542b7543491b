package gradus.engine;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/// A case of the file that `fixtures/catalogue.py` writes: an operation with its numbers, and its
/// inputs, outputs and gradients by their key.
record PyTorchCase(String name, Map<String, Tensor> tensors) {
  static List<PyTorchCase> all() throws IOException {
    List<PyTorchCase> cases = new ArrayList<>();
    try (InputStream in = PyTorchCase.class.getResourceAsStream("fixtures/catalogue.txt")) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      for (String line : text.lines().filter(line -> !line.startsWith("#")).toList()) {
        if (line.startsWith("case ")) {
          cases.add(new PyTorchCase(line.substring(5), new LinkedHashMap<>()));
        } else {
          cases.getLast().tensors.put(line.substring(0, line.indexOf(' ')), tensor(line));
        }
      }
    }
    return cases;
  }

  /// A line: the key, the type, the lengths, the values. In F64, which holds them all.
  private static Tensor tensor(String line) {
    String[] words = line.split(" ");
    int[] shape = words[2].equals("-") ? new int[0] : numbers(words[2]);
    double[] values = new double[words.length - 3];
    for (int i = 0; i < values.length; i++) {
      // Read as what it was written as: the shortest digits of a float are no others' exactly.
      values[i] = words[1].equals("f32") ? Float.parseFloat(words[i + 3]) : real(words[i + 3]);
    }
    Tensor tensor = Tensor.fromArray(values, shape);
    return words[1].equals("i32") ? tensor.to(DType.I32) : tensor;
  }

  List<Tensor> inputs() {
    return tensors.entrySet().stream()
        .filter(entry -> entry.getKey().startsWith("input"))
        .map(Map.Entry::getValue)
        .toList();
  }

  Op op() {
    String[] words = name.split(" ");
    return switch (words[0]) {
      case "clamp" -> new Elementwise.Clamp(real(words[1]), real(words[2]));
      case "where" -> new Elementwise.Where();
      case "combine" -> new Elementwise.Combine(real(words[1]), real(words[2]));
      case "addProduct" -> new Elementwise.AddProduct(real(words[1]), real(words[2]));
      case "addOverRoot" -> new Elementwise.AddOverRoot(real(words[1]), real(words[2]));
      case "copy" -> new Elementwise.Copy(DType.valueOf(words[1]));
      case "sum" -> new Reduction.Sum(list(words[1]));
      case "max" -> new Reduction.Max(list(words[1]));
      case "min" -> new Reduction.Min(list(words[1]));
      case "argmax" -> new Reduction.ArgMax(list(words[1]).getFirst());
      case "softmax" -> new Reduction.Softmax(list(words[1]).getFirst());
      case "logSoftmax" -> new Reduction.LogSoftmax(list(words[1]).getFirst());
      case "matmul" -> new MatMul();
      case "pad" ->
          new Placement.Pad(list(words[1]), list(words[2]), list(words[3]), real(words[4]));
      case "concat" -> new Placement.Concat(list(words[1]).getFirst());
      case "gather" -> new Placement.Gather(list(words[1]).getFirst());
      case "scatterAdd" -> new Placement.ScatterAdd(list(words[1]).getFirst());
      case "reshape" -> new Movement.Reshape(Shape.of(numbers(words[1])));
      case "permute" -> new Movement.Permute(list(words[1]));
      case "expand" -> new Movement.Expand(Shape.of(numbers(words[1])));
      case "slice" ->
          new Movement.Slice(Shape.of(numbers(words[1])), list(words[2]), list(words[3]));
      case "flip" -> new Movement.Flip(list(words[1]));
      default -> elementwise(words[0].toUpperCase(Locale.ROOT));
    };
  }

  private static Op elementwise(String name) {
    return Stream.<Enum<?>>concat(
            Stream.concat(Stream.of(Unary.values()), Stream.of(Binary.values())),
            Stream.of(Comparison.values()))
        .filter(op -> op.name().equals(name))
        .map(Op.class::cast)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no operation is called " + name));
  }

  private static double real(String word) {
    return Double.parseDouble(word);
  }

  private static int[] numbers(String word) {
    return Arrays.stream(word.split(",")).mapToInt(Integer::parseInt).toArray();
  }

  private static List<Integer> list(String word) {
    return Arrays.stream(numbers(word)).boxed().toList();
  }

  @Override
  public String toString() {
    return name + inputs().stream().map(Tensor::shape).toList();
  }
}
