package gradus.testkit;

import gradus.engine.ArgMaxPool;
import gradus.engine.Comparison;
import gradus.engine.Convolve;
import gradus.engine.Custom;
import gradus.engine.DType;
import gradus.engine.Elementwise;
import gradus.engine.Kernel;
import gradus.engine.MatMul;
import gradus.engine.Movement;
import gradus.engine.Op;
import gradus.engine.Placement;
import gradus.engine.Reduction;
import gradus.engine.Scan;
import gradus.engine.Shape;
import gradus.engine.Softmax;
import gradus.engine.Sort;
import gradus.engine.TensorSpec;
import gradus.engine.Transfer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/// Random programs for jqwik: small acyclic graphs over the whole catalogue, with inputs.
///
/// ```java
/// @Provide
/// Arbitrary<Programs.Run> programs() {
///   return Programs.any();
/// }
///
/// @Property
/// void isRight(@ForAll("programs") Programs.Run run) {
///   run.program().check(run.inputs(), run.program().run(Backends.named("simd"), run.inputs()));
/// }
/// ```
///
/// A program is drawn as numbers, and every list of numbers is a program: each selects an operation
/// and suitable values as its inputs. So it shrinks by losing steps.
public final class Programs {
  /// The maximum number of elements of a value.
  private static final int MAX_SIZE = 1500;

  private Programs() {}

  /// A program with inputs.
  ///
  /// @param program the program
  /// @param inputs as many as it takes
  public record Run(Program program, List<HostTensor> inputs) {}

  /// Returns programs of up to a dozen operations on three inputs of one type that broadcast
  /// against each other.
  ///
  /// @return programs with inputs
  public static Arbitrary<Run> any() {
    return Tensors.dtypes().flatMap(Programs::of);
  }

  /// Returns programs on integers, for which every backend must return the same bits.
  ///
  /// @return programs with inputs
  public static Arbitrary<Run> ofIntegers() {
    return of(DType.I32);
  }

  private static Arbitrary<Run> of(DType dtype) {
    Arbitrary<List<List<Integer>>> numbers =
        Arbitraries.integers().between(0, 999).list().ofSize(4).list().ofMinSize(1).ofMaxSize(12);
    Arbitrary<List<HostTensor>> inputs =
        Tensors.broadcastable(dtype, 3, Tensors.values(dtype))
            .filter(drawn -> drawn.stream().noneMatch(x -> x.shape().size() == 0));
    return Combinators.combine(inputs, numbers)
        .as((drawn, codes) -> new Run(new Maker(drawn, dtype).program(codes), drawn));
  }

  /// Turns numbers into steps that fit.
  private static final class Maker {
    /// The possible steps: the catalogue's kernels and movements, each once.
    private static final List<Op> OPS =
        Catalogue.examples().stream()
            .map(Catalogue.Example::op)
            .filter(op -> op instanceof Kernel || op instanceof Movement)
            .distinct()
            .toList();

    private final List<TensorSpec> values = new ArrayList<>();
    private final List<Program.Step> steps = new ArrayList<>();
    private final boolean integers;

    Maker(List<HostTensor> inputs, DType dtype) {
      inputs.forEach(x -> values.add(x.spec()));
      this.integers = dtype == DType.I32;
    }

    Program program(List<List<Integer>> codes) {
      codes.forEach(code -> step(code.get(0), code.get(1), code.get(2), code.get(3)));
      return new Program(List.copyOf(steps));
    }

    private Shape shape(int value) {
      return values.get(value).shape();
    }

    private DType dtype(int value) {
      return values.get(value).dtype();
    }

    private int kernel(Kernel kernel, Integer... inputs) {
      TensorSpec[] specs = List.of(inputs).stream().map(values::get).toArray(TensorSpec[]::new);
      return add(kernel, kernel.infer(specs), inputs);
    }

    private int view(Movement movement, Shape shape, int input) {
      return add(movement, new TensorSpec(shape, dtype(input)), input);
    }

    private int add(Op op, TensorSpec spec, Integer... inputs) {
      steps.add(new Program.Step(op, List.of(inputs)));
      values.add(spec);
      return values.size() - 1;
    }

    /// A value that broadcasts against another of its type, the first from some number on.
    private int partner(int x, int from) {
      for (int i = 0; i < values.size(); i++) {
        int y = (from + i) % values.size();
        if (dtype(y) == dtype(x) && fits(shape(x), shape(y))) {
          return y;
        }
      }
      return x;
    }

    private static boolean fits(Shape a, Shape b) {
      try {
        return Shape.broadcast(a, b).size() <= MAX_SIZE;
      } catch (IllegalArgumentException _) {
        return false;
      }
    }

