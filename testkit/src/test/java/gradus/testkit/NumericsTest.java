package gradus.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import gradus.engine.AttentionOptions;
import gradus.engine.Backends;
import gradus.engine.ConvOptions;
import gradus.engine.Convolve;
import gradus.engine.DType;
import gradus.engine.Gradients;
import gradus.engine.PoolOptions;
import gradus.engine.Tensor;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// What `docs/NUMERICS.md` says of special numbers, line by line, on each backend. The oracle that
/// backends are compared with is one of them, so here the results are written out.
class NumericsTest {
  private static final double NAN = Double.NaN;
  private static final double INF = Double.POSITIVE_INFINITY;
  private static final double TINY = Float.MIN_VALUE;

  private record Case(
      String name, UnaryOperator<Tensor> function, double[] x, double... expected) {}

  private static Case of(String name, UnaryOperator<Tensor> f, double[] x, double... expected) {
    return new Case(name, f, x, expected);
  }

  private static double[] x(double... x) {
    return x;
  }

  private static Tensor like(Tensor x, double... values) {
    return Tensor.of(x.dtype(), values);
  }

  private static final List<Case> FLOATING =
      List.of(
          of("neg", Tensor::neg, x(NAN, 0, -0.0, INF, TINY), NAN, -0.0, 0, -INF, -TINY),
          of("abs", Tensor::abs, x(NAN, -0.0, -INF, -TINY), NAN, 0, INF, TINY),
          of("sign", Tensor::sign, x(NAN, -0.0, -INF, TINY), NAN, -0.0, -1, 1),
          of("relu", Tensor::relu, x(NAN, -0.0, -INF, INF, -TINY), NAN, 0, 0, INF, 0),
          of("clamp", t -> t.clamp(-1, 2), x(NAN, -0.0, -INF, INF, TINY), NAN, -0.0, -1, 2, TINY),
          of("clamp at 0", t -> t.clamp(0, 2), x(-0.0, 0), 0, 0),
          of("exp", Tensor::exp, x(NAN, INF, -INF, -0.0, 1000), NAN, INF, 0, 1, INF),
          of("log", Tensor::log, x(NAN, -1, 0, -0.0, INF, 1), NAN, NAN, -INF, -INF, INF, 0),
          of("sqrt", Tensor::sqrt, x(NAN, -1, -0.0, INF), NAN, NAN, -0.0, INF),
          of("reciprocal", Tensor::reciprocal, x(NAN, 0, -0.0, -INF), NAN, INF, -INF, -0.0),
          of("sin", Tensor::sin, x(NAN, INF, -0.0), NAN, NAN, -0.0),
          of("cos", Tensor::cos, x(NAN, INF, 0), NAN, NAN, 1),
          of("tanh", Tensor::tanh, x(NAN, INF, -INF, -0.0), NAN, 1, -1, -0.0),
          of("sigmoid", Tensor::sigmoid, x(NAN, INF, -INF, 0), NAN, 1, 0, 0.5),
          of("floor", Tensor::floor, x(NAN, INF, -0.0, -0.5, 0.5, TINY), NAN, INF, -0.0, -1, 0, 0),
          of(
              "ceil",
              Tensor::ceil,
              x(NAN, -INF, -0.0, -0.5, 0.5, TINY),
              NAN,
              -INF,
              -0.0,
              -0.0,
              1,
              1),
          of("round", Tensor::round, x(NAN, -0.5, 0.5, 1.5, 2.5, -2.5), NAN, -0.0, 0, 2, 2, -2),
          of("trunc", Tensor::trunc, x(NAN, INF, -0.0, -0.5, 1.5), NAN, INF, -0.0, -0.0, 1),
          of("log2", Tensor::log2, x(NAN, -1, 0, -0.0, INF, 8), NAN, NAN, -INF, -INF, INF, 3),
          of("log10", Tensor::log10, x(NAN, -1, 0, -0.0, INF, 1000), NAN, NAN, -INF, -INF, INF, 3),
          of("exp2", Tensor::exp2, x(NAN, INF, -INF, -3, 2000), NAN, INF, 0, 0.125, INF),
          of("rsqrt", Tensor::rsqrt, x(NAN, -1, 0, -0.0, INF), NAN, NAN, INF, -INF, 0),
          of("tan", Tensor::tan, x(NAN, INF, -0.0), NAN, NAN, -0.0),
          of("asin", Tensor::asin, x(NAN, -0.0, 1.5, INF), NAN, -0.0, NAN, NAN),
          of("acos", Tensor::acos, x(NAN, 1, -1.5, INF), NAN, 0, NAN, NAN),
          of("atan", Tensor::atan, x(NAN, -0.0), NAN, -0.0),
          of("sinh", Tensor::sinh, x(NAN, INF, -INF, -0.0), NAN, INF, -INF, -0.0),
          of("cosh", Tensor::cosh, x(NAN, INF, -INF, 0), NAN, INF, INF, 1),
          of("softplus", Tensor::softplus, x(NAN, INF, -INF), NAN, INF, 0),
          of("silu", Tensor::silu, x(NAN, INF, -INF, -1e30, -0.0), NAN, INF, NAN, -0.0, -0.0),
          of("gelu", Tensor::gelu, x(NAN, INF, -INF, -1e30, -0.0), NAN, INF, NAN, -0.0, -0.0),
          of("geluTanh", Tensor::geluTanh, x(NAN, INF, -INF, -0.0), NAN, INF, NAN, -0.0),
          of(
              "fmod",
              t -> t.fmod(like(t, 3, 0, 2, INF, -3)),
              x(INF, 1, -4, -5, 5),
              NAN,
              NAN,
              -0.0,
              -5,
              2),
          of(
              "remainder",
              t -> t.remainder(like(t, 3, 0, 2, INF, -3)),
              x(INF, 1, -4, -5, 5),
              NAN,
              NAN,
              -0.0,
              INF,
              -1),
          of("erf", Tensor::erf, x(NAN, INF, -INF, -0.0), NAN, 1, -1, -0.0),
          of("pow of 1", t -> like(t, 1, 1, 1).pow(t), x(NAN, INF, -INF), 1, 1, 1),
          of("pow of -1", t -> like(t, -1, -1, -1).pow(t), x(NAN, INF, -INF), NAN, 1, 1),
          of("pow to 0", t -> t.pow(0), x(NAN, INF, -0.0, -3), 1, 1, 1, 1),
          of(
              "maximum",
              t -> t.maximum(like(t, 1, -0.0, 0, NAN)),
              x(NAN, 0, -0.0, 1),
              NAN,
              0,
              0,
              NAN),
          of(
              "minimum",
              t -> t.minimum(like(t, 1, -0.0, 0, NAN)),
              x(NAN, 0, -0.0, 1),
              NAN,
              -0.0,
              -0.0,
              NAN),
          of("eq", t -> t.eq(like(t, NAN, -0.0, INF, 1)), x(NAN, 0, INF, NAN), 0, 1, 1, 0),
          of("ne", t -> t.ne(like(t, NAN, -0.0, INF, 1)), x(NAN, 0, INF, NAN), 1, 0, 0, 1),
          of("lt", t -> t.lt(like(t, NAN, 0, INF, 1)), x(NAN, -0.0, -INF, NAN), 0, 0, 1, 0),
          of("ge", t -> t.ge(like(t, NAN, 0, INF, 1)), x(NAN, -0.0, -INF, NAN), 0, 1, 0, 0),
          of("max", t -> t.max(), x(1, NAN, INF), NAN),
          of("min", t -> t.min(), x(1, NAN, -INF), NAN),
          of("max of zeros", t -> t.max(), x(-0.0, 0, -0.0), 0),
          of("min of zeros", t -> t.min(), x(0, -0.0, 0), -0.0),
          of("argmax", t -> t.argmax(0), x(1, INF, NAN, 3, NAN), 2),
          of("argmax of ties", t -> t.argmax(0), x(-1, -0.0, 0, 0), 1),
          of("argmax of -∞", t -> t.argmax(0), x(-INF, -INF), 0),
          of("argmin", t -> t.argmin(0), x(1, -INF, NAN, -3, NAN), 2),
          of("argmin of ties", t -> t.argmin(0), x(1, 0, -0.0, 0), 1),
          of("argmin of ∞", t -> t.argmin(0), x(INF, INF), 0),
          of("cumsum", t -> t.cumsum(0), x(-0.0, 1, INF, 2, -INF), -0.0, 1, INF, INF, NAN),
          of("cumprod", t -> t.cumprod(0), x(-0.0, 2, -3, 0), -0.0, -0.0, 0, 0),
          of("cumprod to ∞", t -> t.cumprod(0), x(2, INF, -1, 0), 2, INF, -INF, NAN),
          of("argsort", t -> t.argsort(0), x(NAN, 0, INF, -0.0, -INF, -1), 4, 5, 1, 3, 2, 0),
          of(
              "argsort descending",
              t -> t.argsort(0, true),
              x(1, -0.0, 2, NAN, 0, INF, NAN),
              3,
              6,
              5,
              2,
              0,
              1,
              4),
          of("softmax", t -> t.softmax(0), x(0, -INF, 0), 0.5, 0, 0.5),
          of("softmax of ∞", t -> t.softmax(0), x(INF, 0), NAN, NAN),
          of("softmax of -∞", t -> t.softmax(0), x(-INF, -INF), NAN, NAN),
          of("softmax of large", t -> t.softmax(0), x(1e30, 1e30), 0.5, 0.5),
          of("logSoftmax", t -> t.logSoftmax(0), x(3, -INF), 0, -INF),
          of("logSoftmax of NaN", t -> t.logSoftmax(0), x(0, NAN), NAN, NAN),
          of("sum", t -> t.sum(), x(1, INF, 2), INF),
          of("sum of both", t -> t.sum(), x(-INF, 1, INF), NAN),
          of("sum of nothing", t -> t.sum(), x(), 0),
          of("small", t -> t.mul(0.5).add(t), x(2 * TINY, -4 * TINY), 3 * TINY, -6 * TINY),
          of(
              "to integers",
              t -> t.to(DType.I32),
              x(NAN, INF, -INF, 1e30, -1.9, 1.9, -0.5),
              0,
              Integer.MAX_VALUE,
              Integer.MIN_VALUE,
              Integer.MAX_VALUE,
              -1,
              1,
              0));

