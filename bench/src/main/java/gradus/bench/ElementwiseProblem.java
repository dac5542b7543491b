package gradus.bench;

import gradus.bench.ElementwiseOp.Input;
import gradus.engine.Backend;
import gradus.engine.Backends;
import gradus.engine.DType;
import gradus.engine.HostStorage;
import gradus.engine.Kernel;
import gradus.engine.Layout;
import gradus.engine.Movement;
import gradus.engine.Operand;
import gradus.engine.Shape;
import gradus.engine.Tensor;
import gradus.engine.TensorSpec;
import gradus.nn.SGD;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/// An operation on square matrices; every engine gets the same values.
public final class ElementwiseProblem {
  /// The learning rate of the optimiser step.
  public static final double RATE = 0.01;

  /// The factor of [ElementwiseOp#SCALE].
  public static final double FACTOR = 1.5;

  private final ElementwiseOp op;
  private final int side;
  private final DType dtype;
  private final HostStorage x;
  private final HostStorage y;
  private final int[] rows;

  /// Draws the values of a problem.
  ///
  /// @param op the operation
  /// @param side the number of rows and of columns
  /// @param dtype the type of the real numbers, F32 or F64
  public ElementwiseProblem(ElementwiseOp op, int side, DType dtype) {
    this.op = op;
    this.side = side;
    this.dtype = dtype;
    SplittableRandom random = new SplittableRandom(1);
    x = Values.draw(random, dtype, side * side, -2, 2);
    y = Values.draw(random, dtype, side * side, -2, 2);
    rows = random.ints(side, 0, side).toArray();
  }

  /// The maximum error of a result: rounding, including that of sums of up to 2²⁴ values.
  private double tolerance() {
    return dtype == DType.F64 ? 1e-10 : 1e-4;
  }

  /// {@return the operation}
  public ElementwiseOp op() {
    return op;
  }

  /// {@return the number of rows, which is also the number of columns}
  public int side() {
    return side;
  }

  /// Returns the number of elements of X.
  int elements() {
    return side * side;
  }

  /// Returns the minimum number of bytes to move.
  double bytes() {
    return (double) op.bytes(dtype) * elements();
  }

  /// Returns the elements of a floating-point input.
  ///
  /// @param input the input
  /// @return the elements, row-major
  public HostStorage values(Input input) {
    return switch (input) {
      case X, TRANSPOSED -> x;
      case Y -> y;
      case POSITIVE -> positive();
      case ROW -> x.range(0, side);
      case COLUMN -> y.range(0, side);
      case NUMBER -> number();
      case INDEX, CONDITION -> throw new IllegalArgumentException(input + " is of integers");
    };
  }

  private HostStorage number() {
    HostStorage number = HostStorage.allocate(dtype, 1);
    number.set(0, FACTOR);
    return number;
  }

  private HostStorage positive() {
    HostStorage values = HostStorage.allocate(dtype, x.length());
    for (int i = 0; i < values.length(); i++) {
      values.set(i, Math.max(0.1, Math.abs(x.get(i))));
    }
    return values;
  }

  /// Returns the elements of an integer input.
  ///
  /// @param input the input
  /// @return row-major; for [Input#INDEX] one element for each row
  public int[] ints(Input input) {
    return switch (input) {
      case INDEX -> rows;
      case CONDITION -> condition();
      default -> throw new IllegalArgumentException(input + " is of real numbers");
    };
  }

  private int[] condition() {
    int[] values = new int[x.length()];
    for (int i = 0; i < values.length; i++) {
      values[i] = x.get(i) > y.get(i) ? 1 : 0;
    }
    return values;
  }

  /// Returns the backend's kernel with a preallocated output; the optimiser step works in place.
  Entry kernel() {
    Kernel kernel = op.kernel(dtype);
    if (kernel == null) {
      return optimizerStep();
    }
    Backend backend = Backends.current();
    List<Operand> given = op.inputs().stream().map(this::operand).toList();
    TensorSpec spec =
        kernel.infer(
            given.stream()
                .map(input -> new TensorSpec(input.shape(), input.dtype()))
                .toArray(TensorSpec[]::new));
    List<Operand> inputs = new ArrayList<>();
    for (Operand input : given) {
      Layout aligned = kernel.align(inputs.size(), input.layout(), spec.shape());
      inputs.add(new Operand(input.storage(), aligned));
    }
    HostStorage result = HostStorage.allocate(spec.dtype(), spec.shape().size());
    Operand output = new Operand(result, Layout.contiguous(spec.shape()));
    return new Entry(() -> backend.run(kernel, inputs, output), () -> result);
  }