    /// A value as one that a kernel accepts.
    private int accepted(Kernel kernel, int x) {
      return Kernels.accepts(kernel, dtype(x)) ? x : kernel(new Elementwise.Copy(DType.F32), x);
    }

    private void step(int number, int first, int second, int free) {
      Op op = OPS.get(number % OPS.size());
      int x = first % values.size();
      // -1 is no axis: a scalar has none.
      int axis = shape(x).rank() == 0 ? -1 : free % shape(x).rank();
      boolean leavesIntegers =
          op instanceof Kernel kernel && !Kernels.accepts(kernel, DType.I32)
              || op instanceof Elementwise.Copy(DType to) && to.isFloating();
      if (integers && leavesIntegers) {
        return;
      }
      switch (op) {
        case Elementwise elementwise -> elementwise(elementwise, x, second, free);
        case Reduction reduction -> reduction(reduction, x, axis, second);
        case Softmax softmax ->
            along(axis, a -> kernel(new Softmax(a, softmax.log()), accepted(softmax, x)));
        case Scan _ -> along(axis, a -> kernel(new Scan(a), x));
        case Sort(_, boolean descending) -> along(axis, a -> kernel(new Sort(a, descending), x));
        case MatMul product -> product(product, x, second);
        case Convolve _ -> convolution(x);
        case ArgMaxPool _ -> maxima(x);
        case Placement placement -> placement(placement, x, axis, second);
        case Movement movement -> movement(movement, x, axis);
        case Custom _, Transfer _ -> throw new AssertionError(op + " was filtered out");
      }
    }

    private void elementwise(Elementwise op, int from, int second, int free) {
      int x = accepted(op, from);
      int y = partner(x, second);
      if (op instanceof Elementwise.Where) {
        kernel(op, kernel(Comparison.GE, x, y), y, x);
        return;
      }
      switch (op.arity().least()) {
        case 1 -> kernel(op, x);
        case 2 -> kernel(op, x, y);
        case 3 -> {
          int z = partner(x, free);
          boolean fits =
              fits(shape(y), shape(z)) && fits(shape(x), Shape.broadcast(shape(y), shape(z)));
          kernel(op, x, y, fits ? z : y);
        }
        default -> throw new AssertionError(op + " has more inputs than programs give");
      }
    }

    private void reduction(Reduction op, int from, int axis, int free) {
      int x = accepted(op, from);
      List<Integer> axes =
          IntStream.range(0, shape(x).rank()).filter(a -> (free >> a & 1) == 1).boxed().toList();
      switch (op) {
        case Reduction.Sum _ -> kernel(new Reduction.Sum(axes), x);
        case Reduction.Max _ -> kernel(new Reduction.Max(axes), x);
        case Reduction.Min _ -> kernel(new Reduction.Min(axes), x);
        case Reduction.ArgMax _ -> along(axis, a -> kernel(new Reduction.ArgMax(a), x));
        case Reduction.ArgMin _ -> along(axis, a -> kernel(new Reduction.ArgMin(a), x));
      }
    }

    private static void along(int axis, IntConsumer step) {
      if (axis >= 0) {
        step.accept(axis);
      }
    }

    /// With another value where one fits, else with its own transpose.
    private void product(MatMul op, int x, int second) {
      int rank = shape(x).rank();
      if (rank < 2) {
        return;
      }
      for (int i = 0; i < values.size(); i++) {
        int y = (second + i) % values.size();
        if (dtype(y) == dtype(x) && multiplies(op, x, y)) {
          kernel(op, x, y);
          return;
        }
      }
      List<Integer> order = new ArrayList<>(IntStream.range(0, rank).boxed().toList());
      Collections.swap(order, rank - 2, rank - 1);
      if (shape(x).size() / shape(x).dim(-1) * shape(x).dim(-2) <= MAX_SIZE) {
        kernel(op, x, permuted(x, order));
      }
    }

    private boolean multiplies(MatMul op, int x, int y) {
      try {
        return op.infer(values.get(x), values.get(y)).shape().size() <= MAX_SIZE;
      } catch (IllegalArgumentException _) {
        return false;
      }
    }

    private int permuted(int x, List<Integer> order) {
      int[] dims = order.stream().mapToInt(shape(x)::dim).toArray();
      return view(new Movement.Permute(order), Shape.of(dims), x);
    }