  private static final List<Case> WINDOWS =
      List.of(
          of("convolution of ∞", t -> conv(t, like(t, 1, 0), 0), x(1, INF, 2, 3), NAN, INF, 2),
          of("padding is a term", t -> conv(ones(t, 3), t, 1), x(INF, 2, 3), NAN, INF, INF),
          of("padding times NaN", t -> conv(ones(t, 3), t, 1), x(1, 2, NAN), NAN, NAN, NAN),
          of("a gap is not a term", t -> spread(t, 0), x(INF), INF, 0, INF, 0, INF),
          of("gaps in the padding", t -> spread(t, 2), x(INF), NAN, 0, INF, 0, INF, 0, INF, 0, NAN),
          of("a gap at the border", t -> spread(t, 1), x(INF), 0, INF, 0, INF, 0, INF, 0),
          of(
              "transposed with gaps",
              t -> transposed(ones(t, 3), t, 2),
              x(INF),
              INF,
              0,
              INF,
              0,
              INF),
          of(
              "transposed",
              t -> transposed(ones(t, 3), t, 1),
              x(INF, 2, 3),
              INF,
              INF,
              INF,
              NAN,
              NAN),
          of("gradient of the input", NumericsTest::slope, x(INF, 2, 3), INF, INF, INF, INF, NAN),
          of("averages", t -> t.avgPool1d(pairs()), x(1, INF, 2, -INF, NAN), INF, INF, -INF, NAN),
          of(
              "averages with padding",
              t -> t.avgPool1d(pairs().withPadding(1)),
              x(INF, 4, -2),
              INF,
              INF,
              1,
              -1),
          of("maxima", t -> t.maxPool1d(pairs()), x(1, NAN, 2, -INF, INF), NAN, NAN, 2, INF),
          of("the first of zeros", t -> t.maxPool1d(pairs()), x(-0.0, 0, -0.0, 0), -0.0, 0, -0.0),
          of("the first of equals", NumericsTest::maxima, x(3, 3, 1, 3, -0.0, 0), 0, 1, 3, 3),
          of("the last NaN", NumericsTest::maxima, x(1, NAN, 2, NAN, 5, INF), 1, 3, 3, 3),
          of("the first -∞", NumericsTest::maxima, x(-INF, -INF, -INF), 0),
          of(
              "padding is no maximum",
              t -> t.maxPool1d(pairs().withPadding(1)),
              x(-INF, -3),
              -INF,
              -3,
              -3));

