package gradus.engine;

import static gradus.engine.KernelsTest.on;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/// Kernels on inputs that went through any chain of views, of every type, against the reference.
class KernelProperties {
  private static final Backend REFERENCE = Backends.named("reference");
  private static final Backend SIMD = Backends.named("simd");
  private static final int[] LENGTHS = {
    1, 2, 3, 5, 7, 8, 9, 15, 16, 17, 20, 31, 33, 40, 64, 65, 100, 130
  };

  private final Random random = new Random();

  private void check(Kernel op, Tensor... inputs) {
    Tensor expected = Eager.apply(op, on(REFERENCE, List.of(inputs)));
    Tensor actual = Eager.apply(op, on(SIMD, List.of(inputs)));
    assertThat(actual.spec()).isEqualTo(expected.spec());
    List<Layout> layouts = java.util.Arrays.stream(inputs).map(Tensor::layout).toList();
    BackendsAgreeTest.assertClose(expected, actual, op.label() + " of " + layouts);
  }

  private Tensor draw(DType dtype, int... shape) {
    double[] values = new double[Shape.of(shape).size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = dtype == DType.I32 ? random.nextInt(9) - 4 : (float) random.nextGaussian();
    }
    return Tensor.fromArray(values, shape).to(dtype);
  }

  private DType dtype() {
    return random.nextBoolean() ? DType.F32 : DType.values()[random.nextInt(3)];
  }

  /// Of a rank up to 4, and mostly not contiguous.
  private Tensor any(DType dtype, int leastRank) {
    int[] shape = new int[leastRank + random.nextInt(5 - leastRank)];
    int budget = random.nextInt(20) == 0 ? 200_000 : 5_000;
    for (int i = 0; i < shape.length; i++) {
      int length = LENGTHS[random.nextInt(LENGTHS.length)];
      shape[i] = length <= budget ? length : 1;
      budget /= shape[i];
    }
    Tensor x = draw(dtype, shape);
    for (int step = 0; step < 3 && x.rank() > 0; step++) {
      int axis = random.nextInt(x.rank());
      int length = x.size(axis);
      x =
          switch (random.nextInt(4)) {
            case 0 -> x.transpose(axis, random.nextInt(x.rank()));
            case 1 -> x.flip(axis);
            case 2 -> x.slice(axis, random.nextInt(1 + length / 2), length, 1 + random.nextInt(2));
            default -> x;
          };
    }
    return x;
  }

  /// What broadcasts against a tensor.
  private Tensor against(DType dtype, Tensor x) {
    int dropped = random.nextInt(x.rank() + 1);
    int[] shape = new int[x.rank() - dropped];
    for (int i = 0; i < shape.length; i++) {
      shape[i] = random.nextInt(3) == 0 ? 1 : x.size(dropped + i);
    }
    return shuffled(draw(dtype, shape));
  }

  /// The same tensor in another layout.
  private Tensor shuffled(Tensor x) {
    if (x.rank() == 0) {
      return x;
    }
    int a = random.nextInt(x.rank());
    int b = random.nextInt(x.rank());
    return switch (random.nextInt(3)) {
      case 0 -> x.transpose(a, b).contiguous().transpose(a, b);
      case 1 -> x.flip(a).contiguous().flip(a);
      default -> x;
    };
  }

  @Property(tries = 1500)
  void elementwise(@ForAll long seed) {
    random.setSeed(seed);
    DType dtype = dtype();
    Tensor x = any(dtype, 0);
    Tensor y = against(dtype, x);
    Unary unary = Unary.values()[random.nextInt(Unary.values().length)];
    if (dtype.isFloating() || unary.keepsIntegers()) {
      check(unary, x);
    }
    Binary binary = Binary.values()[random.nextInt(Binary.values().length)];
    if (dtype.isFloating() || binary.keepsIntegers()) {
      check(binary, x, y);
      check(binary, y, x);
    }
    check(Comparison.values()[random.nextInt(6)], x, y);
    check(new Elementwise.Where(), against(DType.I32, x), y, x);
    check(new Elementwise.Copy(DType.values()[random.nextInt(3)]), x);
    check(new Elementwise.Clamp(-1, 1), x);
  }

  @Property(tries = 500)
  void inPlace(@ForAll long seed) {
    random.setSeed(seed);
    Tensor x = any(DType.F32, 0);
    Tensor y = against(DType.F32, x);
    Tensor expected = on(REFERENCE, x);
    Tensor actual = on(SIMD, x);
    expected.addInPlace(on(REFERENCE, y)).mulInPlace(expected).mulInPlace(2.5);
    actual.addInPlace(on(SIMD, y)).mulInPlace(actual).mulInPlace(2.5);
    BackendsAgreeTest.assertClose(whole(expected), whole(actual), "in place " + x.layout());
    expected.copyFrom(on(REFERENCE, y));
    actual.copyFrom(on(SIMD, y));
    BackendsAgreeTest.assertClose(whole(expected), whole(actual), "copied to " + x.layout());
  }

  /// All elements of a tensor's storage, those that it doesn't show included.
  private static Tensor whole(Tensor x) {
    int length = ((HostStorage) x.buffer().storage).length();
    return new Tensor(x.buffer(), Layout.contiguous(Shape.of(length)), null);
  }

  @Property(tries = 1000)
  void reductions(@ForAll long seed) {
    random.setSeed(seed);
    DType dtype = dtype();
    Tensor x = any(dtype, 1);
    List<Integer> axes = new ArrayList<>();
    for (int axis = 0; axis < x.rank(); axis++) {
      if (random.nextBoolean()) {
        axes.add(axis);
      }
    }
    check(new Reduction.Sum(axes), x);
    check(new Reduction.Max(axes), x);
    check(new Reduction.Min(axes), x);
    check(new Reduction.Sum(List.of(1)), x.unsqueeze(1).expand(widened(x, 3)));
    int axis = random.nextInt(x.rank());
    check(new Reduction.ArgMax(axis), x);
    if (dtype.isFloating()) {
      check(new Reduction.Softmax(axis), x);
      check(new Reduction.LogSoftmax(axis), x);
    }
  }

  private static int[] widened(Tensor x, int length) {
    int[] shape = x.unsqueeze(1).shape().dims();
    shape[1] = length;
    return shape;
  }

  @Property(tries = 500)
  void placements(@ForAll long seed) {
    random.setSeed(seed);
    DType dtype = dtype();
    Tensor x = any(dtype, 1);
    int axis = random.nextInt(x.rank());
    List<List<Integer>> margins = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    for (int i = 0; i < x.rank(); i++) {
      margins.forEach(margin -> margin.add(random.nextInt(3)));
    }
    check(new Placement.Pad(margins.get(0), margins.get(1), margins.get(2), 2), x);
    int[] shape = x.shape().with(axis, 1 + random.nextInt(9)).dims();
    check(new Placement.Concat(axis), x, shuffled(draw(dtype, shape)), x);
    for (int i = 0; i < shape.length; i++) {
      shape[i] = i == axis ? shape[i] : 1 + random.nextInt(shape[i]);
    }
    boolean rows = random.nextBoolean();
    int[] named = rows ? new int[shape.length] : shape.clone();
    for (int i = 0; rows && i < named.length; i++) {
      named[i] = i == axis ? shape[axis] : 1;
    }
    double[] numbers = new double[Shape.of(named).size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = random.nextInt(x.size(axis));
    }
    Tensor index = Tensor.fromArray(numbers, named).to(DType.I32).expand(shape);
    check(new Placement.Gather(axis), x, index);
    check(new Placement.ScatterAdd(axis), x, index, shuffled(draw(dtype, shape)));
  }
}
