package gradus.tornado;

import static org.assertj.core.api.Assertions.assertThat;

import gradus.engine.DType;
import gradus.engine.Elementwise;
import gradus.engine.Formula;
import gradus.engine.Kernel;
import gradus.engine.MatMul;
import gradus.engine.Reduction;
import gradus.engine.Shape;
import gradus.engine.Softmax;
import gradus.engine.Term;
import gradus.testkit.Arrangement;
import gradus.testkit.Arrangement.Axis;
import gradus.testkit.Bound;
import gradus.testkit.HostTensor;
import gradus.testkit.KernelRun;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Kernels whose items work together, at the edges of tiles, groups and parts.
class EdgesTest {
  private static final Axis GAPS = new Axis(2, 1, 1, false, false);
  private static final Axis BACKWARDS = new Axis(1, 0, 2, true, false);

  private static final Arrangement PLAIN = Arrangement.CONTIGUOUS;

  /// The last axis outermost.
  private static final Arrangement TRANSPOSED = new Arrangement(0, List.of(1, 0), List.of());

  private static final Arrangement GAPPED = new Arrangement(3, List.of(), List.of(BACKWARDS, GAPS));
  private static final List<Arrangement> LAYOUTS = List.of(PLAIN, TRANSPOSED, GAPPED);

  /// As many as no tile or part is long, so that no two of them hold the same.
  private static final List<Double> VALUES =
      new SplittableRandom(1).doubles(1009, -1, 1).boxed().toList();

  private static final WatchedDevice DEVICE = WatchedDevice.open();
  private static final TornadoBackend BACKEND = new TornadoBackend(DEVICE);

  @BeforeEach
  void forget() {
    DEVICE.forget();
  }

  private static HostTensor tensor(Arrangement arrangement, int... shape) {
    return HostTensor.of(DType.F32, Shape.of(shape), arrangement, VALUES);
  }

  private static void check(Kernel kernel, List<HostTensor> inputs, Arrangement output) {
    long before = BACKEND.handedOver();
    KernelRun.of(BACKEND, kernel, inputs, output).check();
    assertThat(BACKEND.handedOver()).as(kernel.label()).isEqualTo(before);
  }

  /// A formula without a kernel is computed on the device, one step after the other.
  @Test
  void formulas() {
    Formula formula =
        Formula.of(
            3,
            x -> {
              Term.Number a = x.get(0);
              Term.Number b = x.get(1);
              Term.Number c = x.get(2);
              Term.Condition close = a.gt(b).and(b.le(c)).or(a.eq(c).not());
              Term.Number left = a.min(b).abs().sqrt().sub(Term.parameter(0));
              Term.Number right = a.fma(b, c).div(c.mul(c).add(1)).neg();
              Term.Condition either = a.ge(c).or(b.ne(a)).and(c.lt(2));
              return either.select(close.select(left, right), c).max(-0.75);
            });
    for (Arrangement first : LAYOUTS) {
      for (Arrangement output : LAYOUTS) {
        List<HostTensor> inputs =
            List.of(tensor(first, 5, 7), tensor(output, 5, 7), tensor(PLAIN, 7));
        check(new Elementwise.Fused("mixed", 3, formula, 0.25), inputs, output);
      }
    }
    check(
        new Elementwise.Fused("same", 1, Formula.unary(x -> x)),
        List.of(tensor(GAPPED, 3, 4)),
        PLAIN);
  }

  /// Every edge of every size, each with another combination of layouts and of what is added.
  @Test
  void products() {
    int[] edges = {1, 15, 16, 17, 63, 64, 65, 129};
    int number = 0;
    for (int m : edges) {
      for (int n : edges) {
        for (int k : edges) {
          List<HostTensor> inputs = new ArrayList<>();
          inputs.add(tensor(LAYOUTS.get(number % 3), m, k));
          inputs.add(tensor(LAYOUTS.get(number / 3 % 3), k, n));
          int[][] added = {{}, {n}, {m, 1}, {m, n}, {}};
          if (added[number % 5].length > 0) {
            inputs.add(tensor(PLAIN, added[number % 5]));
          }
          check(new MatMul(), inputs, LAYOUTS.get(number / 9 % 3));
          number++;
        }
      }
    }
    assertThat(DEVICE.launched).contains(DeviceKernel.PRODUCT, DeviceKernel.PRODUCT_TILED);
  }

  @Test
  void productsWithNothingToSum() {
    check(new MatMul(), List.of(tensor(PLAIN, 64, 0), tensor(PLAIN, 0, 65)), GAPPED);
    check(
        new MatMul(),
        List.of(tensor(PLAIN, 64, 0), tensor(PLAIN, 0, 65), tensor(PLAIN, 64, 65)),
        TRANSPOSED);
  }

  /// From here on tiles are used: so many rows, columns, and sums of products.
  @Test
  void productsOnBothSidesOfTheChoiceOfTiles() {
    for (int[] size : new int[][] {{31, 64, 64}, {64, 31, 64}, {32, 32, 63}}) {
      check(
          new MatMul(),
          List.of(tensor(PLAIN, size[0], size[2]), tensor(PLAIN, size[2], size[1])),
          PLAIN);
    }
    assertThat(DEVICE.launched).doesNotContain(DeviceKernel.PRODUCT_TILED);
    check(new MatMul(), List.of(tensor(PLAIN, 32, 64), tensor(PLAIN, 64, 32)), PLAIN);
    assertThat(DEVICE.launched).contains(DeviceKernel.PRODUCT_TILED);
  }

