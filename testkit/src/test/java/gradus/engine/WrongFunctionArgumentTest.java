package gradus.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// The functions of [Tensor] that consist of other operations, with arguments that don't fit: the
/// message names the function, the tensors and what is wrong. [WrongArgumentTest] tries axes that
/// there aren't with all methods.
class WrongFunctionArgumentTest {
  private static final Tensor X = Tensor.linspace(0, 5, 6).reshape(2, 3);
  private static final Tensor V = Tensor.of(1.0, 2, 3);
  private static final Tensor I = Tensor.of(0, 1);

  private static Map<String, ThrowingCallable> calls() {
    Map<String, ThrowingCallable> calls = new LinkedHashMap<>();
    calls.put("prod(f32[2, 3]): axis 1 is named twice", () -> X.prod(1, -1));
    calls.put("norm(f32[2, 3]): the order must be a number", () -> X.norm(Double.NaN));
    calls.put("max axes [0](f32[0, 3]): ", () -> Tensor.ones(0, 3).norm(1 / 0., 0));
    calls.put("dot(f32[3], f32[2]): needs two vectors", () -> V.dot(Tensor.ones(2)));
    calls.put("dot(f32[2, 3], f32[2, 3]): needs two", () -> X.dot(X));
    calls.put("outer(f32[3], f32[2, 3]): needs two vectors", () -> V.outer(X));
    calls.put("bmm(f32[2, 3], f32[3, 2]): needs the shapes", () -> X.bmm(X.t()));
    calls.put(
        "bmm(f32[1, 2, 3], f32[2, 3, 1]): needs", () -> X.unsqueeze(0).bmm(Tensor.ones(2, 3, 1)));
    calls.put("trace(f32[3]): needs a matrix", V::trace);
    calls.put("cdist(f32[2, 3], f32[3]): needs the shapes", () -> X.cdist(V));
    calls.put("cdist(f32[2, 3], f32[2, 2]): needs", () -> X.cdist(Tensor.ones(2, 2)));
    calls.put("cdist(f32[2, 3]): the order must not be neg", () -> X.cdist(X, -1));
    calls.put("cosineSimilarity(f32[2, 3], f32[2]): ", () -> X.cosineSimilarity(I.floating(), 1));
    calls.put(
        "pairwiseDistance(f32[], f32[]): scalars",
        () -> Tensor.scalar(1).pairwiseDistance(Tensor.scalar(2), 2));
    calls.put("pairwiseDistance(f32[2, 3], f32[2]): ", () -> X.pairwiseDistance(I.floating(), 2));
    attention(calls);
    einsum(calls);
    calls.put("tile(f32[2, 3]): the numbers must not be negative", () -> X.tile(-1));
    calls.put("tile(f32[2, 3]): an axis can't have 6442450941", () -> X.tile(Integer.MAX_VALUE));
    calls.put("repeat(f32[2, 3]): needs a number for each axis", () -> X.repeat(2));
    calls.put("repeatInterleave(f32[2, 3]): the number", () -> X.repeatInterleave(0, -1));
    calls.put(
        "repeatInterleave(f32[2, 3]): an axis can't have",
        () -> X.repeatInterleave(0, Integer.MAX_VALUE));
    calls.put("unfold(f32[2, 3]): axis 1 has no windows of 4", () -> X.unfold(1, 4, 1));
    calls.put("unfold(f32[2, 3]): axis 1 has no windows of -1", () -> X.unfold(1, -1, 1));
    calls.put("unfold(f32[2, 3]): axis 0 has no windows of 1 el", () -> X.unfold(0, 1, 0));
    windows(calls);
    calls.put("tril(f32[3]): needs at least two axes", V::tril);
    calls.put("triu(f32[3]): needs at least two axes", V::triu);
    calls.put("diagonal(f32[2, 3]): needs two axes", () -> X.diagonal(0, 1, -1));
    calls.put("split(f32[2, 3]): the parts' length", () -> X.split(0, 0));
    calls.put("split(f32[2, 3]): the lengths [1, 1] must", () -> X.split(1, new int[] {1, 1}));
    calls.put("split(f32[2, 3]): the lengths [4, -1] must", () -> X.split(1, new int[] {4, -1}));
    calls.put("chunk(f32[2, 3]): there must be at least 1", () -> X.chunk(0, 0));
    calls.put("meshgrid(f32[2, 3]): needs vectors", () -> Tensor.meshgrid(V, X));
    calls.put("meshgrid: needs at least one", Tensor::meshgrid);
    calls.put("maskedFill(f32[3], i32[2, 3]): the mask", () -> V.maskedFill(X.gt(0), 1));
    calls.put("where(f32[2, 3], ", () -> X.maskedFill(X, 1));
    calls.put("maskedSelect(f32[2, 3], f32[2, 3]): the mask", () -> X.maskedSelect(X));
    calls.put("maskedSelect(f32[2, 3], i32[2]): ", () -> X.maskedSelect(I));
    calls.put("indexAdd(f32[2, 3], f32[3], f32[3, 3]): ", () -> X.indexAdd(0, V, V.outer(V)));
    calls.put("indexAdd(f32[2, 3], i32[2], f32[3]): ", () -> X.indexAdd(0, I, V));
    calls.put("scatterAdd axis 0(", () -> X.indexAdd(0, Tensor.of(2), Tensor.ones(1, 3)));
    calls.put("indexPut(f32[2, 3], f32[3]): needs 1 to 2", () -> X.indexPut(List.of(), V, false));
    calls.put(
        "indexPut(f32[2, 3], i32[2], i32[2], i32[2], f32[3]): needs 1 to 2",
        () -> X.indexPut(List.of(I, I, I), V, false));
    calls.put(
        "indexPut(f32[2, 3], f32[3], f32[3]): an index must be i32",
        () -> X.indexPut(List.of(V), V, false));
    calls.put(
        "indexPut(f32[2, 3], i32[1], f32[3]): index 2 is outside axis 0",
        () -> X.indexPut(List.of(Tensor.of(2)), V, false));
    calls.put(
        "indexPut(f32[2, 3], i32[2], i32[1], f32[3]): index -4 is outside axis 1",
        () -> X.indexPut(List.of(I, Tensor.of(-4)), V, true));
    calls.put(
        "indexPut(f32[2, 3], i32[2], f32[2, 3, 1]): ",
        () -> X.indexPut(List.of(I), X.unsqueeze(2), true));
    calls.put("takeAlongAxis(f32[2, 3], i32[2]): needs", () -> X.takeAlongAxis(0, I));
    calls.put("takeAlongAxis(f32[2, 3], f32[2, 3]): needs", () -> X.takeAlongAxis(0, X));
    calls.put("takeAlongAxis(f32[2, 3], i32[1, 2]): ", () -> X.takeAlongAxis(0, I.unsqueeze(0)));
    calls.put(
        "gather axis 1(f32[2, 3], i32[2, 1]): index 3",
        () -> X.takeAlongAxis(1, Tensor.of(new int[][] {{3}, {0}})));
    calls.put("searchsorted(f32[2, 3], f32[3]): needs", () -> X.searchsorted(V));
    calls.put("searchsorted(f32[], f32[3]): needs", () -> Tensor.scalar(1).searchsorted(V));
    calls.put("bincount(f32[3], i32[3]): needs", V::bincount);
    calls.put("bincount(i32[2], f32[3]): needs", () -> I.bincount(V, 0));
    calls.put("bincount(i32[2]): the least length", () -> I.bincount(-1));
    calls.put("bincount(i32[1]): can't count -1", () -> Tensor.of(-1).bincount());
    calls.put("histc(f32[3]): there must be", () -> V.histc(0));
    calls.put("histc(f32[3]): [2.0, 1.0] is not an interval", () -> V.histc(3, 2, 1));
    calls.put("histc(f32[1]): [NaN, NaN]", () -> Tensor.of(Double.NaN).histc(3));
    calls.put("isClose(f32[3], f32[3]): the tol", () -> V.isClose(V, -1, 0, false));
    calls.put("randint: there is no integer from 3", () -> random(3, 3));
    calls.put("bernoulli: 1.5 is not", () -> Tensor.bernoulli(new Generator(1), 1.5, 2));
    calls.put("bernoulli(f32[3]): 2.0 is not", () -> V.bernoulli(new Generator(1)));
    calls.put("a shape's lengths must not be negative", () -> Tensor.eye(-1));
    calls.put("topk(f32[2, 3]): axis 1 does not have 4", () -> X.topk(1, 4));
    calls.put("topk(f32[2, 3]): axis 0 does not have -1", () -> X.topk(0, -1));
    calls.put("multinomial(f32[1, 2, 3]): needs a vector", () -> draw(X.unsqueeze(0), 1));
    calls.put("multinomial(f32[3]): needs a vector or matrix, and", () -> draw(V, 0));
    calls.put("multinomial(f32[2]): -1.0 is not a weight", () -> draw(Tensor.of(1.0, -1), 1));
    calls.put("multinomial(f32[1]): NaN is not", () -> draw(Tensor.of(Double.NaN), 1));
    calls.put("multinomial(f32[1]): Infinity is not", () -> draw(Tensor.of(1 / 0.), 1));
    calls.put("multinomial(i32[2]): 2 draws from 1", () -> draw(Tensor.of(1, 0), 2));
    calls.put(
        "multinomial(f32[2]): 1 draws from 0",
        () -> Tensor.zeros(2).multinomial(new Generator(1), 9, true));
    return calls;
  }

