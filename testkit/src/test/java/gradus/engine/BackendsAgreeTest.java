package gradus.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gradus.testkit.Catalogue;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Every kernel on every backend, in every layout and type, against the reference backend on plain
/// row-major inputs.
class BackendsAgreeTest {
  private static final Backend REFERENCE = Backends.named("reference");

  /// The same elements in other layouts.
  enum Arrangement {
    CONTIGUOUS(x -> x),
    PERMUTED(x -> reversed(reversed(x).contiguous())),
    SLICED(
        x ->
            x.rank() == 0
                ? Tensor.stack(0, x, x).select(0, 1)
                : Tensor.stack(-1, x, x.neg()).flatten(-2).slice(-1, 0, Integer.MAX_VALUE, 2)),
    FLIPPED(x -> x.flip().contiguous().flip()),
    OFFSET(
        x ->
            Tensor.concat(0, x.flatten(), x.flatten())
                .slice(0, x.size(), 2 * x.size())
                .reshape(x.shape().dims()));

    final UnaryOperator<Tensor> arrange;

    Arrangement(UnaryOperator<Tensor> arrange) {
      this.arrange = arrange;
    }

    private static Tensor reversed(Tensor x) {
      int[] order = new int[x.rank()];
      for (int axis = 0; axis < order.length; axis++) {
        order[axis] = order.length - 1 - axis;
      }
      return x.permute(order);
    }
  }

  static Stream<Arguments> cases() {
    List<Arguments> cases = new ArrayList<>();
    for (String backend : Backends.usable()) {
      for (Catalogue.Example example : Catalogue.examples()) {
        if (example.op() instanceof Kernel) {
          cases.add(Arguments.of(backend, example));
        }
      }
    }
    return cases.stream();
  }

  @Test
  void javasWithABrokenHeapAreKnown() {
    assertThat(List.of("25", "25.0.1", "25.0.2"))
        .allMatch(version -> Backends.corruptsTheHeap(Runtime.Version.parse(version)));
    assertThat(List.of("25.0.3", "25.1", "26", "24.0.2"))
        .noneMatch(version -> Backends.corruptsTheHeap(Runtime.Version.parse(version)));
  }

  @Test
  void bothBackendsAreThere() {
    assertThat(Backends.usable()).contains("reference", "simd");
  }

  @ParameterizedTest
  @MethodSource("cases")
  void agrees(String name, Catalogue.Example example) {
    Backend backend = Backends.named(name);
    for (DType dtype : DType.values()) {
      List<Tensor> inputs = example.draw(dtype, 11);
      Tensor[] plain = inputs.stream().map(x -> x.to(REFERENCE)).toArray(Tensor[]::new);
      if (!accepts(example, plain)) {
        continue;
      }
      Tensor expected = Eager.apply(example.op(), plain);
      for (Arrangement arrangement : Arrangement.values()) {
        Tensor[] arranged =
            inputs.stream()
                .map(x -> arrangement.arrange.apply(x.to(backend)))
                .toArray(Tensor[]::new);
        Tensor actual = Eager.apply(example.op(), arranged);
        assertThat(actual.spec()).isEqualTo(expected.spec());
        assertClose(expected, actual, "%s %s %s".formatted(name, dtype, arrangement));
      }
    }
  }

  /// Division by an integer zero and such aside: what the public methods convert first.
  private static boolean accepts(Catalogue.Example example, Tensor... inputs) {
    boolean fraction =
        example.op() instanceof Elementwise.Clamp(double low, double _) && low % 1 != 0
            || example.op() instanceof Placement.Pad pad && pad.value() % 1 != 0;
    if (fraction && inputs[0].dtype() == DType.I32) {
      return false;
    }
    if (example.op() instanceof Unary op && !op.keepsIntegers()
        || example.op() instanceof Binary binary && !binary.keepsIntegers()) {
      return inputs[0].dtype().isFloating();
    }
    return switch (example.op()) {
      case Reduction.Softmax _,
          Reduction.LogSoftmax _,
          Elementwise.Combine _,
          Elementwise.AddProduct _,
          Elementwise.AddOverRoot _ ->
          inputs[0].dtype().isFloating();
      default -> true;
    };
  }

