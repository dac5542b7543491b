package gradus.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import gradus.testkit.Fixture;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// The numbers that PyTorch computes, from the files that `fixtures/pytorch.py` writes.
class PyTorchParityTest {
  private static final double INFINITY = Double.POSITIVE_INFINITY;

  @TestFactory
  Stream<DynamicTest> drawsTheSameNumbers() {
    return Parity.read("streams.txt").stream()
        .map(c -> DynamicTest.dynamicTest("seed " + c.name(), () -> checkStream(c)));
  }

  private static void checkStream(Fixture stream) {
    Generator generator = new Generator(Long.parseLong(stream.name()));
    stream
        .tensors()
        .forEach(
            (call, expected) -> {
              String[] words = call.split(":");
              int n = expected.size();
              double a = words.length > 2 ? Double.parseDouble(words[2]) : 0;
              double b = words.length > 3 ? Double.parseDouble(words[3]) : 1;
              switch (words[0]) {
                case "rand" -> exactly(call, Tensor.rand(generator, n), expected);
                case "uniform" -> exactly(call, Tensor.uniform(generator, a, b, n), expected);
                case "randperm" ->
                    assertThat(Tensor.randperm(generator, n).toInts())
                        .as(call)
                        .containsExactly(expected.toInts());
                case "randint" ->
                    exactly(call, Tensor.randint(generator, (int) a, (int) b, n), expected);
                case "bernoulli" -> exactly(call, Tensor.bernoulli(generator, a, n), expected);
                case "bernoulliOf32" ->
                    exactly(call, weights(n, DType.F32).div(8).bernoulli(generator), expected);
                case "bernoulliOf64" ->
                    exactly(call, weights(n, DType.F64).div(8).bernoulli(generator), expected);
                case "multinomial" ->
                    exactly(call, weights(a, DType.F32).multinomial(generator, n, false), expected);
                case "multinomialReplacing" ->
                    exactly(call, weights(a, DType.F32).multinomial(generator, n, true), expected);
                case "multinomialOf64" ->
                    exactly(call, weights(a, DType.F64).multinomial(generator, n, false), expected);
                case "multinomialReplacingOf64" ->
                    exactly(call, weights(a, DType.F64).multinomial(generator, n, true), expected);
                case "randn" -> normal(call, Tensor.randn(generator, n), expected, 1);
                case "normal" -> normal(call, Tensor.normal(generator, a, b, n), expected, b);
                default -> throw new IllegalArgumentException(call);
              }
            });
  }

  private static Tensor weights(double n, DType dtype) {
    int[] weights = IntStream.range(0, (int) n).map(i -> i * 3 % 8).toArray();
    return Tensor.of(weights).to(dtype);
  }

  private static void exactly(String call, Tensor actual, Tensor expected) {
    assertThat(actual.dtype()).as(call).isEqualTo(expected.dtype());
    assertThat(actual.toDoubles()).as(call).containsExactly(expected.toDoubles());
  }

  /// PyTorch's logarithm, cosine and sine for vector units differ in the last bits.
  private static void normal(String call, Tensor actual, Tensor expected, double deviation) {
    float[] wanted = expected.toFloats();
    for (int i = 0; i < wanted.length; i++) {
      assertThat(actual.get(i))
          .as("%s, number %d", call, i)
          .isCloseTo(wanted[i], within(1e-6 * deviation + 2 * Math.ulp(wanted[i])));
    }
  }

  private static final Map<String, Function<Tensor[], Tensor>> OPERATIONS = new TreeMap<>();

  private static void one(String name, Function<Tensor, Tensor> function) {
    OPERATIONS.put(name, in -> function.apply(in[0]));
  }

