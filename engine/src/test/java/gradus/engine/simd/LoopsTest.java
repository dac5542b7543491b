package gradus.engine.simd;

import static org.assertj.core.api.Assertions.assertThat;

import gradus.engine.Binary;
import gradus.engine.Comparison;
import gradus.engine.DType;
import gradus.engine.Elementwise;
import gradus.engine.HostStorage;
import gradus.engine.Layout;
import gradus.engine.Operand;
import gradus.engine.Shape;
import gradus.engine.Tensor;
import gradus.engine.TensorSpec;
import gradus.engine.Unary;
import gradus.engine.reference.ReferenceBackend;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Each loop, on each type that it is for: on runs that start anywhere, of lengths around those of
/// vectors, with what is left over and without.
class LoopsTest {
  private static final int W = Lanes.WIDTH;

  /// Multiples of 1/4, on which what isn't a function is exact, and what is no number or no size.
  private static final double[] VALUES = {
    1, -2, 0, 0.25, -0.0, 4, -0.5, 2.25, 16, -3, 1.5, -1, 7.75, Double.NaN, 3, 1 / 0.0, -1 / 0.0
  };

  /// What functions treat in their own ways: the ends of their formulas, of floats, and of whole
  /// ones.
  private static final double[] EXTREMES = {
    1,
    -1,
    0,
    -0.0,
    2,
    -3,
    0.5,
    -0.5,
    1e-45,
    -1e-40,
    Float.MIN_NORMAL,
    0.55,
    -0.6,
    1.5,
    9.9,
    -10.5,
    88.5,
    -88.5,
    -103,
    89.5,
    -104.5,
    3.9,
    4,
    1000.5,
    1e5,
    -1e6,
    1e10,
    0x1p23 + 1,
    0x1p24,
    0x1p24 + 2,
    -3e38,
    Float.MAX_VALUE,
    1 / 0.0,
    -1 / 0.0,
    Double.NaN
  };

  static Stream<Elementwise> operations() {
    List<Elementwise> operations = new ArrayList<>();
    operations.addAll(List.of(Unary.values()));
    operations.addAll(List.of(Binary.values()));
    operations.addAll(List.of(Comparison.values()));
    for (DType dtype : DType.values()) {
      operations.add(new Elementwise.Copy(dtype));
    }
    operations.add(new Elementwise.Clamp(-1.5, 2));
    operations.add(new Elementwise.Where());
    operations.add(Elementwise.Fused.combine(0.5, -2));
    operations.add(Elementwise.Fused.addProduct(0.5, -2));
    operations.add(Elementwise.Fused.addOverRoot(-2, 0.5));
    return operations.stream();
  }

  @ParameterizedTest
  @MethodSource("operations")
  void computesRuns(Elementwise op) {
    for (DType dtype : DType.values()) {
      for (int n : new int[] {0, 1, W - 1, W, W + 1, 3 * W + 2, 8 * W - 1}) {
        int inputs = op.arity().least();
        DType[] types = new DType[inputs];
        Arrays.fill(types, dtype);
        if (op instanceof Elementwise.Where) {
          types[0] = DType.I32;
        }
        DType to;
        try {
          Shape shape = Shape.of(n);
          TensorSpec[] specs =
              Arrays.stream(types).map(t -> new TensorSpec(shape, t)).toArray(TensorSpec[]::new);
          to = op.infer(specs).dtype();
        } catch (IllegalArgumentException _) {
          continue;
        }
        // The engine converts integers first.
        if (dtype.isFloating() || !to.isFloating() || op instanceof Elementwise.Copy) {
          compute(op, types, to, n, (i, place) -> VALUES[(place * (i + 1) + i) % VALUES.length]);
        }
      }
    }
  }

  /// Of each pair of them, more than any loop works on at a time.
  @ParameterizedTest
  @MethodSource("functions")
  void computesFunctionsOfExtremes(Elementwise op) {
    DType[] types = new DType[op.arity().least()];
    Arrays.fill(types, DType.F32);
    int count = EXTREMES.length;
    int n = count * count - 1;
    compute(op, types, DType.F32, n, (i, p) -> EXTREMES[(i == 0 ? p : p / count) % count]);
  }

  static Stream<Elementwise> functions() {
    return operations().filter(op -> op.formula().exact() != null);
  }

  /// What stands at a place of an operand.
  private interface Values {
    double at(int operand, int place);
  }

  private static void compute(Elementwise op, DType[] types, DType to, int n, Values values) {
    int last = types.length;
    Operand[] operands = new Operand[last + 1];
    Object[] arrays = new Object[last + 1];
    int[] at = new int[last + 1];
    for (int i = 0; i <= last; i++) {
      // Each run starts elsewhere, and meets other values of the others.
      HostStorage storage = HostStorage.allocate(i < last ? types[i] : to, n + 10);
      for (int place = 0; place < n + 10; place++) {
        storage.set(place, i < last ? values.at(i, place) : 77);
      }
      at[i] = last - i + 1;
      Layout layout = Tensor.zeros(n + 10).slice(0, at[i], at[i] + n).layout();
      operands[i] = new Operand(storage, layout);
      arrays[i] = Runs.array(storage);
    }
    HostStorage actual = (HostStorage) operands[last].storage();
    HostStorage expected = actual.range(0, actual.length());
    HostStorage alone = actual.range(0, actual.length());
    Loops.run(op, arrays, at, n);
    Operand output = new Operand(expected, operands[last].layout());
    new ReferenceBackend().run(op, List.of(operands).subList(0, last), output);
    boolean rounded = op.formula().exact() != null || op.label().startsWith("addOverRoot");
    for (int i = 0; i < n + 10; i++) {
      double x = actual.get(i);
      double y = expected.get(i);
      double tolerance = rounded ? 0x1p-22 * Math.abs(y) + Float.MIN_VALUE : 0;
      if (Double.compare(x, y) != 0 && !(Math.abs(x - y) <= tolerance)) {
        assertThat(x).as("%s of %s, %d, at %d", op, List.of(types), n, i).isEqualTo(y);
      }
    }
    // An element has the same bits alone, where there is no vector to do it in.
    arrays[last] = Runs.array(alone);
    for (int i = 0; i < n; i++) {
      Loops.run(op, arrays, at, 1);
      for (int operand = 0; operand <= last; operand++) {
        at[operand]++;
      }
    }
    AgainstReference.check(op + ", one by one", 0, alone, actual);
  }
}
