package gradus.engine;

import gradus.testkit.Arrangement;
import gradus.testkit.Bound;
import gradus.testkit.HostTensor;
import gradus.testkit.KernelRun;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The kernels of `simd` at sizes around those of vectors, blocks and chunks, in every broadcasting
/// pattern: longer than the contract's, up to what several threads share.
class KernelsTest {
  private static final Backend SIMD = Backends.named("simd");

  private static final int[] SIZES = {
    1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 20, 31, 32, 33, 63, 64, 65, 100, 127, 128, 129, 255, 257,
    1023, 1024, 1025, 2047, 2049, 4100
  };

  /// A kernel, and inputs on which it is tried, by the size that is awkward.
  private record Case(String name, Kernel kernel, List<Inputs> patterns) {
    @Override
    public String toString() {
      return name;
    }
  }

  /// What a kernel is tried on.
  private interface Inputs {
    List<Tensor> of(int n);
  }

  private static Tensor draw(int seed, int... shape) {
    return Tensor.rand(new Generator(seed), shape).sub(0.3).mul(4);
  }

  private static Tensor integers(int seed, int below, int... shape) {
    return Tensor.rand(new Generator(seed), shape).mul(below).to(DType.I32);
  }

  private static final List<Inputs> ONE =
      List.of(n -> List.of(draw(1, n)), n -> List.of(draw(2, 3, n)), n -> List.of(draw(3, n, 3)));

  /// Who broadcasts against whom.
  private static final List<Inputs> TWO =
      List.of(
          n -> List.of(draw(1, n), draw(2, n)),
          n -> List.of(draw(1, n), draw(2)),
          n -> List.of(draw(1), draw(2, n)),
          n -> List.of(draw(1, 3, n), draw(2, n)),
          n -> List.of(draw(1, 3, n), draw(2, 3, 1)),
          n -> List.of(draw(1, 3), draw(2, n, 3)),
          n -> List.of(draw(1, n, 3), draw(2, n, 1)),
          n -> List.of(draw(1, 3, 1), draw(2, n)),
          n -> List.of(draw(1, 2, n, 3), draw(2, n, 1)),
          n -> List.of(draw(1, 2, n, 3), draw(2, 2, 1, 3)),
          n -> List.of(draw(1, 20, n), draw(2, n, 20).t()),
          n -> List.of(draw(1, n, 20).t(), draw(2, n)));

  private static final List<Inputs> THREE =
      List.of(
          n -> List.of(integers(1, 2, n), draw(2, n), draw(3, n)),
          n -> List.of(integers(1, 2, 3, n), draw(2), draw(3, n)),
          n -> List.of(integers(1, 2, n, 1), draw(2, n, 3), draw(3)));

  private static final List<Inputs> RANK_3 =
      List.of(
          n -> List.of(draw(1, n, 3, 2)),
          n -> List.of(draw(2, 3, n, 2)),
          n -> List.of(draw(3, 2, 3, n)),
          n -> List.of(draw(4, 2, 70, Math.min(n, 300))),
          n -> List.of(draw(5, 3, 1, n).expand(3, 4, n)));

  static Stream<Case> cases() {
    List<Case> cases = new ArrayList<>();
    for (Unary op : Unary.values()) {
      cases.add(new Case(op.label(), op, ONE));
    }
    for (Binary op : Binary.values()) {
      cases.add(new Case(op.label(), op, TWO));
    }
    for (Comparison op : Comparison.values()) {
      cases.add(new Case(op.label(), op, TWO));
    }
    for (Elementwise op :
        List.of(
            new Elementwise.Clamp(-0.5, 1),
            new Elementwise.Copy(DType.F32),
            new Elementwise.Copy(DType.F64),
            new Elementwise.Copy(DType.I32))) {
      cases.add(new Case(op.label(), op, ONE));
    }
    cases.add(new Case("where", new Elementwise.Where(), THREE));
    for (int axis = 0; axis < 3; axis++) {
      List<Integer> axes = List.of(axis);
      for (Kernel op :
          List.of(
              new Reduction.Sum(axes),
              new Reduction.Max(axes),
              new Reduction.Min(axes),
              new Reduction.ArgMax(axis),
              new Reduction.ArgMin(axis),
              new Softmax(axis, false),
              new Softmax(axis, true),
              new Scan(axis),
              new Sort(axis, false),
              new Reduction.Sum(axis == 1 ? List.of(0, 1, 2) : List.of(axis == 0 ? 1 : 0, 2)))) {
        cases.add(new Case(op.label() + " for axis " + axis, op, RANK_3));
      }
    }
    for (int axis = 0; axis < 2; axis++) {
      int along = axis;
      cases.add(
          new Case(
              "concat " + axis,
              new Placement.Concat(axis),
              List.of(
                  n -> List.of(draw(1, 3, n), draw(2, 3, n)),
                  n -> List.of(draw(1, n, 2), draw(2, n, 2), draw(3, n, 2)))));
      cases.add(
          new Case(
              "gather " + axis,
              new Placement.Gather(axis),
              List.of(
                  n -> List.of(draw(1, n, 5), integers(2, along == 0 ? n : 5, n, 3)),
                  n -> List.of(draw(1, 5, n), integers(2, along == 0 ? 5 : n, 4, n)),
                  n -> List.of(draw(1, n, n % 40 + 1), rows(along, n, n % 40 + 1)))));
      cases.add(
          new Case(
              "scatterAdd " + axis,
              new Placement.ScatterAdd(axis),
              List.of(
                  n -> List.of(draw(1, n, 5), integers(2, along == 0 ? n : 5, n, 3), draw(3, n, 3)),
                  n -> {
                    Tensor index = rows(along, n, n % 40 + 1);
                    return List.of(draw(1, n, n % 40 + 1), index, draw(3, index.shape().dims()));
                  })));
    }
    cases.add(
        new Case(
            "pad",
            new Placement.Pad(List.of(1, 0), List.of(2, 3), List.of(0, 2), 0.5),
            List.of(n -> List.of(draw(1, 3, n)), n -> List.of(draw(2, n, 3)))));
    return cases.stream();
  }

