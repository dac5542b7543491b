package gradus.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// What an operation says of itself, and of inputs that don't fit it.
class DeclarationsTest {
  private static Tensor f32(int... shape) {
    return Tensor.zeros(shape);
  }

  private static Tensor f64(int... shape) {
    return Tensor.zeros(shape).to(DType.F64);
  }

  private static Tensor i32(int... shape) {
    return Tensor.zeros(shape).to(DType.I32);
  }

  static Stream<Arguments> labels() {
    return Stream.of(
        Arguments.of(Unary.NEG, "neg"),
        Arguments.of(Binary.ADD, "add"),
        Arguments.of(Comparison.LE, "le"),
        Arguments.of(new Elementwise.Clamp(-1, 0.5), "clamp [-1.0, 0.5]"),
        Arguments.of(new Elementwise.Where(), "where"),
        Arguments.of(Elementwise.Fused.combine(1, -0.25), "combine 1.0 -0.25"),
        Arguments.of(Elementwise.Fused.addProduct(0.75, 0.5), "addProduct 0.75 0.5"),
        Arguments.of(Elementwise.Fused.addOverRoot(-0.3, 0.1), "addOverRoot -0.3 0.1"),
        Arguments.of(new Elementwise.Copy(DType.I32), "copy i32"),
        Arguments.of(new Reduction.Sum(List.of(0, 2)), "sum axes [0, 2]"),
        Arguments.of(new Reduction.Max(List.of(1)), "max axes [1]"),
        Arguments.of(new Reduction.Min(List.of(1)), "min axes [1]"),
        Arguments.of(new Reduction.ArgMax(1), "argmax axis 1"),
        Arguments.of(new Reduction.ArgMin(1), "argmin axis 1"),
        Arguments.of(new Softmax(1, false), "softmax axis 1"),
        Arguments.of(new Softmax(1, true), "logSoftmax axis 1"),
        Arguments.of(new Scan(1), "scan axis 1"),
        Arguments.of(new Sort(1, false), "argsort axis 1"),
        Arguments.of(new Sort(1, true), "argsort descending axis 1"),
        Arguments.of(new MatMul(), "matmul"),
        Arguments.of(
            new Placement.Pad(List.of(1), List.of(2), List.of(0), 7), "pad low [1] high [2]"),
        Arguments.of(new Placement.Concat(1), "concat axis 1"),
        Arguments.of(new Placement.Gather(1), "gather axis 1"),
        Arguments.of(new Placement.ScatterAdd(1), "scatterAdd axis 1"),
        Arguments.of(new Movement.Reshape(Shape.of(3, 4)), "reshape [3, 4]"),
        Arguments.of(new Movement.Permute(List.of(1, 0)), "permute [1, 0]"),
        Arguments.of(new Movement.Expand(Shape.of(3, 4)), "expand [3, 4]"),
        Arguments.of(
            new Movement.Slice(Shape.of(2), List.of(1), List.of(3)),
            "slice [2] start [1] step [3]"),
        Arguments.of(new Movement.Flip(List.of(1)), "flip axes [1]"),
        Arguments.of(new Movement.Unfold(1, 3, 2, 4), "unfold axis 1 size 3 step 2 dilation 4"),
        Arguments.of(new Placement.Fold(1, 9, 2, 4), "fold axis 1 length 9 step 2 dilation 4"),
        Arguments.of(
            new Convolve(
                List.of(new Convolve.Axis(1, 2, 3, 4, 5), new Convolve.Axis(6, -7, 8, 9, 10))),
            "convolve stride [1, 6] padding [2, -7] to [3, 8] spread [4, 9] dilation [5, 10]"),
        Arguments.of(
            new ArgMaxPool(
                List.of(
                    new ArgMaxPool.Window(2, new Convolve.Axis(3, 4, 5, 1, 6)),
                    new ArgMaxPool.Window(7, new Convolve.Axis(8, 9, 10, 1, 11)))),
            "argmaxPool [2 stride 3 padding 4 to 5 dilation 6, 7 stride 8 padding 9 to 10 dilation"
                + " 11]"),
        Arguments.of(
            new Transfer(Backends.current(), Backends.named("reference")), "to reference"));
  }

  @ParameterizedTest
  @MethodSource("labels")
  void hasAName(Op op, String label) {
    assertThat(op.label()).isEqualTo(label);
  }

