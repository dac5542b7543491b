package gradus.bench;

import gradus.engine.Backend;
import gradus.engine.DType;
import gradus.engine.HostStorage;
import gradus.engine.Layout;
import gradus.engine.MatMul;
import gradus.engine.Movement;
import gradus.engine.Operand;
import gradus.engine.Shape;
import gradus.engine.Tensor;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/// A matrix product; every engine gets the same values.
public final class MatmulProblem {
  /// The number of elements of a result that are checked.
  private static final int SAMPLES = 200;

  private final MatmulShape shape;
  private final HostStorage a;
  private final HostStorage b;
  private final HostStorage c;

  /// Draws values from -1/2 to 1/2.
  ///
  /// @param shape the shape
  /// @param dtype the type of the elements, F32 or F64
  public MatmulProblem(MatmulShape shape, DType dtype) {
    this.shape = shape;
    SplittableRandom random = new SplittableRandom(1);
    a = Values.draw(random, dtype, shape.m() * shape.k(), -0.5, 0.5);
    b = Values.draw(random, dtype, shape.k() * shape.n(), -0.5, 0.5);
    c = HostStorage.allocate(dtype, shape.m() * shape.n());
  }

  /// Returns the maximum error of an element, divided by √k. Sums of k products of values below 1/2
  /// have an error of about 1e-7 √k in F32 and of 1e-16 √k in F64; a wrong sum has one of about 0.1
  /// √k.
  static double tolerance(DType dtype) {
    return dtype == DType.F64 ? 1e-13 : 1e-5;
  }

  /// {@return the shape}
  public MatmulShape shape() {
    return shape;
  }

  /// Returns the first operand.
  ///
  /// @return row-major (m, k), or (k, m) if it is stored transposed
  public HostStorage a() {
    return a;
  }

  /// Returns the second operand.
  ///
  /// @return row-major (k, n), or (n, k) if it is stored transposed
  public HostStorage b() {
    return b;
  }

  /// Returns an array for the result.
  ///
  /// @return row-major (m, n)
  public HostStorage c() {
    return c;
  }

  /// Returns a backend's kernel with a preallocated output, as in BLAS. The operands are on the
  /// backend already, and the result stays there.
  ///
  /// @param backend a backend that returns from a kernel when it is complete
  Entry kernel(Backend backend) {
    List<Operand> inputs = brought(backend);
    Operand output = output(backend);
    MatMul kernel = new MatMul();
    return new Entry(() -> backend.run(kernel, inputs, output), () -> read(backend, output));
  }

  /// Returns the same including the transfer of the operands to the backend and of the result from
  /// it.
  ///
  /// @param backend a backend with memory of its own
  Entry transfer(Backend backend) {
    Operand output = output(backend);
    MatMul kernel = new MatMul();
    HostStorage[] last = new HostStorage[1];
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

  private static HostStorage read(Backend backend, Operand output) {
    return backend.toHost(output.storage());
  }

  private static Operand operand(
      Backend backend, HostStorage values, int rows, int columns, boolean transposed) {
    Layout layout =
        transposed
            ? new Movement.Permute(List.of(1, 0)).apply(Layout.contiguous(Shape.of(columns, rows)))
            : Layout.contiguous(Shape.of(rows, columns));
    return new Operand(backend.fromHost(values), layout);
  }

  /// Returns [Tensor#matmul], which allocates its result.
  Entry eager() {
    Tensor left = tensor(a, shape.m(), shape.k(), shape.transposedA());
    Tensor right = tensor(b, shape.k(), shape.n(), shape.transposedB());
    Tensor[] last = new Tensor[1];
    return new Entry(() -> last[0] = left.matmul(right), () -> Values.of(last[0]));
  }

  private static Tensor tensor(HostStorage values, int rows, int columns, boolean transposed) {
    return transposed
        ? Values.tensor(values, columns, rows).t()
        : Values.tensor(values, rows, columns);
  }

  /// Runs an entry once and compares some elements with double arithmetic, since the speed of a
  /// wrong result means nothing.
  ///
  /// @param name the engine's name
  /// @param entry the entry
  /// @throws IllegalStateException if the result is wrong
  void check(String name, Entry entry) {
    c.fill(Double.NaN);
    entry.action().run();
    HostStorage result = entry.result().get();
    double tolerance = tolerance(c.dtype()) * Math.sqrt(shape.k());
    SplittableRandom random = new SplittableRandom(2);
    for (int sample = 0; sample < SAMPLES; sample++) {
      int i = random.nextInt(shape.m());
      int j = random.nextInt(shape.n());
      double expected = expected(i, j);
      double got = result.get(i * shape.n() + j);
      if (!(Math.abs(got - expected) <= tolerance)) {
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
      double left = a.get(shape.transposedA() ? p * shape.m() + i : i * shape.k() + p);
      double right = b.get(shape.transposedB() ? j * shape.k() + p : p * shape.n() + j);
      sum += left * right;
    }
    return sum;
  }
}