  static void assertClose(Tensor expected, Tensor actual, String description) {
    double[] e = expected.toDoubles();
    double[] a = actual.toDoubles();
    double tolerance = expected.dtype() == DType.F32 ? 2e-6 : 1e-14;
    for (int i = 0; i < e.length; i++) {
      boolean same = Double.compare(e[i], a[i]) == 0;
      boolean close = Math.abs(e[i] - a[i]) <= tolerance * (1 + Math.abs(e[i]));
      assertThat(same || close)
          .as("%s: element %d is %s, expected %s", description, i, a[i], e[i])
          .isTrue();
    }
  }

  /// Numbers at which functions do something special, at every place of a vector and of its rest.
  private static final double[] SPECIAL = {
    0.0,
    -0.0,
    1,
    -1,
    Double.NaN,
    Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY,
    1e-30,
    -1e30,
    88,
    -104,
    3.5,
    Float.MIN_VALUE,
    -Float.MIN_VALUE,
    1e-40,
    Float.MIN_NORMAL,
    Float.MAX_VALUE,
    -88,
    -100,
    89,
    -3,
    0.5,
    2,
    1 << 24
  };

  private static Tensor special(int n, int shift) {
    double[] values = new double[n];
    for (int i = 0; i < n; i++) {
      values[i] = SPECIAL[(i + shift) % SPECIAL.length];
    }
    return Tensor.of(values);
  }

  static Stream<Arguments> elementwise() {
    List<Arguments> cases = new ArrayList<>();
    for (String backend : Backends.usable()) {
      Stream.of(Unary.values()).forEach(op -> cases.add(Arguments.of(backend, op)));
      Stream.of(Binary.values()).forEach(op -> cases.add(Arguments.of(backend, op)));
      Stream.of(Comparison.values()).forEach(op -> cases.add(Arguments.of(backend, op)));
      cases.add(Arguments.of(backend, new Elementwise.Clamp(-1, 2)));
    }
    return cases.stream();
  }

  private static List<Kernel> extremes(List<Integer> axes) {
    return axes.size() > 1
        ? List.of(new Reduction.Max(axes), new Reduction.Min(axes))
        : List.of(
            new Reduction.Max(axes), new Reduction.Min(axes), new Reduction.ArgMax(axes.get(0)));
  }

  @Test
  void reductionsAgreeOnSpecialNumbers() {
    for (String name : Backends.usable()) {
      for (int n : new int[] {1, 2, 7, 16, 17, 40, 1030}) {
        for (int shift = 0; shift < SPECIAL.length; shift++) {
          Tensor x = Tensor.concat(0, Tensor.of(0.5, -2), special(n, shift)).unsqueeze(1);
          Tensor two = Tensor.concat(1, x, x.neg());
          for (Tensor input : List.of(two, two.t().contiguous())) {
            for (List<Integer> axes : List.of(List.of(0), List.of(1), List.of(0, 1))) {
              for (Kernel op : extremes(axes)) {
                Tensor expected = Eager.apply(op, on(REFERENCE, input));
                Tensor actual = Eager.apply(op, on(Backends.named(name), input));
                assertClose(expected, actual, "%s of %s".formatted(op, input.shape()));
              }
            }
          }
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("elementwise")
  void agreesOnSpecialNumbers(String name, Elementwise op) {
    boolean two = op instanceof Binary || op instanceof Comparison;
    for (int n : new int[] {0, 1, 2, 3, 7, 8, 15, 16, 17, 33, 144, 1023, 1024, 1025, 2051}) {
      for (int shift = 0; shift < SPECIAL.length; shift++) {
        Tensor[] inputs =
            two
                ? new Tensor[] {special(n, 0), special(n, shift)}
                : new Tensor[] {special(n, shift)};
        Tensor expected = Eager.apply(op, on(REFERENCE, inputs));
        Tensor actual = Eager.apply(op, on(Backends.named(name), inputs));
        assertClose(expected, actual, "%s of %d".formatted(op, n));
      }
    }
  }

  private static Tensor[] on(Backend backend, Tensor... inputs) {
    return Stream.of(inputs).map(x -> x.to(backend)).toArray(Tensor[]::new);
  }

  @Test
  void inputsOnTwoBackendsAreRefused() {
    Tensor here = Backends.using(REFERENCE, () -> Tensor.ones(2));
    Tensor there = Backends.using(Backends.named("simd"), () -> Tensor.ones(2));
    assertThatThrownBy(() -> here.add(there))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "add: the inputs are on two backends, reference and simd; move one with to(backend)");
  }
}