  @Test
  void productsOfBatches() {
    Arrangement gaps = new Arrangement(2, List.of(2, 1), List.of(GAPS, BACKWARDS, GAPS, BACKWARDS));
    Arrangement inner = new Arrangement(0, List.of(0, 0, 1), List.of());
    for (int size : new int[] {17, 65}) {
      for (Arrangement layout : List.of(PLAIN, inner, gaps)) {
        check(
            new MatMul(),
            List.of(tensor(layout, 2, 1, size, 33), tensor(inner, 3, 33, size)),
            layout);
        check(
            new MatMul(),
            List.of(
                tensor(inner, 2, 3, size, 17), tensor(layout, 17, size), tensor(PLAIN, 3, 1, size)),
            gaps);
      }
    }
    assertThat(DEVICE.launched).contains(DeviceKernel.PRODUCT, DeviceKernel.PRODUCT_TILED);
  }

  private static List<Kernel> reductions(int axis) {
    return List.of(
        new Reduction.Sum(List.of(axis)),
        new Reduction.Max(List.of(axis)),
        new Reduction.Min(List.of(axis)),
        new Reduction.ArgMax(axis),
        new Reduction.ArgMin(axis),
        new Softmax(axis, false),
        new Softmax(axis, true));
  }

  /// Around the size of a group, and around what one, two and three parts hold.
  @Test
  void rows() {
    int[] lengths = {1, 2, 63, 64, 65, 127, 128, 129, 2047, 2048, 2049};
    int[] longer = {4095, 4096, 4097, 6143, 6144, 6145};
    for (int length : IntStream.concat(IntStream.of(lengths), IntStream.of(longer)).toArray()) {
      for (Arrangement layout : List.of(PLAIN, GAPPED)) {
        for (Kernel op : reductions(1)) {
          check(op, List.of(tensor(layout, 3, length)), GAPPED);
        }
      }
      for (Kernel op : reductions(0)) {
        check(op, List.of(tensor(PLAIN, length, 2)), PLAIN);
      }
    }
    assertThat(DEVICE.launched)
        .contains(
            DeviceKernel.REDUCE_BY_ITEM,
            DeviceKernel.REDUCE_BY_GROUP,
            DeviceKernel.SOFTMAX_BY_ITEM,
            DeviceKernel.SOFTMAX_BY_GROUP);
  }

  /// A row over axes that aren't neighbours, cut into parts.
  @Test
  void rowsOverSeveralAxes() {
    Arrangement layout = new Arrangement(1, List.of(2, 0), List.of(GAPS, BACKWARDS, GAPS));
    for (List<Integer> axes : List.of(List.of(0, 2), List.of(0, 1, 2), List.of(1))) {
      for (Reduction op :
          List.of(new Reduction.Sum(axes), new Reduction.Max(axes), new Reduction.Min(axes))) {
        check(op, List.of(tensor(layout, 65, 3, 67)), PLAIN);
        check(op, List.of(tensor(PLAIN, 65, 3, 67)), layout);
      }
    }
  }

  /// So long that there would be more parts than are made, and so many rows that none is cut.
  @Test
  void longRowsAndManyRows() {
    Reduction sum = new Reduction.Sum(List.of(1));
    int most = 256 * 2048;
    for (int length : new int[] {most - 1, most, most + 2049}) {
      check(sum, List.of(tensor(PLAIN, 1, length)), PLAIN);
    }
    for (int rows : new int[] {255, 256, 257}) {
      check(sum, List.of(tensor(PLAIN, rows, 4097)), PLAIN);
    }
    DEVICE.forget();
    check(sum, List.of(tensor(PLAIN, 1 << 14, 65)), PLAIN);
    check(new Softmax(1, false), List.of(tensor(PLAIN, 1 << 14, 65)), PLAIN);
    assertThat(DEVICE.launched)
        .containsExactlyInAnyOrder(DeviceKernel.REDUCE_BY_ITEM, DeviceKernel.SOFTMAX_BY_ITEM);
  }

  /// The one that counts lies first, last, and on both sides of every cut.
  @Test
  void theGreatestIsFoundWhereverItIs() {
    int length = 4097;
    for (int place : new int[] {0, 63, 64, 2047, 2048, 2049, 4095, 4096}) {
      for (double value : new double[] {5, Double.NaN, Double.POSITIVE_INFINITY}) {
        double[] values = new double[length];
        values[place] = value;
        HostTensor x = HostTensor.of(DType.F32, Shape.of(length), values);
        for (Kernel op :
            List.of(
                new Reduction.Max(List.of(0)),
                new Reduction.ArgMax(0),
                new Reduction.Sum(List.of(0)),
                new Softmax(0, false))) {
          check(op, List.of(x), PLAIN);
        }
        values[place] = -value;
        HostTensor negative = HostTensor.of(DType.F32, Shape.of(length), values);
        check(new Reduction.Min(List.of(0)), List.of(negative), PLAIN);
      }
    }
  }

  /// The order of a sum is the same each time, and so are its bits.
  @Test
  void theSameBitsEachTime() {
    HostTensor x = tensor(PLAIN, 3, 6145);
    Reduction sum = new Reduction.Sum(List.of(1));
    Bound bound = Bound.of(sum, List.of(x));
    double[] first = sums(x);
    for (int i = 0; i < 20; i++) {
      assertThat(sums(x)).isEqualTo(first);
    }
    KernelRun.of(BACKEND, sum, List.of(x), PLAIN).check(bound);
  }

  private static double[] sums(HostTensor x) {
    return x.tensor().to(BACKEND).sum(1).toDoubles();
  }
}