  static {
    one("neg", Tensor::neg);
    one("abs", Tensor::abs);
    one("sign", Tensor::sign);
    one("exp", Tensor::exp);
    one("log", Tensor::log);
    one("sqrt", Tensor::sqrt);
    one("reciprocal", Tensor::reciprocal);
    one("sin", Tensor::sin);
    one("cos", Tensor::cos);
    one("tanh", Tensor::tanh);
    one("sigmoid", Tensor::sigmoid);
    one("relu", Tensor::relu);
    one("erf", Tensor::erf);
    one("square", Tensor::square);
    one("expm1", Tensor::expm1);
    one("log1p", Tensor::log1p);
    one("softplus", Tensor::softplus);
    for (double exponent : new double[] {0, 1, 2, 3, 2.5}) {
      one("pow." + exponent, x -> x.pow(exponent));
    }
    one("clamp", x -> x.clamp(-1, 0.5));
    one("clampBelow", x -> x.clamp(0.25, INFINITY));
    OPERATIONS.put("add", in -> in[0].add(in[1]));
    OPERATIONS.put("sub", in -> in[0].sub(in[1]));
    OPERATIONS.put("mul", in -> in[0].mul(in[1]));
    OPERATIONS.put("div", in -> in[0].div(in[1]));
    OPERATIONS.put("pow", in -> in[0].pow(in[1]));
    OPERATIONS.put("maximum", in -> in[0].maximum(in[1]));
    OPERATIONS.put("minimum", in -> in[0].minimum(in[1]));
    one("cube", x -> x.pow(3));
    one("twice", x -> x.mul(x).add(x.sum()));
    OPERATIONS.put("eq", in -> in[0].eq(in[1]));
    OPERATIONS.put("ne", in -> in[0].ne(in[1]));
    OPERATIONS.put("lt", in -> in[0].lt(in[1]));
    OPERATIONS.put("le", in -> in[0].le(in[1]));
    OPERATIONS.put("gt", in -> in[0].gt(in[1]));
    OPERATIONS.put("ge", in -> in[0].ge(in[1]));
    OPERATIONS.put("where", in -> Tensor.where(in[0], in[1], in[2]));
    one("sum.all", x -> x.sum());
    one("sum.1", x -> x.sum(1));
    one("sum.0.2.keepdim", x -> x.sum(new int[] {0, 2}, true));
    one("mean.all", x -> x.mean());
    one("mean.1", x -> x.mean(1));
    one("mean.0.2.keepdim", x -> x.mean(new int[] {0, 2}, true));
    one("max.all", x -> x.max());
    one("max.1", x -> x.max(1));
    one("max.0.2.keepdim", x -> x.max(new int[] {0, 2}, true));
    one("min.all", x -> x.min());
    one("min.1", x -> x.min(1));
    one("min.0.2.keepdim", x -> x.min(new int[] {0, 2}, true));
    one("var.all", x -> x.var());
    one("var.1", x -> x.var(1));
    one("var.0.2.keepdim", x -> x.var(new int[] {0, 2}, 1, true));
    one("var.population", x -> x.var(new int[] {0}, 0, false));
    one("logSumExp.all", x -> x.logSumExp());
    one("logSumExp.1", x -> x.logSumExp(1));
    one("logSumExp.0.2.keepdim", x -> x.logSumExp(new int[] {0, 2}, true));
    one("argmax", x -> x.argmax());
    one("argmax.1", x -> x.argmax(1));
    one("softmax.0", x -> x.softmax(0));
    one("softmax.1", x -> x.softmax(1));
    one("logSoftmax.0", x -> x.logSoftmax(0));
    one("logSoftmax.1", x -> x.logSoftmax(1));
    OPERATIONS.put("matmul", in -> in[0].matmul(in[1]));
    OPERATIONS.put("matmul.t", in -> in[0].matmul(in[1].t()));
    one("reshape", x -> x.reshape(2, -1));
    one("permute", x -> x.permute(2, 0, 1));
    one("transpose", x -> x.transpose(0, 2));
    one("expand", x -> x.expand(3, 2, 4));
    one("slice", x -> x.slice(1, 1, 6, 2));
    one("select", x -> x.select(1, -1));
    one("flip", x -> x.flip(1));
    one("pad", x -> x.pad(1, 1, 2, 7));
    OPERATIONS.put("concat", in -> Tensor.concat(1, in));
    OPERATIONS.put("stack", in -> Tensor.stack(1, in));
    OPERATIONS.put("gather", in -> in[0].gather(1, in[1]));
    OPERATIONS.put("scatterAdd", in -> in[0].scatterAdd(1, in[1], in[2]));
    OPERATIONS.put("indexSelect", in -> in[0].indexSelect(0, in[1]));
    one("oneHot", x -> x.oneHot(4));
  }

  @Test
  void theFileAndThisTestNameTheSameOperations() {
    assertThat(Parity.names("operations.txt")).isEqualTo(OPERATIONS.keySet());
  }

  @TestFactory
  Stream<DynamicTest> operationsAndGradients() {
    return Parity.tests("operations.txt", OPERATIONS);
  }
}
