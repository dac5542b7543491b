package gradus.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// What the operations over windows say of inputs that don't fit them, of numbers that no operation
/// has, and how long their results are.
class WindowDeclarationsTest {
  private static final int MOST = Integer.MAX_VALUE;

  private static Tensor f32(int... shape) {
    return Tensor.zeros(shape);
  }

  private static Convolve.Axis axis(int stride, int low, int high, int spread, int dilation) {
    return new Convolve.Axis(stride, low, high, spread, dilation);
  }

  private static Convolve convolve(Convolve.Axis... axes) {
    return new Convolve(List.of(axes));
  }

  private static ArgMaxPool pool(int size, Convolve.Axis axis) {
    return new ArgMaxPool(List.of(new ArgMaxPool.Window(size, axis)));
  }

  static Stream<Arguments> misfits() {
    Op plain = convolve(axis(1, 0, 0, 1, 1));
    Op padded = convolve(axis(2, 3, -4, 2, 3));
    Op pool = pool(3, axis(1, 0, 0, 1, 2));
    Op fold = new Placement.Fold(0, 4, 2, 1);
    return Stream.of(
        misfit(plain, "types f32 and f64 differ", f32(1, 1, 1, 3), f32(1, 1, 1, 2).to(DType.F64)),
        misfit(plain, "both must have 4 axes, 1 of them spatial", f32(1, 1, 3), f32(1, 1, 1, 2)),
        misfit(plain, "both must have 4 axes, 1 of them spatial", f32(1, 1, 1, 3), f32(1, 1, 2)),
        misfit(
            plain,
            "the input has 2 groups of 3 channels, the kernel is for 1 of 3",
            f32(1, 2, 3, 5),
            f32(1, 2, 3, 2)),
        misfit(
            plain,
            "the input has 2 groups of 3 channels, the kernel is for 2 of 4",
            f32(1, 2, 3, 5),
            f32(2, 1, 4, 2)),
        misfit(
            plain,
            "needs at least one element and one tap along spatial axis 0, not 0 and 2",
            f32(1, 1, 1, 0),
            f32(1, 1, 1, 2)),
        misfit(
            convolve(axis(1, 0, 0, 1, 1), axis(1, 0, 0, 1, 1)),
            "needs at least one element and one tap along spatial axis 1, not 5 and 0",
            f32(1, 1, 1, 5, 5),
            f32(1, 1, 1, 2, 0)),
        misfit(
            padded,
            "2 taps with dilation 3 are longer than spatial axis 0, 2 elements and padding of 3 and"
                + " -4",
            f32(1, 1, 1, 2),
            f32(1, 1, 1, 2)),
        misfit(
            convolve(axis(1, MOST, 0, 1, 1)),
            "an axis can't have 2147483649 elements",
            f32(1, 1, 1, 2),
            f32(1, 1, 1, 1)),
        misfit(
            new ArgMaxPool(
                List.of(
                    new ArgMaxPool.Window(1, axis(1, 0, 0, 1, 1)),
                    new ArgMaxPool.Window(1, axis(1, 0, 0, 1, 1)))),
            "needs at least 2 axes",
            f32(3)),
        misfit(pool, ofPool(3, 2, 0, 0, 1, 4), f32(2, 4)),
        misfit(pool, ofPool(3, 2, 0, 0, 0, 0), f32(0)),
        misfit(pool(2, axis(1, 2, 0, 1, 1)), ofPool(2, 1, 2, 0, 0, 5), f32(5)),
        misfit(pool(2, axis(1, 0, 2, 1, 1)), ofPool(2, 1, 0, 2, 0, 5), f32(5)),
        misfit(pool(2, axis(1, 1, 1, 1, 2)), ofPool(2, 2, 1, 1, 0, 1), f32(1)),
        misfit(fold, ofFold("f32[3]"), f32(3)),
        misfit(new Placement.Fold(1, 4, 2, 1), ofFold("f32[2, 2]"), f32(2, 2)),
        misfit(new Placement.Fold(0, -1, 2, 1), ofFold("f32[2, 2]"), f32(2, 2)),
        misfit(new Placement.Fold(0, 4, 0, 1), ofFold("f32[2, 2]"), f32(2, 2)),
        misfit(new Placement.Fold(0, 4, 2, 0), ofFold("f32[2, 2]"), f32(2, 2)),
        misfit(fold, "the windows need a length of 5, not 4", f32(2, 3)),
        misfit(
            new Placement.Fold(0, 4, MOST, MOST),
            "the windows need a length of 4294967295, not 4",
            f32(2, 2)),
        misfit(new Movement.Unfold(0, -1, 1, 1), ofUnfold(), f32(3)),
        misfit(new Movement.Unfold(0, 1, 0, 1), ofUnfold(), f32(3)),
        misfit(new Movement.Unfold(0, 1, 1, 0), ofUnfold(), f32(3)),
        misfit(
            new Movement.Unfold(1, 3, 1, 2),
            "a window of 5 elements doesn't fit axis 1, which has 4",
            f32(6, 4)),
        misfit(
            new Movement.Unfold(0, 3, 1, MOST),
            "a window of 4294967295 elements doesn't fit axis 0, which has 3",
            f32(3)));
  }