  private Operand operand(Input input) {
    Layout square = Layout.contiguous(Shape.of(side, side));
    Layout layout =
        switch (input) {
          case X, Y, POSITIVE, CONDITION -> square;
          case TRANSPOSED -> new Movement.Permute(List.of(1, 0)).apply(square);
          case ROW -> Layout.contiguous(Shape.of(side));
          case COLUMN -> Layout.contiguous(Shape.of(side, 1));
          case NUMBER -> Layout.contiguous(Shape.SCALAR);
          case INDEX -> Layout.contiguous(Shape.of(side, 1)).expand(square.shape());
        };
    HostStorage storage =
        switch (input) {
          case INDEX, CONDITION -> new HostStorage.Ints(ints(input));
          default -> values(input);
        };
    return new Operand(storage, layout);
  }

  private Entry optimizerStep() {
    Tensor parameter = tensor(Input.X).copy().requiresGrad(true);
    // The gradient of the sum of x · y is y.
    parameter.mul(tensor(Input.Y)).sum().backward();
    SGD optimizer = new SGD(List.of(parameter), RATE);
    return new Entry(optimizer::step, () -> Values.of(parameter));
  }

  /// Returns the tensor operation, which allocates its result.
  Entry eager() {
    Tensor[] inputs = tensors();
    Tensor[] last = new Tensor[1];
    return new Entry(() -> last[0] = op.eager(inputs), () -> Values.of(last[0]));
  }

  private Tensor[] tensors() {
    return op.inputs().stream().map(this::tensor).toArray(Tensor[]::new);
  }

  private Tensor tensor(Input input) {
    return switch (input) {
      case X, Y, POSITIVE -> Values.tensor(values(input), side, side);
      case TRANSPOSED -> Values.tensor(values(input), side, side).t();
      case ROW -> Values.tensor(values(input), side);
      case COLUMN -> Values.tensor(values(input), side, 1);
      case NUMBER -> Values.tensor(number());
      case INDEX -> Tensor.fromArray(rows, side, 1).expand(side, side);
      case CONDITION -> Tensor.fromArray(condition(), side, side);
    };
  }

  /// Returns the expected result, computed by plain loops in double precision.
  double[] expected() {
    return Backends.using(
        Backends.named("reference"),
        () -> {
          Tensor[] inputs = tensors();
          for (int i = 0; i < inputs.length; i++) {
            boolean real = inputs[i].dtype().isFloating();
            inputs[i] = real ? inputs[i].to(DType.F64) : inputs[i];
          }
          return op.eager(inputs).toDoubles();
        });
  }

  /// Runs an entry for the first time and compares its result with the expected one, since the
  /// speed of a wrong result means nothing.
  ///
  /// @param name the engine's name
  /// @param entry the entry
  /// @param expected the expected result
  /// @throws IllegalStateException if the result is wrong
  void check(String name, Entry entry, double... expected) {
    entry.action().run();
    HostStorage result = entry.result().get();
    double tolerance = tolerance();
    if (result.length() != expected.length) {
      throw new IllegalStateException(
          String.format(
              Locale.ROOT,
              "%s, %s: %d elements, expected %d",
              name,
              op.label(),
              result.length(),
              expected.length));
    }
    for (int i = 0; i < expected.length; i++) {
      double error = Math.abs(result.get(i) - expected[i]);
      if (!(error <= tolerance * (1 + Math.abs(expected[i])))) {
        throw new IllegalStateException(
            String.format(
                Locale.ROOT,
                "%s, %s: element %d is %s, expected %s",
                name,
                op.label(),
                i,
                result.get(i),
                expected[i]));
      }
    }
  }
}
