package gradus.engine;

import gradus.testkit.Fixture;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// A case of the file that `fixtures/catalogue.py` writes: an operation with its numbers, and its
/// inputs, outputs and gradients by their key.
record PyTorchCase(Fixture fixture) {
  static List<PyTorchCase> all() {
    return Fixture.read(PyTorchCase.class.getResourceAsStream("fixtures/catalogue.txt")).stream()
        .map(PyTorchCase::new)
        .toList();
  }

  /// In F64, which holds them all, but for what there is none of.
  Tensor get(String key) {
    Tensor tensor = fixture.tensors().get(key);
    return tensor != null && tensor.dtype() == DType.F32 ? tensor.to(DType.F64) : tensor;
  }

  List<Tensor> inputs() {
    return fixture.tensors().entrySet().stream()
        .filter(entry -> entry.getKey().startsWith("input"))
        .map(Map.Entry::getValue)
        .toList();
  }

  Op op() {
    String[] words = fixture.name().split(" ");
    return switch (words[0]) {
      case "clamp" -> new Elementwise.Clamp(real(words[1]), real(words[2]));
      case "where" -> new Elementwise.Where();
      case "combine" -> Elementwise.Fused.combine(real(words[1]), real(words[2]));
      case "addProduct" -> Elementwise.Fused.addProduct(real(words[1]), real(words[2]));
      case "addOverRoot" -> Elementwise.Fused.addOverRoot(real(words[1]), real(words[2]));
      case "copy" -> new Elementwise.Copy(DType.valueOf(words[1]));
      case "sum" -> new Reduction.Sum(list(words[1]));
      case "max" -> new Reduction.Max(list(words[1]));
      case "min" -> new Reduction.Min(list(words[1]));
      case "argmax" -> new Reduction.ArgMax(list(words[1]).getFirst());
      case "argmin" -> new Reduction.ArgMin(list(words[1]).getFirst());
      case "scan" -> new Scan(list(words[1]).getFirst());
      case "argsort" -> new Sort(list(words[1]).getFirst(), words[2].equals("true"));
      case "softmax" -> new Softmax(list(words[1]).getFirst(), false);
      case "logSoftmax" -> new Softmax(list(words[1]).getFirst(), true);
      case "matmul" -> new MatMul();
      case "convolve" -> new Convolve(axes(words, 1));
      case "argmaxPool" -> {
        List<Integer> sizes = list(words[1]);
        List<Convolve.Axis> axes = axes(words, 2);
        yield new ArgMaxPool(
            IntStream.range(0, axes.size())
                .mapToObj(i -> new ArgMaxPool.Window(sizes.get(i), axes.get(i)))
                .toList());
      }
      case "fold" -> {
        int[] n = numbers(words[1]);
        yield new Placement.Fold(n[0], n[1], n[2], n[3]);
      }
      case "unfold" -> {
        int[] n = numbers(words[1]);
        yield new Movement.Unfold(n[0], n[1], n[2], n[3]);
      }
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

  private static List<Convolve.Axis> axes(String[] words, int from) {
    return Arrays.stream(words, from, words.length)
        .map(PyTorchCase::numbers)
        .map(n -> new Convolve.Axis(n[0], n[1], n[2], n[3], n[4]))
        .toList();
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
    return fixture.name() + inputs().stream().map(Tensor::shape).toList();
  }
}