  private static void windows(Map<String, ThrowingCallable> calls) {
    ConvOptions conv = ConvOptions.DEFAULT;
    Tensor w = Tensor.ones(4, 2, 3);
    calls.put(
        "conv1d(f32[2, 3], f32[4, 3]): needs an input of 3 axes, or 2", () -> X.conv1d(columns(4)));
    calls.put("conv2d(f32[2, 3], f32[4, 2, 3]): needs an input of 4 axes, or 3", () -> X.conv2d(w));
    calls.put("conv3d(f32[2, 3], f32[4, 2, 3]): needs an input of 5", () -> X.conv3d(w));
    calls.put(
        "conv1d(f32[2, 3], f32[4, 2, 3]): needs one number, or 1 for the spatial axes, not [1, 2]",
        () -> X.conv1d(w, null, conv.withStride(1, 2)));
    calls.put(
        "conv2d(f32[2, 3], f32[4, 2, 3]): needs one number, or 2 for the spatial axes, not [0, 1,"
            + " 1]",
        () -> X.conv2d(w, null, conv.withPadding(0, 1, 1)));
    calls.put(
        "conv3d(f32[2, 3], f32[4, 2, 3]): needs one number, or 3 for the spatial axes, not [4, 5]",
        () -> X.conv3d(w, null, conv.withDilation(4, 5)));
    calls.put(
        "conv1d(f32[3, 2], f32[4, 2, 3]): the input has 3 channels, but the weight is for 2 in 1"
            + " group",
        () -> X.t().conv1d(w));
    calls.put(
        "conv1d(f32[2, 3], f32[4, 2, 3]): the input has 2 channels, but the weight is for 4 in 2"
            + " groups",
        () -> X.conv1d(w, null, conv.withGroups(2)));
    calls.put(
        "conv1d(f32[2, 3], f32[4, 2, 3]): the 4 channels of the weight can't be divided into 3",
        () -> X.conv1d(w, null, conv.withGroups(3)));
    calls.put(
        "conv1d(f32[2, 3], f32[4, 2, 3], f32[3]): needs a bias of 4", () -> X.conv1d(w, V, conv));
    calls.put(
        "conv1d(f32[2, 3], f32[4, 2, 3], f32[4, 1]): needs a bias of 4",
        () -> X.conv1d(w, Tensor.ones(4, 1), conv));
    calls.put(
        "conv1d: convolve stride [1] padding [0] to [0] spread [1] dilation [2](f32[1, 1, 2, 3],"
            + " f32[1, 4, 2, 3]): 3 taps with dilation 2 are longer",
        () -> X.conv1d(w, null, conv.withDilation(2)));
    String transposed = "convTranspose1d(f32[2, 3], f32[2, 4, 3]";
    Tensor t = Tensor.ones(2, 4, 3);
    calls.put(
        "convTranspose2d(f32[2, 3], f32[2, 4, 3]): needs an input of 4",
        () -> X.convTranspose2d(t, null, conv));
    calls.put(
        "convTranspose3d(f32[2, 3], f32[2, 4, 3]): needs an input of 5",
        () -> X.convTranspose3d(t, null, conv));
    calls.put(
        "convTranspose1d(f32[2, 3], f32[4, 2, 3]): the input has 2 channels, but the weight is for"
            + " 4",
        () -> X.convTranspose1d(w, null, conv));
    calls.put(
        transposed + "): the 2 channels of the weight can't be divided into 3 groups",
        () -> X.convTranspose1d(t, null, conv.withGroups(3)));
    calls.put(
        transposed + ", f32[4]): needs a bias of 8",
        () -> X.convTranspose1d(t, Tensor.ones(4), conv.withGroups(2)));
    calls.put(
        transposed + "): needs one output padding, or one",
        () -> X.convTranspose1d(t, null, conv.withStride(3), 1, 1));
    calls.put(
        transposed
            + "): the output padding of spatial axis 0 must be less than its stride 3 or"
            + " dilation 2, not 3",
        () -> X.convTranspose1d(t, null, conv.withStride(3).withDilation(2), 3));
    calls.put(
        transposed
            + "): the output padding of spatial axis 0 must be less than its stride 1 or"
            + " dilation 1, not -1",
        () -> X.convTranspose1d(t, null, conv, -1));
    calls.put(
        transposed + "): the weight is too long along spatial axis 0 with dilation 2147483647",
        () -> X.convTranspose1d(t, null, conv.withDilation(Integer.MAX_VALUE)));
    pools(calls);
    String sizes = "f32[2, 3]): needs a size of at least 1 for each of the last axes, not ";
    calls.put("interpolateNearest(" + sizes + "[]", () -> X.interpolateNearest());
    calls.put("interpolateNearest(" + sizes + "[2, 0]", () -> X.interpolateNearest(2, 0));
    calls.put("interpolateLinear(" + sizes + "[1, 1, 1]", () -> X.interpolateLinear(true, 1, 1, 1));
    calls.put(
        "interpolateLinear(f32[2, 0]): needs a size of at least 1",
        () -> Tensor.zeros(2, 0).interpolateLinear(false, 3));
    calls.put(
        "fold axis 0 length 3 step 1 dilation 1(f32[2, 3]): the windows need a length of 4",
        () -> X.fold(0, 3, 1));
    calls.put(
        "fold axis 1 length 3 step 1 dilation 1(f32[2, 3]): needs an axis before the last",
        () -> X.fold(-1, 3, 1));
  }