    /// Of a value with itself: its first axis counts the outputs of the kernel, and there is as
    /// much padding as the kernel needs.
    private void convolution(int x) {
      Shape shape = shape(x);
      int spatial = shape.rank() - 3;
      if (spatial < 1 || shape.size() == 0 || shape.size() * shape.dim(0) > MAX_SIZE) {
        return;
      }
      List<Integer> order = new ArrayList<>(IntStream.range(0, shape.rank()).boxed().toList());
      Collections.swap(order, 0, 1);
      List<Convolve.Axis> axes =
          IntStream.range(3, shape.rank())
              .mapToObj(axis -> new Convolve.Axis(1, shape.dim(axis) - 1, 0, 1, 1))
              .toList();
      kernel(new Convolve(axes), x, permuted(x, order));
    }

    private void maxima(int x) {
      if (shape(x).rank() > 0 && shape(x).dim(-1) > 1) {
        Convolve.Axis axis = new Convolve.Axis(1, 0, 0, 1, 1);
        kernel(new ArgMaxPool(List.of(new ArgMaxPool.Window(2, axis))), x);
      }
    }

    private void placement(Placement op, int from, int axis, int second) {
      if (axis < 0) {
        return;
      }
      int x = accepted(op, from);
      Shape shape = shape(x);
      switch (op) {
        case Placement.Pad(_, _, _, double value) -> {
          List<Integer> margins = Collections.nCopies(shape.rank(), second % 2);
          Placement pad = new Placement.Pad(margins, margins, margins, value);
          if (pad.infer(values.get(x)).shape().size() <= MAX_SIZE) {
            kernel(pad, x);
          }
        }
        case Placement.Concat _ -> {
          int y = partner(x, second);
          if (2 * shape.size() <= MAX_SIZE) {
            kernel(new Placement.Concat(axis), x, shape(y).equals(shape) ? y : x);
          }
        }
        case Placement.Fold _ -> {
          if (axis < shape.rank() - 1 && shape.dim(axis) > 0 && shape.dim(-1) > 0) {
            int length = shape.dim(axis) - 1 + shape.dim(-1);
            kernel(new Placement.Fold(axis, length, 1, 1), x);
          }
        }
        // The place of the greatest is an index that is in range.
        case Placement.Gather _ ->
            kernel(new Placement.Gather(axis), x, kernel(new Reduction.ArgMax(axis), x));
        case Placement.ScatterAdd _ -> {
          int index = kernel(new Reduction.ArgMax(axis), x);
          int source = kernel(new Reduction.Min(List.of(axis)), x);
          kernel(new Placement.ScatterAdd(axis), x, index, source);
        }
      }
    }

    private void movement(Movement op, int x, int axis) {
      Shape shape = shape(x);
      int rank = shape.rank();
      switch (op) {
        case Movement.Reshape _ -> {
          // A view of the elements in row-major order needs them to lie so.
          Shape flat = Shape.of(shape.size());
          view(new Movement.Reshape(flat), flat, kernel(new Elementwise.Copy(dtype(x)), x));
        }
        case Movement.Permute _ -> {
          List<Integer> order = new ArrayList<>(IntStream.range(0, rank).boxed().toList());
          Collections.rotate(order, 1);
          permuted(x, order);
        }
        case Movement.Expand _ -> {
          if (rank < Shapes.MAX_RANK && 2 * shape.size() <= MAX_SIZE) {
            IntStream dims = IntStream.concat(IntStream.of(2), IntStream.of(shape.dims()));
            Shape twice = Shape.of(dims.toArray());
            view(new Movement.Expand(twice), twice, x);
          }
        }
        case Movement.Slice _ -> {
          if (axis >= 0 && shape.dim(axis) > 1) {
            Shape part = shape.with(axis, shape.dim(axis) / 2);
            List<Integer> start = new ArrayList<>(Collections.nCopies(rank, 0));
            List<Integer> step = new ArrayList<>(Collections.nCopies(rank, 1));
            start.set(axis, 1);
            step.set(axis, 2);
            view(new Movement.Slice(part, start, step), part, x);
          }
        }
        case Movement.Unfold _ -> {
          if (axis >= 0
              && rank < Shapes.MAX_RANK
              && shape.dim(axis) > 1
              && 2 * shape.size() <= MAX_SIZE) {
            Shape pairs = shape.with(axis, shape.dim(axis) - 1);
            int[] dims = Arrays.copyOf(pairs.dims(), rank + 1);
            dims[rank] = 2;
            view(new Movement.Unfold(axis, 2, 1, 1), Shape.of(dims), x);
          }
        }
        case Movement.Flip _ -> {
          if (axis >= 0) {
            view(new Movement.Flip(List.of(axis)), shape, x);
          }
        }
      }
    }
  }
}
