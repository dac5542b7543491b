package gradus.engine;

import static org.assertj.core.api.Assertions.assertThat;

import gradus.engine.AttentionOptions.Causal;
import gradus.testkit.Fixture;
import gradus.testkit.GradientCheck;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// The functions of [Tensor] that consist of other operations, compared with what PyTorch computes,
/// from the file that `fixtures/functions.py` writes, and their gradients with finite differences.
class PyTorchFunctionsTest {
  private static final String FILE = "functions.txt";
  private static final double INFINITY = Double.POSITIVE_INFINITY;
  private static final Map<String, Function<Tensor[], Tensor>> FUNCTIONS = new TreeMap<>();

  private static void one(String name, Function<Tensor, Tensor> function) {
    FUNCTIONS.put(name, in -> function.apply(in[0]));
  }

  private static void parts(String name, Function<Tensor, List<Tensor>> function) {
    one(name, x -> joined(function.apply(x)));
    one(
        "lengths." + name,
        x -> Tensor.of(function.apply(x).stream().mapToInt(part -> part.size(1)).toArray()));
  }

  private static Tensor joined(List<Tensor> tensors) {
    return Tensor.concat(0, tensors.stream().map(Tensor::flatten).toList());
  }

  static {
    reductions();
    products();
    rearrangements();
    indexing();
    sorting();
    logic();
    activations();
    attention();
    Parity.names(FILE).stream()
        .filter(WindowFunction::isNamed)
        .forEach(name -> FUNCTIONS.put(name, WindowFunction.of(name)));
  }

  private static void reductions() {
    one("prod.all", x -> x.prod());
    one("prod.1", x -> x.prod(1));
    one("prod.1.keepdim", x -> x.prod(new int[] {1}, true));
    one("std.all", x -> x.std());
    one("std.1", x -> x.std(1));
    one("std.1.kink", x -> x.std(-1));
    one("std.population", x -> x.std(new int[] {0, 2}, 0, true));
    one("any.all", x -> x.any());
    one("any.1", x -> x.any(1));
    one("all.all", x -> x.all());
    one("all.1", x -> x.all(1));
    Map<String, Double> orders =
        Map.of(
            "1", 1., "2", 2., "3", 3., "1.5", 1.5, "0.5", .5, "inf", INFINITY, "-inf", -INFINITY);
    orders.forEach(
        (name, p) -> {
          one("norm." + name, x -> p == 2 ? x.norm() : x.norm(p));
          one("norm." + name + ".1", x -> x.norm(p, 1));
          one("norm." + name + ".0.2.keepdim", x -> x.norm(p, new int[] {0, 2}, true));
        });
    for (String name : List.of("1", "2", "3", "inf")) {
      one("norm." + name + ".1.kink", x -> x.norm(orders.get(name), 1));
    }
  }

  private static void products() {
    FUNCTIONS.put("dot", in -> in[0].dot(in[1]));
    FUNCTIONS.put("outer", in -> in[0].outer(in[1]));
    FUNCTIONS.put("bmm", in -> in[0].bmm(in[1]));
    one("trace", Tensor::trace);
    for (String name : Parity.names(FILE)) {
      if (name.startsWith("einsum.")) {
        String equation = name.substring("einsum.".length()).replace('_', ' ');
        FUNCTIONS.put(name, in -> Tensor.einsum(equation, in));
      }
    }
    FUNCTIONS.put("cdist.1", in -> in[0].cdist(in[1], 1));
    FUNCTIONS.put("cdist.2", in -> in[0].cdist(in[1]));
    FUNCTIONS.put("cdist.2.kink", in -> in[0].cdist(in[1]));
    FUNCTIONS.put("cdist.inf", in -> in[0].cdist(in[1], INFINITY));
    FUNCTIONS.put("pairwiseDistance", in -> in[0].pairwiseDistance(in[1], 2));
    FUNCTIONS.put("cosineSimilarity.0", in -> in[0].cosineSimilarity(in[1], 0));
    FUNCTIONS.put("cosineSimilarity.1", in -> in[0].cosineSimilarity(in[1], -1));
  }