  private static void attention(Map<String, ThrowingCallable> calls) {
    Tensor q = Tensor.zeros(4, 2, 3);
    String start = "scaledDotProductAttention(f32[4, 2, 3], ";
    String rule = ": needs q (…, heads, L, E), k (…, kvHeads, S, E) and v (…, kvHeads, S, Ev)";
    for (Tensor k : List.of(X, Tensor.zeros(3, 5, 3), Tensor.zeros(2, 5, 2), q.slice(0, 0, 0))) {
      calls.put(
          start + k.spec() + ", " + k.spec() + ")" + rule, () -> q.scaledDotProductAttention(k, k));
    }
    Tensor k = Tensor.zeros(2, 5, 3);
    calls.put(
        "attentionWeights(f32[4, 2, 3], f32[2, 3], f32[2, 3])" + rule,
        () -> q.attentionWeights(X, AttentionOptions.DEFAULT));
    calls.put(
        "withKeyPaddingMask(f32[2, 3]): needs the shape (rows, keys), i32",
        () -> AttentionOptions.DEFAULT.withKeyPaddingMask(X));
    calls.put(
        start + "f32[2, 5, 3], f32[2, 4, 3])" + rule,
        () -> q.scaledDotProductAttention(k, Tensor.zeros(2, 4, 3)));
    calls.put(
        start + "f32[2, 5, 3], f32[1, 5, 3])" + rule,
        () -> q.scaledDotProductAttention(k, Tensor.zeros(1, 5, 3)));
    calls.put(
        "scaledDotProductAttention(f32[2, 4, 2, 3], f32[3, 2, 5, 3], f32[2, 5, 3]): ",
        () -> Tensor.zeros(2, 4, 2, 3).scaledDotProductAttention(Tensor.zeros(3, 2, 5, 3), k));
    calls.put(
        start + "f32[2, 5, 3], f32[2, 5, 3], f32[2, 3]): the mask must broadcast to [4, 2, 5]",
        () -> q.scaledDotProductAttention(k, k, AttentionOptions.DEFAULT.withMask(X)));
    calls.put(
        start + "f32[2, 5, 3], f32[2, 5, 3], f32[1, 1, 1, 1]): the mask must",
        () ->
            q.scaledDotProductAttention(
                k, k, AttentionOptions.DEFAULT.withMask(Tensor.zeros(1, 1, 1, 1))));
  }