  private static Tensor ones(Tensor x, int count) {
    return Tensor.ones(count).to(x.dtype());
  }

  private static Tensor conv(Tensor x, Tensor kernel, int padding) {
    ConvOptions options = ConvOptions.DEFAULT.withPadding(padding);
    return x.unsqueeze(0).conv1d(kernel.reshape(1, 1, -1), null, options);
  }

  private static Tensor transposed(Tensor x, Tensor kernel, int stride) {
    ConvOptions options = ConvOptions.DEFAULT.withStride(stride);
    return x.unsqueeze(0).convTranspose1d(kernel.reshape(1, 1, -1), null, options);
  }

  private static Tensor spread(Tensor kernel, int padding) {
    Convolve convolve = new Convolve(List.of(new Convolve.Axis(1, padding, padding, 2, 1)));
    return convolve.apply(ones(kernel, 3).reshape(1, 1, 1, 3), kernel.reshape(1, 1, 1, 1));
  }

  private static Tensor slope(Tensor kernel) {
    Tensor x = ones(kernel, 5).requiresGrad(true);
    return Gradients.of(conv(x, kernel, 1).sum(), x).getFirst();
  }

  private static PoolOptions pairs() {
    return PoolOptions.of(2).withStride(1);
  }

  private static Tensor maxima(Tensor x) {
    return x.maxPoolIndices(1, PoolOptions.of(3).withStride(1));
  }