  private static void rearrangements() {
    one("tile.", x -> x.tile());
    one("tile.2", x -> x.tile(2));
    one("tile.2.3", x -> x.tile(2, 3));
    one("tile.0.2", x -> x.tile(0, 2));
    one("tile.2.1.3", x -> x.tile(2, 1, 3));
    one("repeat.2.1.3", x -> x.repeat(2, 1, 3));
    one("repeatInterleave.0", x -> x.repeatInterleave(0, 2));
    one("repeatInterleave.1", x -> x.repeatInterleave(1, 3));
    for (int shift : new int[] {0, 1, -1, 4, -7}) {
      one("roll.1." + shift, x -> x.roll(1, shift));
    }
    for (int[] a : new int[][] {{0, 3, 1}, {0, 2, 3}, {1, 2, 2}, {1, 5, 1}, {-1, 1, 1}}) {
      one("unfold." + a[0] + "." + a[1] + "." + a[2], x -> x.unfold(a[0], a[1], a[2]));
    }
    for (int diagonal : new int[] {0, 1, -1, 9, -9}) {
      one("tril." + diagonal, x -> diagonal == 0 ? x.tril() : x.tril(diagonal));
      one("triu." + diagonal, x -> diagonal == 0 ? x.triu() : x.triu(diagonal));
    }
    for (int offset : new int[] {0, 1, -1, 3, -2, -3, 9}) {
      one(
          "diagonal." + offset + ".0.1",
          x -> offset == 0 ? x.diagonal() : x.diagonal(offset, 0, 1));
    }
    one("diagonal.1.2.0", x -> x.diagonal(1, 2, 0));
    parts("split.2", x -> x.split(1, 2));
    parts("split.3", x -> x.split(-1, 3));
    parts("split.1.4", x -> x.split(1, new int[] {1, 4}));
    parts("split.0.5", x -> x.split(1, new int[] {0, 5}));
    parts("chunk.2", x -> x.chunk(1, 2));
    parts("chunk.4", x -> x.chunk(1, 4));
    parts("chunk.9", x -> x.chunk(1, 9));
    parts("chunk.3", x -> x.chunk(1, 3));
    FUNCTIONS.remove("chunk.3");
    FUNCTIONS.put("meshgrid", in -> joined(Tensor.meshgrid(in)));
  }

  private static void indexing() {
    FUNCTIONS.put("maskedFill", in -> in[0].maskedFill(in[1], 7.5));
    FUNCTIONS.put("maskedSelect", in -> in[0].maskedSelect(in[1]));
    one("nonzero", Tensor::nonzero);
    FUNCTIONS.put("indexAdd.1", in -> in[0].indexAdd(1, in[1], in[2]));
    FUNCTIONS.put("indexPut.1", in -> in[0].indexPut(List.of(in[1]), in[2], false));
    FUNCTIONS.put("indexPut.2", in -> in[0].indexPut(List.of(in[1], in[2]), in[3], false));
    FUNCTIONS.put(
        "indexPut.2.accumulate", in -> in[0].indexPut(List.of(in[1], in[2]), in[3], true));
    FUNCTIONS.put("takeAlongAxis.1", in -> in[0].takeAlongAxis(1, in[1]));
    FUNCTIONS.put("searchsorted.false", in -> in[0].searchsorted(in[1]));
    FUNCTIONS.put("searchsorted.true", in -> in[0].searchsorted(in[1], true));
    one("bincount", Tensor::bincount);
    one("bincount.7", x -> x.bincount(7));
    one("histc.4.-1.2", x -> x.histc(4, -1, 2));
    one("histc.5", x -> x.histc(5));
  }

  private static void sorted(String name, Function<Tensor, Sorted> function) {
    one(name, x -> function.apply(x).values());
    one(name + ".indices", x -> function.apply(x).indices());
  }

  private static void sorting() {
    sorted("sort.1", x -> x.sort(1));
    sorted("sort.0.descending", x -> x.sort(0, true));
    sorted("topk.1.2", x -> x.topk(1, 2));
    sorted("topk.1.3", x -> x.topk(-1, 3));
    sorted("topk.0.2.smallest", x -> x.topk(0, 2, false));
    one("argsort.1.false", x -> x.argsort(1));
    one("argsort.1.true", x -> x.argsort(1, true));
    one("unique", x -> x.unique().values());
    one("unique.inverse", x -> x.unique().inverse());
    one("unique.counts", x -> x.unique().counts());
    one("cumsum.1", x -> x.cumsum(1));
    one("cumprod.1", x -> x.cumprod(1));
    one("argmin", x -> x.argmin());
    one("argmin.1", x -> x.argmin(1));
  }

