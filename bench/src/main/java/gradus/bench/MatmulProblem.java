package gradus.bench;

import gradus.engine.Backend;
import gradus.engine.HostStorage;
import gradus.engine.Layout;
import gradus.engine.MatMul;
import gradus.engine.Movement;
import gradus.engine.Operand;
import gradus.engine.Shape;
import gradus.engine.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/// A matrix product to be computed: what every engine gets alike.
public final class MatmulProblem {
  /// How many elements of a result are looked at.
  private static final int SAMPLES = 200;

  /// How far one may be from its true value, times √k. Sums of k products of numbers under 1/2 are
  /// off by about 1e-7 √k; a wrong one is off by about 0.1 √k.
  static final double TOLERANCE = 1e-5;

  private final MatmulShape shape;
  private final float[] a;
  private final float[] b;
  private final float[] c;

  /// A problem of random numbers from -1/2 to 1/2.
  ///
  /// @param shape its shape
  public MatmulProblem(MatmulShape shape) {
    this.shape = shape;
    SplittableRandom random = new SplittableRandom(1);
    a = draw(random, shape.m() * shape.k());
    b = draw(random, shape.k() * shape.n());
    c = new float[shape.m() * shape.n()];
  }

  private static float[] draw(SplittableRandom random, int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) (random.nextDouble() - 0.5);
    }
    return values;
  }

  /// {@return the shape}
  public MatmulShape shape() {
    return shape;
  }

  /// {@return the first operand, row-major; (k, m) where it is stored transposed}
  public float[] a() {
    return a;
  }

  /// {@return the second operand, row-major; (n, k) where it is stored transposed}
  public float[] b() {
    return b;
  }

  /// {@return where the result may go, row-major (m, n)}
  public float[] c() {
    return c;
  }

  /// {@return a backend's kernel on operands that it has already, writing into a given output, as
  /// BLAS does; the result stays where the backend has it}
  ///
  /// @param backend which runs a kernel to its end before it returns
  Entry kernel(Backend backend) {
    List<Operand> inputs = brought(backend);
    Operand output = output(backend);
    MatMul kernel = new MatMul();
    return new Entry(() -> backend.run(kernel, inputs, output), () -> read(backend, output));
  }

  /// {@return the same with both operands brought to the backend before, and the result read after}
  ///
  /// @param backend with a memory of its own
  Entry transfer(Backend backend) {
    Operand output = output(backend);
    MatMul kernel = new MatMul();
    float[][] last = new float[1][];
    Runnable action =
        () -> {
          backend.run(kernel, brought(backend), output);
          last[0] = read(backend, output);
        };
    return new Entry(action, () -> last[0]);
  }

  private List<Operand> brought(Backend backend) {
    return List.of(
        operand(backend, a, shape.m(), shape.k(), shape.transposedA()),
        operand(backend, b, shape.k(), shape.n(), shape.transposedB()));
  }

  private Operand output(Backend backend) {
    return operand(backend, c, shape.m(), shape.n(), false);
  }

  private static float[] read(Backend backend, Operand output) {
    return ((HostStorage.Floats) backend.toHost(output.storage())).array();
  }

  private static Operand operand(
      Backend backend, float[] array, int rows, int columns, boolean transposed) {
    Layout layout =
        transposed
            ? new Movement.Permute(List.of(1, 0)).apply(Layout.contiguous(Shape.of(columns, rows)))
            : Layout.contiguous(Shape.of(rows, columns));
    return new Operand(backend.fromHost(new HostStorage.Floats(array)), layout);
  }

  /// {@return [Tensor#matmul], which makes a new tensor each time}
  Entry eager() {
    Tensor left = tensor(a, shape.m(), shape.k(), shape.transposedA());
    Tensor right = tensor(b, shape.k(), shape.n(), shape.transposedB());
    Tensor[] last = new Tensor[1];
    return new Entry(() -> last[0] = left.matmul(right), () -> last[0].toFloats());
  }

  private static Tensor tensor(float[] array, int rows, int columns, boolean transposed) {
    return transposed
        ? Tensor.fromArray(array, columns, rows).t()
        : Tensor.fromArray(array, rows, columns);
  }

  /// Runs an entry once and compares some of its result with double arithmetic: a benchmark of
  /// wrong numbers is worth nothing.
  ///
  /// @param name whose entry it is
  /// @param entry the entry
  /// @throws IllegalStateException if it is wrong
  void check(String name, Entry entry) {
    Arrays.fill(c, Float.NaN);
    entry.action().run();
    float[] result = entry.result().get();
    SplittableRandom random = new SplittableRandom(2);
    for (int sample = 0; sample < SAMPLES; sample++) {
      int i = random.nextInt(shape.m());
      int j = random.nextInt(shape.n());
      double expected = expected(i, j);
      double got = result[i * shape.n() + j];
      if (!(Math.abs(got - expected) <= TOLERANCE * Math.sqrt(shape.k()))) {
        throw new IllegalStateException(
            String.format(
                Locale.ROOT,
                "%s, %s: element (%d, %d) is %s, expected %s",
                name,
                shape.label(),
                i,
                j,
                got,
                expected));
      }
    }
  }

  private double expected(int i, int j) {
    double sum = 0;
    for (int p = 0; p < shape.k(); p++) {
      double left = shape.transposedA() ? a[p * shape.m() + i] : a[i * shape.k() + p];
      double right = shape.transposedB() ? b[j * shape.k() + p] : b[p * shape.n() + j];
      sum += left * right;
    }
    return sum;
  }
}