  private static final double LEAST = Integer.MIN_VALUE;
  private static final double MOST = Integer.MAX_VALUE;

  private static final List<Case> INTEGERS =
      List.of(
          of("neg", Tensor::neg, x(LEAST, MOST), LEAST, -MOST),
          of("abs", Tensor::abs, x(LEAST, -7), LEAST, 7),
          of("add", t -> t.add(like(t, 1, -1)), x(MOST, LEAST), LEAST, MOST),
          of("square", Tensor::square, x(65536, 65537), 0, 131073),
          of("sum", t -> t.sum(), x(MOST, MOST, 3), 1),
          of("cumsum", t -> t.cumsum(0), x(MOST, 1, -2), MOST, LEAST, MOST - 1),
          of("cumprod", t -> t.cumprod(0), x(65537, 65537, 3), 65537, 131073, 393219),
          of("argsort", t -> t.argsort(0), x(3, LEAST, MOST, -1, 3), 1, 3, 0, 4, 2),
          of("argmin", t -> t.argmin(0), x(3, LEAST, MOST, LEAST), 1),
          of("convolution", t -> conv(t, like(t, 65537), 0), x(65537, MOST), 131073, MOST - 65536),
          of("maxima", NumericsTest::maxima, x(3, LEAST, 3, MOST, MOST), 0, 3, 3),
          of("to floats", t -> t.to(DType.F32), x((1 << 24) + 1, MOST), 1 << 24, 0x1p31));

  @TestFactory
  Stream<DynamicTest> areAsWritten() {
    return Backends.usable().stream()
        .flatMap(
            backend ->
                Stream.of(DType.values())
                    .flatMap(
                        dtype ->
                            cases(dtype)
                                .map(
                                    tried ->
                                        dynamicTest(
                                            String.format(
                                                Locale.ROOT,
                                                "%s %s %s",
                                                backend,
                                                dtype,
                                                tried.name),
                                            () -> check(backend, dtype, tried)))));
  }

  /// The attention of the query 1 to three keys, of which it sees those with a 0 in the mask; the
  /// values are 1, 2 and 3 unless others are given.
  private static Tensor attention(Tensor keys, double[] mask, double... values) {
    Tensor k = keys.reshape(1, 3, 1);
    Tensor v = like(keys, values.length == 0 ? new double[] {1, 2, 3} : values).reshape(1, 3, 1);
    AttentionOptions options = AttentionOptions.DEFAULT.withMask(like(keys, mask));
    return ones(keys, 1).reshape(1, 1, 1).scaledDotProductAttention(k, v, options).flatten();
  }

  private static final List<Case> ATTENTION =
      List.of(
          of("no key", t -> attention(t, x(-INF, -INF, -INF)), x(1, 2, 3), 0),
          of("no key, and NaN", t -> attention(t, x(-INF, -INF, -INF), NAN, 1, 1), x(1, 2, 3), NAN),
          of("one key", t -> attention(t, x(-INF, 0, -INF)), x(1, 2, 3), 2),
          of("a hidden -∞", t -> attention(t, x(-INF, 0, -INF)), x(-INF, 2, 3), 2),
          of("a hidden NaN", t -> attention(t, x(-INF, 0, -INF)), x(NAN, 2, 3), NAN),
          of("a hidden ∞", t -> attention(t, x(-INF, 0, -INF)), x(INF, 2, 3), NAN),
          of("a hidden value ∞", t -> attention(t, x(-INF, 0, 0), INF, 4, 4), x(1, 2, 2), NAN),
          of("a key ∞", t -> attention(t, x(0, 0, 0)), x(1, INF, 3), NAN));

  private static Stream<Case> cases(DType dtype) {
    return dtype.isFloating()
        ? Stream.of(FLOATING, WINDOWS, ATTENTION).flatMap(List::stream)
        : INTEGERS.stream();
  }

  private static void check(String backend, DType dtype, Case tried) {
    Tensor y =
        Backends.using(
            Backends.named(backend), () -> tried.function.apply(Tensor.of(dtype, tried.x)));
    assertThat(y.toDoubles()).containsExactly(tried.expected);
  }
}