  private static void pools(Map<String, ThrowingCallable> calls) {
    PoolOptions pool = PoolOptions.of(2);
    calls.put("maxPool1d(f32[]): can't pool over 1 axes", () -> Tensor.scalar(1).maxPool1d(pool));
    calls.put("maxPool2d(f32[3]): can't pool over 2 axes", () -> V.maxPool2d(pool));
    calls.put("avgPool3d(f32[2, 3]): can't pool over 3 axes", () -> X.avgPool3d(pool));
    calls.put("maxPoolIndices(f32[3]): can't pool over 0", () -> V.maxPoolIndices(0, pool));
    calls.put(
        "maxPool3d(f32[2, 3]): can't pool over 3", () -> X.maxPool3d(PoolOptions.of(1, 1, 1)));
    calls.put(
        "avgPool1d(f32[2, 3]): needs one number, or 1 for the spatial axes, not [2, 3]",
        () -> X.avgPool1d(PoolOptions.of(2, 3)));
    calls.put(
        "maxPool2d(f32[2, 3]): needs one number, or 2 for the spatial axes, not [1, 1, 1]",
        () -> X.maxPool2d(pool.withStride(1, 1, 1)));
    calls.put(
        "avgPool2d(f32[2, 3]): needs one number, or 2 for the spatial axes, not [0, 0, 0]",
        () -> X.avgPool2d(pool.withPadding(0, 0, 0)));
    calls.put(
        "maxPool1d(f32[2, 3]): needs one number, or 1 for the spatial axes, not [2, 1]",
        () -> X.maxPool1d(pool.withDilation(2, 1)));
    calls.put(
        "avgPool1d(f32[2, 3]): averages have dilation 1, not [2]",
        () -> X.avgPool1d(pool.withDilation(2)));
    calls.put(
        "maxPool1d(f32[2, 3]): the padding, 2, must be at most half of a window's size, 2",
        () -> X.maxPool1d(pool.withPadding(2)));
    calls.put(
        "maxPool2d(f32[2, 3]): a window that spans 5 elements doesn't fit axis 1 with a padding of"
            + " 0",
        () -> X.maxPool2d(PoolOptions.of(1, 3).withDilation(2)));
    calls.put(
        "avgPool1d(f32[2, 0]): a window that spans 1",
        () -> Tensor.zeros(2, 0).avgPool1d(PoolOptions.of(1)));
    calls.put(
        "maxPool1d(f32[3]): a window that spans 4294967291 elements doesn't fit",
        () -> V.maxPool1d(PoolOptions.of(2147483646).withDilation(2).withPadding(1073741823)));
    calls.put(
        "argmaxPool [2 stride 2 padding 1 to 1 dilation 2](f32[1]): windows of 2",
        () -> Tensor.ones(1).maxPool1d(pool.withPadding(1).withDilation(2)));
    String sizes = "f32[2, 3]): needs a size of at least 1 for each of the last axes, not ";
    calls.put("adaptiveAvgPool(" + sizes + "[0]", () -> X.adaptiveAvgPool(0));
    calls.put("adaptiveMaxPool(" + sizes + "[]", () -> X.adaptiveMaxPool());
    calls.put("adaptiveMaxPool(" + sizes + "[1, 1, 1]", () -> X.adaptiveMaxPool(1, 1, 1));
    calls.put(
        "adaptiveAvgPool(f32[0, 3]): there are no elements along axis 0",
        () -> Tensor.zeros(0, 3).adaptiveAvgPool(1, 2));
  }