  private static String ofPool(int size, int dilation, int low, int high, int axis, int length) {
    return "windows of "
        + size
        + " elements with dilation "
        + dilation
        + " and padding of "
        + low
        + " and "
        + high
        + " don't fit axis "
        + axis
        + ", which has "
        + length
        + ", or one has only padding";
  }

  private static String ofFold(String windows) {
    return "needs an axis before the last, a length that isn't negative, and a step and a dilation"
        + " of at least 1, for "
        + windows;
  }

  private static String ofUnfold() {
    return "the size must not be negative, step and dilation at least 1";
  }

  private static Arguments misfit(Op op, String message, Tensor... inputs) {
    List<String> specs = Stream.of(inputs).map(x -> x.spec().toString()).toList();
    return Arguments.of(
        op, List.of(inputs), op.label() + "(" + String.join(", ", specs) + "): " + message);
  }

  @ParameterizedTest
  @MethodSource("misfits")
  void saysWhatDoesNotFit(Op op, List<Tensor> inputs, String message) {
    assertThatThrownBy(() -> op.apply(inputs.toArray(Tensor[]::new)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  static Stream<Arguments> numbers() {
    return Stream.of(
        number(() -> axis(0, 0, 0, 1, 1), steps(0, 1, 1)),
        number(() -> axis(1, 0, 0, 0, 1), steps(1, 0, 1)),
        number(() -> axis(1, 0, 0, 1, -2), steps(1, 1, -2)),
        number(() -> new Convolve(List.of()), "a convolution has at least one spatial axis"),
        number(() -> new ArgMaxPool(List.of()), "windows have at least one axis"),
        number(
            () -> pool(0, axis(1, 0, 0, 1, 1)),
            "a window has at least one element and no spread, not 0 and 1"),
        number(
            () -> pool(2, axis(1, 0, 0, 3, 1)),
            "a window has at least one element and no spread, not 2 and 3"),
        number(() -> ConvOptions.DEFAULT.withStride(1, 0), "stride must be at least 1, not [1, 0]"),
        number(() -> ConvOptions.DEFAULT.withStride(), "stride must be at least 1, not []"),
        number(() -> ConvOptions.DEFAULT.withPadding(-1), "padding must be at least 0, not [-1]"),
        number(() -> ConvOptions.DEFAULT.withDilation(0), "dilation must be at least 1, not [0]"),
        number(() -> ConvOptions.DEFAULT.withGroups(0), "groups must be at least 1, not 0"),
        number(() -> PoolOptions.of(), "size must be at least 1, not []"),
        number(() -> PoolOptions.of(2, 0), "size must be at least 1, not [2, 0]"),
        number(() -> PoolOptions.of(2).withStride(0), "stride must be at least 1, not [0]"),
        number(() -> PoolOptions.of(2).withPadding(-3), "padding must be at least 0, not [-3]"),
        number(() -> PoolOptions.of(2).withDilation(0), "dilation must be at least 1, not [0]"));
  }

  private static String steps(int stride, int spread, int dilation) {
    return "stride, spread and dilation must be at least 1, not "
        + stride
        + ", "
        + spread
        + " and "
        + dilation;
  }

  private static Arguments number(Supplier<?> made, String message) {
    return Arguments.of(made, message);
  }

  @ParameterizedTest
  @MethodSource("numbers")
  void saysWhichNumbersItDoesNotHave(Supplier<?> made, String message) {
    assertThatThrownBy(made::get).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
  }

  @Test
  void optionsChangeOneByOne() {
    List<Integer> one = List.of(1);
    List<Integer> zero = List.of(0);
    List<Integer> pair = List.of(3, 2);
    ConvOptions conv = ConvOptions.DEFAULT;
    assertThat(conv).isEqualTo(new ConvOptions(one, zero, one, 1));
    assertThat(conv.withStride(3, 2)).isEqualTo(new ConvOptions(pair, zero, one, 1));
    assertThat(conv.withPadding(3, 2)).isEqualTo(new ConvOptions(one, pair, one, 1));
    assertThat(conv.withDilation(3, 2)).isEqualTo(new ConvOptions(one, zero, pair, 1));
    assertThat(conv.withGroups(4)).isEqualTo(new ConvOptions(one, zero, one, 4));
    PoolOptions pool = PoolOptions.of(3, 2);
    assertThat(pool).isEqualTo(new PoolOptions(pair, pair, zero, one, false, true));
    assertThat(pool.withStride(1)).isEqualTo(new PoolOptions(pair, one, zero, one, false, true));
    assertThat(pool.withPadding(1)).isEqualTo(new PoolOptions(pair, pair, one, one, false, true));
    assertThat(pool.withDilation(3, 2))
        .isEqualTo(new PoolOptions(pair, pair, zero, pair, false, true));
    assertThat(pool.withCeilMode(true))
        .isEqualTo(new PoolOptions(pair, pair, zero, one, true, true));
    assertThat(pool.withCountIncludePad(false))
        .isEqualTo(new PoolOptions(pair, pair, zero, one, false, false));
  }

  /// By trying all positions of the kernel.
  @Test
  void thereIsAnOutputForEachPositionWithinThePaddedInput() {
    for (int i = 0; i < 4 * 3 * 4 * 4 * 3 * 3 * 3; i++) {
      int length = 1 + i % 4;
      int taps = 1 + i / 4 % 3;
      int low = i / 12 % 4 - 1;
      int high = i / 48 % 4 - 1;
      Convolve.Axis axis = axis(1 + i / 192 % 3, low, high, 1 + i / 576 % 3, 1 + i / 1728 % 3);
      int padded = (length - 1) * axis.spread() + 1 + low + high;
      long fitting =
          IntStream.range(0, Math.max(0, padded))
              .filter(start -> start % axis.stride() == 0)
              .filter(start -> start + (taps - 1) * axis.dilation() < padded)
              .count();
      assertThat(axis.outputs(length, taps)).as("%s %d %d", axis, length, taps).isEqualTo(fitting);
    }
  }

  /// Places are counted beyond what an int holds.
  @Test
  void longWaysLeadToTheRightElements() {
    int far = 1 << 30;
    Tensor x = Tensor.arange(6).reshape(1, 1, 1, 6);
    Tensor kernel = Tensor.of(1, 10).reshape(1, 1, 1, 2);
    for (String backend : Backends.usable()) {
      Tensor y =
          convolve(axis(far, 0, 0, far, far))
              .apply(x.to(Backends.named(backend)), kernel.to(Backends.named(backend)));
      assertThat(y.toInts()).as(backend).containsExactly(10, 21, 32, 43, 54);
    }
  }

  /// Nothing is folded to a shorter length than that of a window, and back.
  @Test
  void noWindowsHaveAGradient() {
    for (int[] shape : new int[][] {{0, 3}, {2, 0}}) {
      Tensor windows = f32(shape).requiresGrad(true);
      Tensor sums = windows.fold(0, 2, 1);
      assertThat(sums.toDoubles()).containsExactly(0, 0);
      assertThat(Gradients.of(sums.sum(), windows).getFirst().shape()).isEqualTo(Shape.of(shape));
    }
  }

  /// PyTorch computes a place in the type of the elements, so that these differ.
  @Test
  void theNearestElementIsThatOfTheType() {
    Tensor x = Tensor.arange(26);
    assertThat(x.to(DType.F32).interpolateNearest(22).get(11)).isEqualTo(12);
    assertThat(x.to(DType.F64).interpolateNearest(22).get(11)).isEqualTo(13);
    assertThat(x.interpolateNearest(22).get(11)).isEqualTo(12);
  }

  @Test
  void integersAreAveragedAsFloats() {
    Tensor x = Tensor.of(1, 2, 4, 8);
    assertThat(x.avgPool1d(PoolOptions.of(2))).satisfies(y -> shows(y, 1.5, 6));
    assertThat(x.adaptiveAvgPool(2)).satisfies(y -> shows(y, 1.5, 6));
    assertThat(x.adaptiveAvgPool(3)).satisfies(y -> shows(y, 1.5, 3, 6));
    assertThat(x.adaptiveMaxPool(3).dtype()).isEqualTo(DType.I32);
    assertThat(x.maxPool1d(PoolOptions.of(2)).dtype()).isEqualTo(DType.I32);
  }

  private static void shows(Tensor actual, double... values) {
    assertThat(actual.dtype()).isEqualTo(DType.F32);
    assertThat(actual.toDoubles()).containsExactly(values);
  }

  @Test
  void typesArePromoted() {
    Tensor x = Tensor.of(1, 2, 4).reshape(1, 3);
    Tensor kernel = Tensor.of(0.5, 1).reshape(1, 1, 2);
    assertThat(x.conv1d(kernel)).satisfies(y -> shows(y, 2.5, 5));
    assertThat(x.to(DType.F64).conv1d(kernel).dtype()).isEqualTo(DType.F64);
    assertThat(x.conv1d(kernel.to(DType.I32)).dtype()).isEqualTo(DType.I32);
    assertThat(x.convTranspose1d(kernel, null, ConvOptions.DEFAULT))
        .satisfies(y -> shows(y, 0.5, 2, 4, 4));
  }
}