  static Stream<Arguments> misfits() {
    Op matmul = new MatMul();
    Op where = new Elementwise.Where();
    Op gather = new Placement.Gather(0);
    Op scatter = new Placement.ScatterAdd(0);
    Op concat = new Placement.Concat(0);
    return Stream.of(
        misfit(Binary.ADD, "add(f32[2], f64[2]): types f32 and f64 differ", f32(2), f64(2)),
        misfit(Comparison.LT, "lt(f32[2], f64[2]): types f32 and f64 differ", f32(2), f64(2)),
        misfit(
            where,
            "where(f32[2], f32[2], f32[2]): the condition must be i32, as comparisons give it, not"
                + " f32",
            f32(2),
            f32(2),
            f32(2)),
        misfit(
            matmul,
            "matmul(f32[3], f32[3, 2]): both must have at least two axes",
            f32(3),
            f32(3, 2)),
        misfit(
            matmul,
            "matmul(f32[2, 3], f32[3]): both must have at least two axes",
            f32(2, 3),
            f32(3)),
        misfit(
            matmul,
            "matmul(f32[2, 3], f32[2, 3]): the first's rows have 3 elements and the second's"
                + " columns 2",
            f32(2, 3),
            f32(2, 3)),
        misfit(
            matmul,
            "matmul(f32[2, 3], f32[3, 4], f32[5, 2, 4]): the addend must broadcast to the"
                + " product, f32[2, 4]",
            f32(2, 3),
            f32(3, 4),
            f32(5, 2, 4)),
        misfit(
            new Reduction.Max(List.of(1)),
            "max axes [1](f32[2, 0]): there are no elements along axis 1",
            f32(2, 0)),
        misfit(
            new Reduction.Min(List.of(0)),
            "min axes [0](f32[0, 2]): there are no elements along axis 0",
            f32(0, 2)),
        misfit(
            new Reduction.ArgMax(0),
            "argmax axis 0(f32[0]): there are no elements along axis 0",
            f32(0)),
        misfit(
            concat,
            "concat axis 0(f32[2, 3], f64[2, 3]): f32[2, 3] and f64[2, 3] differ in more than axis"
                + " 0",
            f32(2, 3),
            f64(2, 3)),
        misfit(
            concat,
            "concat axis 0(f32[2, 3], f32[2]): f32[2, 3] and f32[2] differ in more than axis 0",
            f32(2, 3),
            f32(2)),
        misfit(
            concat,
            "concat axis 0(f32[2, 3], f32[2, 4]): f32[2, 3] and f32[2, 4] differ in more than axis"
                + " 0",
            f32(2, 3),
            f32(2, 4)),
        misfit(
            new Placement.Concat(1),
            "concat axis 1(f32[2, 3], f32[2]): f32[2, 3] and f32[2] differ in more than axis 1",
            f32(2, 3),
            f32(2)),
        misfit(
            gather,
            "gather axis 0(f32[2, 3], f32[2, 3]): the index must be i32, not f32",
            f32(2, 3),
            f32(2, 3)),
        misfit(
            new Placement.Gather(2),
            "gather axis 2(f32[2, 3], i32[2, 3]): shape [2, 3] has no axis 2",
            f32(2, 3),
            i32(2, 3)),
        misfit(
            new Placement.ScatterAdd(-1),
            "scatterAdd axis -1(f32[2, 3], i32[2, 3], f32[2, 3]): shape [2, 3] has no axis -1",
            f32(2, 3),
            i32(2, 3),
            f32(2, 3)),
        misfit(gather, "gather axis 0(f32[2, 3], i32[2]): " + axes("[2, 3]"), f32(2, 3), i32(2)),
        misfit(
            gather, "gather axis 0(f32[2, 3], i32[2, 4]): " + axes("[2, 3]"), f32(2, 3), i32(2, 4)),
        misfit(
            gather,
            "gather axis 0(f32[2, 3, 2], i32[2, 4, 2]): " + axes("[2, 3, 2]"),
            f32(2, 3, 2),
            i32(2, 4, 2)),
        misfit(
            scatter,
            "scatterAdd axis 0(f32[2], i32[2], f32[3]): the index and the source differ in shape",
            f32(2),
            i32(2),
            f32(3)),
        misfit(
            scatter,
            "scatterAdd axis 0(f32[2], i32[3], f64[3]): the target and the source differ in type",
            f32(2),
            i32(3),
            f64(3)),
        misfit(
            scatter,
            "scatterAdd axis 0(f32[2], f32[3], f32[3]): the index must be i32, not f32",
            f32(2),
            f32(3),
            f32(3)),
        misfit(
            new Movement.Expand(Shape.of(4, 3)),
            "expand [4, 3](f32[2, 3]): shape [2, 3] can't be expanded to [4, 3]",
            f32(2, 3)),
        misfit(
            new Movement.Reshape(Shape.of(6)),
            "reshape [6](f32[3, 2]): layout [3, 2] strides [1, 3] offset 0 can't be reshaped"
                + " without a copy",
            f32(2, 3).t()));
  }