  /// An index that names whole rows, or columns, of a matrix.
  private static Tensor rows(int axis, int rows, int columns) {
    return axis == 0
        ? integers(2, rows, 7, 1).expand(7, columns)
        : integers(2, columns, 1, 7).expand(rows, 7);
  }

  /// With gaps, backwards, and the axes in another order.
  private static final Arrangement MIXED =
      new Arrangement(
          1,
          List.of(1, 1),
          List.of(
              new Arrangement.Axis(1, 1, 0, true, false),
              new Arrangement.Axis(2, 0, 1, false, false),
              new Arrangement.Axis(2, 1, 1, false, false)));

  /// One of the patterns in one size.
  private record Sized(Inputs pattern, int n) {
    Drawn draw() {
      List<HostTensor> plain = pattern.of(n).stream().map(KernelsTest::host).toList();
      return new Drawn(plain, plain.stream().map(KernelsTest::mixed).toList());
    }
  }

  /// The same values in two arrangements.
  private record Drawn(List<HostTensor> plain, List<HostTensor> mixed) {}

  /// Dozens of kernels are tried on the same inputs, of which each gets a copy.
  private static final Map<Sized, Drawn> DRAWN = new ConcurrentHashMap<>();

  @ParameterizedTest
  @Execution(ExecutionMode.CONCURRENT)
  @MethodSource("cases")
  void areWithinTheirBounds(Case tried) {
    for (int n : SIZES) {
      for (Inputs pattern : tried.patterns) {
        Drawn drawn = DRAWN.computeIfAbsent(new Sized(pattern, n), Sized::draw);
        Bound bound = Bound.of(tried.kernel, drawn.plain);
        KernelRun.of(SIMD, tried.kernel, drawn.plain, Arrangement.CONTIGUOUS).check(bound);
        KernelRun.of(SIMD, tried.kernel, drawn.mixed, MIXED).check(bound);
      }
    }
  }

  private static HostTensor host(Tensor x) {
    return new HostTensor((HostStorage) x.buffer().storage, x.layout());
  }

  private static HostTensor mixed(HostTensor x) {
    List<Double> values = Arrays.stream(x.values()).boxed().toList();
    return x.layout().isExpanded() ? x : HostTensor.of(x.dtype(), x.shape(), MIXED, values);
  }

  /// What threads share, and tiles whose lines lie pages apart: more than the sizes above come to.
  static Stream<Case> large() {
    Tensor matrix = draw(1, 700, 512);
    Tensor other = draw(2, 700, 512);
    Tensor rows = integers(3, 700, 700, 1).expand(700, 512);
    Tensor columns = integers(4, 512, 1, 512).expand(700, 512);
    Tensor all = integers(5, 512, 700, 512);
    Tensor wide = draw(6, 300, 1100);
    return Stream.of(
        large("copy of pages apart", new Elementwise.Copy(DType.F32), matrix.t()),
        large("copy", new Elementwise.Copy(DType.F32), wide.t()),
        large("sum 0", new Reduction.Sum(List.of(0)), draw(7, 40, 4100)),
        large("sum 0 in chunks", new Reduction.Sum(List.of(0)), draw(7, 4100, 40)),
        large("softmax", new Softmax(1, false), draw(8, 40, 4100)),
        large("softmax of short rows", new Softmax(1, false), draw(9, 40_007, 7)),
        large("gather rows", new Placement.Gather(0), matrix, rows),
        large("gather columns", new Placement.Gather(1), matrix, columns),
        large("gather", new Placement.Gather(0), matrix, all),
        large("scatterAdd rows", new Placement.ScatterAdd(0), matrix, rows, other),
        large("scatterAdd columns", new Placement.ScatterAdd(1), matrix, columns, other),
        large("scatterAdd 0", new Placement.ScatterAdd(0), matrix, all, other),
        large("scatterAdd 1", new Placement.ScatterAdd(1), matrix, all, other),
        large(
            "scatterAdd of one axis",
            new Placement.ScatterAdd(0),
            draw(1, 100),
            integers(6, 100, 200_000),
            draw(2, 200_000)));
  }

  private static Case large(String name, Kernel kernel, Tensor... inputs) {
    return new Case(name, kernel, List.of(_ -> List.of(inputs)));
  }

  @ParameterizedTest
  @Execution(ExecutionMode.CONCURRENT)
  @MethodSource("large")
  void areWithinTheirBoundsWhereThereIsMuch(Case tried) {
    List<HostTensor> inputs =
        tried.patterns.getFirst().of(0).stream().map(KernelsTest::host).toList();
    Bound bound = Bound.of(tried.kernel, inputs);
    for (int round = 0; round < 3; round++) {
      KernelRun.of(SIMD, tried.kernel, inputs, Arrangement.CONTIGUOUS).check(bound);
    }
  }
}