  private static Tensor columns(int rows) {
    return Tensor.ones(rows, 3);
  }

  private static Tensor random(int low, int high) {
    return Tensor.randint(new Generator(1), low, high, 2);
  }

  private static Tensor draw(Tensor weights, int count) {
    return weights.multinomial(new Generator(1), count, false);
  }

  private static void einsum(Map<String, ThrowingCallable> calls) {
    String start = "einsum(f32[2, 3], f32[3]): ";
    Map<String, String> problems = new LinkedHashMap<>();
    problems.put("ij->jk", "has letters for 1 operands, not 2");
    problems.put("ij,jk->ik", "has \"jk\" for an operand of 1 axes");
    problems.put("i.,j", "has '.', which is not a letter");
    problems.put("ij,i->j", "gives 'i' the lengths 2 and 3");
    problems.put("ii,i->", "gives 'i' the lengths 2 and 3");
    problems.put("ij,j->k", "has 'k' only in the result");
    problems.put("ij,j->ii", "has 'i' twice in the result");
    problems.put("ij,j->,", "has ',' only in the result");
    problems.put("ij->j->", "has more than one arrow");
    problems.forEach(
        (equation, problem) ->
            calls.put(
                start + "\"" + equation + "\" " + problem, () -> Tensor.einsum(equation, X, V)));
    calls.put("einsum(): \"\" has letters for 1 operands, not 0", () -> Tensor.einsum(""));
  }