  private static void logic() {
    one("isNaN", Tensor::isNaN);
    one("isInfinite", Tensor::isInfinite);
    one("isFinite", Tensor::isFinite);
    FUNCTIONS.put("logicalAnd", in -> in[0].logicalAnd(in[1]));
    FUNCTIONS.put("logicalOr", in -> in[0].logicalOr(in[1]));
    FUNCTIONS.put("logicalXor", in -> in[0].logicalXor(in[1]));
    one("logicalNot", Tensor::logicalNot);
    FUNCTIONS.put("isClose.false", in -> in[0].isClose(in[1], 1e-5, 1e-8, false));
    FUNCTIONS.put("isClose.true", in -> in[0].isClose(in[1], 1e-5, 1e-8, true));
    one("nanToNum", x -> x.nanToNum(0.5, 2, -3));
    one("nanToNum.kink", x -> x.nanToNum(0.5, 2, -3));
    FUNCTIONS.put("lerp", in -> in[0].lerp(in[1], in[2]));
    for (double weight : new double[] {0, 0.25, 0.5, 0.75, 1, -0.5, 2}) {
      FUNCTIONS.put("lerp." + weight, in -> in[0].lerp(in[1], weight));
    }
  }

  private static void activations() {
    one("leakyRelu", x -> x.leakyRelu());
    one("leakyRelu.kink", x -> x.leakyRelu());
    one("leakyRelu.0.3", x -> x.leakyRelu(0.3));
    one("elu", x -> x.elu());
    one("elu.kink", x -> x.elu());
    one("elu.0.7", x -> x.elu(0.7));
    one("hardsigmoid", Tensor::hardsigmoid);
    one("hardswish", Tensor::hardswish);
    one("hardswish.kink", Tensor::hardswish);
    one("logsigmoid", Tensor::logsigmoid);
    one("mish", Tensor::mish);
    one("mish.kink", Tensor::mish);
  }

  private static void attention(String name, AttentionOptions options) {
    FUNCTIONS.put(
        name,
        in -> {
          AttentionOptions masked = in.length == 3 ? options : options.withMask(in[3]);
          return in[0].scaledDotProductAttention(in[1], in[2], masked);
        });
  }

  private static void attention() {
    AttentionOptions options = AttentionOptions.DEFAULT;
    FUNCTIONS.put("attention", in -> in[0].scaledDotProductAttention(in[1], in[2]));
    attention("attention.upperLeft", options.withCausal(Causal.UPPER_LEFT));
    attention("attention.lowerRight", options.withCausal(Causal.LOWER_RIGHT));
    attention("attention.scale=0.25", options.withScale(0.25));
    attention("attention.mask", options);
  }

  @Test
  void theFileAndThisTestNameTheSameFunctions() {
    assertThat(Parity.names(FILE)).isEqualTo(FUNCTIONS.keySet());
  }

  @Test
  void everyFunctionOverWindowsHasCases() {
    Set<String> methods =
        Stream.of(TensorConvolution.class, TensorPooling.class, TensorInterpolation.class)
            .flatMap(facet -> Stream.of(facet.getMethods()))
            .map(Method::getName)
            .collect(Collectors.toSet());
    Set<String> tried =
        Parity.names(FILE).stream()
            .filter(WindowFunction::isNamed)
            .map(name -> WindowFunction.of(name).method())
            .collect(Collectors.toSet());
    methods.add("fold");
    assertThat(tried).isEqualTo(methods);
  }

  @TestFactory
  Stream<DynamicTest> functionsAndGradients() {
    return Parity.tests(FILE, FUNCTIONS);
  }

  /// To second order, in F64 on the current backend.
  @TestFactory
  Stream<DynamicTest> gradientsAgreeWithDifferences() {
    return Parity.read(FILE).stream()
        .filter(c -> c.tensors().containsKey("weight") && !c.name().endsWith(".kink"))
        .map(c -> DynamicTest.dynamicTest(c.name(), () -> checkGradients(c)));
  }

  private static void checkGradients(Fixture c) {
    Tensor[] inputs = Parity.inputs(c).toArray(Tensor[]::new);
    boolean any = Arrays.stream(inputs).anyMatch(x -> x.dtype().isFloating() && x.size() > 0);
    if (any) {
      GradientCheck.of(in -> FUNCTIONS.get(c.name()).apply(in.toArray(Tensor[]::new)))
          .named(c.name())
          .second()
          .near(inputs);
    }
  }
}
