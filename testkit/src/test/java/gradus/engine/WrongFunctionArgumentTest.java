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