  @TestFactory
  Stream<DynamicTest> isRefused() {
    return calls().entrySet().stream()
        .map(
            call ->
                DynamicTest.dynamicTest(
                    call.getKey(),
                    () ->
                        assertThatThrownBy(call.getValue())
                            .isInstanceOf(IllegalArgumentException.class)
                            .hasMessageStartingWith(call.getKey())));
  }

  /// A refused draw draws nothing.
  @TestFactory
  Stream<DynamicTest> aRefusedDrawLeavesTheGeneratorAsItWas() {
    Generator generator = new Generator(4);
    int[] before = generator.state().toInts();
    Map<String, ThrowingCallable> draws =
        Map.of(
            "randint", () -> Tensor.randint(generator, 1, 0, 3),
            "bernoulli", () -> Tensor.bernoulli(generator, -1, 3),
            "multinomial", () -> Tensor.of(1.0, -1).multinomial(generator, 1, true),
            "bernoulli of a tensor", () -> Tensor.of(0.5, Double.NaN).bernoulli(generator));
    return draws.entrySet().stream()
        .map(
            draw ->
                DynamicTest.dynamicTest(
                    draw.getKey(),
                    () -> {
                      assertThatThrownBy(draw.getValue())
                          .isInstanceOf(IllegalArgumentException.class);
                      assertThat(generator.state().toInts()).containsExactly(before);
                    }));
  }
}