  private static String axes(String target) {
    return String.format(
        Locale.ROOT, "the index must have as many axes as %s, and none but axis 0 longer", target);
  }

  private static Arguments misfit(Op op, String message, Tensor... inputs) {
    return Arguments.of(op, List.of(inputs), message);
  }

  @ParameterizedTest
  @MethodSource("misfits")
  void saysWhatDoesNotFit(Op op, List<Tensor> inputs, String message) {
    assertThatThrownBy(() -> op.apply(inputs.toArray(Tensor[]::new)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  @Test
  void aProductIsOfOneType() {
    assertThatThrownBy(() -> new MatMul().apply(f32(2, 3), f64(3, 2)))
        .hasMessageStartingWith("matmul(f32[2, 3], f64[3, 2]): types ")
        .hasMessageEndingWith("differ");
  }

  @Test
  void anEmptyIntervalIsNone() {
    assertThatThrownBy(() -> new Elementwise.Clamp(1, 0.5))
        .hasMessage("clamp: [1.0, 0.5] is not an interval");
    assertThatThrownBy(() -> new Elementwise.Clamp(Double.NaN, 0.5))
        .hasMessage("clamp: [NaN, 0.5] is not an interval");
    assertThat(new Elementwise.Clamp(1, 1).apply(f32(2)).toDoubles()).containsExactly(1, 1);
  }

  @Test
  void anIndexMayBeLongerThanTheTargetAlongItsAxisAndShorterElsewhere() {
    assertThat(new Placement.Gather(0).apply(f32(2, 3), i32(5, 2)).shape())
        .isEqualTo(Shape.of(5, 2));
    assertThat(new Placement.ScatterAdd(1).apply(f32(2, 3), i32(1, 7), f32(1, 7)).shape())
        .isEqualTo(Shape.of(2, 3));
  }

  @Test
  void anAxisHasAtMostAsManyElementsAsAnIntCounts() {
    TensorSpec one = new TensorSpec(Shape.of(1), DType.F32);
    int rest = Integer.MAX_VALUE - 1;
    assertThat(pad(rest).infer(one).shape()).isEqualTo(Shape.of(Integer.MAX_VALUE));
    assertThatThrownBy(() -> pad(rest + 1).infer(one))
        .hasMessage("an axis can't have 2147483648 elements");
  }

  private static Placement pad(int low) {
    return new Placement.Pad(List.of(low), List.of(0), List.of(0), 0);
  }

  @Test
  void gradientsThatAreNotRequiredAreNotComputed() {
    Node joined = new Node(new Placement.Concat(0), f32(2), f32(3), f32(1));
    Tensor[] parts = joined.op().gradients(joined, input -> input == 1, f32(6));
    assertThat(parts).hasSize(3);
    assertThat(parts[0]).isNull();
    assertThat(parts[1].shape()).isEqualTo(Shape.of(3));
    assertThat(parts[2]).isNull();
    Node scanned = new Node(new Scan(0), f32(2), f32(2));
    Tensor[] sums = scanned.op().gradients(scanned, input -> input == 0, f32(2));
    assertThat(sums[0].shape()).isEqualTo(Shape.of(2));
    assertThat(sums[1]).isNull();
  }

  @Test
  void inputsOnTwoBackendsAreRefused() {
    Tensor here = f32(2).to(Backends.named("simd"));
    Tensor there = f32(3, 1).to(Backends.named("reference"));
    assertThatThrownBy(() -> Binary.ADD.apply(here, there))
        .hasMessage(
            "add(f32[2], f32[3, 1]): the inputs are on two backends, simd and reference; move one"
                + " with to(backend)");
  }

  @Test
  void tiesHaveNoDerivative() {
    Stream<Op> tied =
        Stream.of(
            Binary.MAXIMUM,
            Binary.MINIMUM,
            new Reduction.Max(List.of(0)),
            new Reduction.Min(List.of(0)));
    assertThat(tied).allMatch(Op::hasKinksAtTies);
    Stream<Op> others = Stream.of(Binary.ADD, Binary.GATE, Unary.ABS, new Reduction.ArgMax(0));
    assertThat(others).noneMatch(Op::hasKinksAtTies);
  }

  @Test
  void domainsAreThoseOfTheFormulas() {
    assertThat(List.of(Unary.LOG, Unary.SQRT))
        .allSatisfy(op -> assertThat(op.domain(0)).isEqualTo(Domain.POSITIVE));
    assertThat(List.of(Unary.ABS, Unary.SIGN, Unary.RELU, Unary.RECIPROCAL))
        .allSatisfy(op -> assertThat(op.domain(0)).isEqualTo(Domain.REAL.except(0)));
    assertThat(Unary.EXP.domain(0)).isEqualTo(Domain.REAL);
    assertThat(Binary.DIV.domain(0)).isEqualTo(Domain.REAL);
    assertThat(Binary.DIV.domain(1)).isEqualTo(Domain.REAL.except(0));
    assertThat(Binary.POW.domain(0)).isEqualTo(Domain.POSITIVE);
    assertThat(Binary.POW.domain(1)).isEqualTo(Domain.REAL);
    assertThat(new Elementwise.Clamp(-1, 2).domain(0)).isEqualTo(Domain.REAL.except(-1, 2));
    assertThat(Elementwise.Fused.addOverRoot(1, 1).domain(1)).isEqualTo(Domain.REAL);
    assertThat(Elementwise.Fused.addOverRoot(1, 1).domain(2)).isEqualTo(Domain.POSITIVE);
  }

  @Test
  void roundingJumpsAtIntegersOrBetweenThem() {
    for (Unary op : List.of(Unary.FLOOR, Unary.CEIL, Unary.TRUNC)) {
      assertThat(op.domain(0).kinks()).hasSize(33).contains(-16.0, -1.0, 0.0, 16.0);
    }
    assertThat(Unary.ROUND.domain(0).kinks()).hasSize(33).contains(-15.5, -0.5, 0.5, 16.5);
  }

  @Test
  void theGradientOfACopyOnAnotherBackendComesBack() {
    Backend here = Backends.named("simd");
    Backend there = Backends.named("reference");
    Node node = new Node(new Transfer(here, there), f32(2).to(here));
    Tensor upstream = Tensor.of(1f, 2).to(there);
    Tensor gradient = node.op().gradient(node, 0, upstream);
    assertThat(gradient.backend()).isSameAs(here);
    assertThat(gradient.toDoubles()).containsExactly(1, 2);
  }

  @Test
  void integersStayWhereTheResultIsOne() {
    assertThat(Arrays.stream(Unary.values()).filter(op -> op.formula().holdsForIntegers()))
        .containsExactly(Unary.NEG, Unary.ABS, Unary.SIGN, Unary.SQUARE, Unary.RELU);
    assertThat(Arrays.stream(Binary.values()).filter(op -> !op.formula().holdsForIntegers()))
        .containsExactly(Binary.DIV, Binary.POW, Binary.ATAN2, Binary.FMOD, Binary.REMAINDER);
    TensorSpec integers = new TensorSpec(Shape.of(2), DType.I32);
    assertThat(Unary.NEG.infer(integers)).isEqualTo(integers);
    assertThatThrownBy(() -> Unary.EXP.infer(integers)).hasMessageStartingWith("needs f32 or f64");
  }

  @Test
  void integersHaveNoGradient() {
    Node node = new Node(Comparison.EQ, f32(1), f32(1));
    assertThatThrownBy(() -> Comparison.EQ.gradient(node, 0, f32(1)))
        .hasMessage("eq has no gradient: its result is an integer");
    assertThatThrownBy(() -> new Reduction.ArgMax(0).gradient(node, 0, f32(1)))
        .hasMessage("argmax has no gradient: its result is an integer");
    ArgMaxPool pool =
        new ArgMaxPool(List.of(new ArgMaxPool.Window(1, new Convolve.Axis(1, 0, 0, 1, 1))));
    assertThatThrownBy(() -> pool.gradient(node, 0, f32(1)))
        .hasMessage("argmaxPool has no gradient: its result is an integer");
    assertThatThrownBy(() -> new Reduction.ArgMin(0).gradient(node, 0, f32(1)))
        .hasMessage("argmin has no gradient: its result is an integer");
  }

  @Test
  void aFactorsGradientLiesAsTheFactorDoes() {
    Tensor a = Tensor.ones(3, 4).requiresGrad(true);
    Tensor b = Tensor.ones(5, 4).requiresGrad(true);
    Tensor turned = b.t();
    List<Tensor> gradients = Gradients.of(a.matmul(turned).sum(), a, turned, b);
    assertThat(gradients.get(0).layout()).isEqualTo(Layout.contiguous(Shape.of(3, 4)));
    assertThat(gradients.get(1).layout()).isEqualTo(turned.layout());
    assertThat(gradients.get(2).layout()).isEqualTo(Layout.contiguous(Shape.of(5, 4)));
  }
}
