package gradus.testkit;

import gradus.engine.ArgMaxPool;
import gradus.engine.Convolve;
import gradus.engine.DType;
import gradus.engine.Elementwise;
import gradus.engine.Kernel;
import gradus.engine.MatMul;
import gradus.engine.Placement;
import gradus.engine.Reduction;
import gradus.engine.Scan;
import gradus.engine.Shape;
import gradus.engine.Softmax;
import gradus.engine.Sort;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// The kernels of the catalogue, adapted to given inputs: with axes that these have and types that
/// the kernel accepts. The switches are exhaustive, so a new kernel does not compile until it is
/// handled here.
final class Kernels {
  private Kernels() {}

  /// One use of a kernel.
  record Use(Kernel kernel, List<HostTensor> inputs) {}

  /// The catalogue's kernels of a kind, each once.
  private static <K extends Kernel> List<Catalogue.Example> examples(Class<K> kind) {
    List<Kernel> seen = new ArrayList<>();
    return Catalogue.examples().stream()
        .filter(example -> kind.isInstance(example.op()))
        .filter(
            example -> {
              Kernel kernel = (Kernel) example.op();
              return !seen.contains(kernel) && seen.add(kernel);
            })
        .toList();
  }

  /// Returns whether a kernel accepts inputs of a type; the engine converts integers for the
  /// others.
  static boolean accepts(Kernel kernel, DType dtype) {
    return dtype.isFloating()
        || switch (kernel) {
          case Elementwise.Fused _ -> false;
          case Softmax _ -> false;
          case Elementwise.Clamp(double low, double high) -> whole(low) && whole(high);
          case Elementwise op -> op.formula().holdsForIntegers();
          case Placement.Pad pad -> whole(pad.value());
          case Reduction.Sum _,
              Reduction.Max _,
              Reduction.Min _,
              Reduction.ArgMax _,
              Reduction.ArgMin _,
              Scan _,
              Sort _,
              MatMul _,
              Convolve _,
              ArgMaxPool _,
              Placement.Fold _,
              Placement.Concat _,
              Placement.Gather _,
              Placement.ScatterAdd _ ->
              true;
        };
  }

  /// Returns whether a number is an integer or infinite.
  private static boolean whole(double number) {
    return number == (int) number || Double.isInfinite(number);
  }

  /// Returns every element-wise kernel of the catalogue that accepts some inputs.
  ///
  /// @param inputs three of one type that broadcast against each other; a kernel takes the first
  ///   ones
  /// @param condition I32, which broadcasts against them
  static List<Use> elementwise(List<HostTensor> inputs, HostTensor condition) {
    List<Use> uses = new ArrayList<>();
    for (Catalogue.Example example : examples(Elementwise.class)) {
      List<HostTensor> taken = new ArrayList<>(inputs.subList(0, example.inputs().size()));
      example.indices().forEach(i -> taken.set(i, condition));
      if (accepts((Kernel) example.op(), inputs.getFirst().dtype())) {
        uses.add(new Use((Kernel) example.op(), taken));
      }
    }
    return uses;
  }

  /// Returns every kernel along one or several axes that accepts an input.
  ///
  /// @param x the input
  /// @param marks which of its axes are reduced
  /// @param axis a number that selects the axis of reductions along one
  static List<Use> along(HostTensor x, List<Boolean> marks, int axis) {
    int rank = x.shape().rank();
    List<Integer> axes = IntStream.range(0, rank).filter(marks::get).boxed().toList();
    List<Use> uses = new ArrayList<>();
    for (Catalogue.Example example : examples(Reduction.class)) {
      Reduction fitted = fitted((Reduction) example.op(), axes, rank == 0 ? -1 : axis % rank);
      boolean possible =
          fitted.axes().stream()
              .allMatch(a -> a >= 0 && (x.shape().dim(a) > 0 || !isOfElements(fitted)));
      Use use = new Use(fitted, List.of(x));
      if (possible && accepts(fitted, x.dtype()) && !uses.contains(use)) {
        uses.add(use);
      }
    }
    if (rank > 0) {
      int along = axis % rank;
      for (boolean flag : new boolean[] {false, true}) {
        if (x.dtype().isFloating()) {
          uses.add(new Use(new Softmax(along, flag), List.of(x)));
        }
        uses.add(new Use(new Sort(along, flag), List.of(x)));
        uses.add(new Use(new Scan(along), flag ? List.of(x, x) : List.of(x)));
      }
    }
    return uses;
  }

  /// Returns whether a reduction's result is an element, or its index, so that there must be one.
  private static boolean isOfElements(Reduction op) {
    return switch (op) {
      case Reduction.Sum _ -> false;
      case Reduction.Max _, Reduction.Min _, Reduction.ArgMax _, Reduction.ArgMin _ -> true;
    };
  }

  private static Reduction fitted(Reduction op, List<Integer> axes, int axis) {
    return switch (op) {
      case Reduction.Sum _ -> new Reduction.Sum(axes);
      case Reduction.Max _ -> new Reduction.Max(axes);
      case Reduction.Min _ -> new Reduction.Min(axes);
      case Reduction.ArgMax _ -> new Reduction.ArgMax(axis);
      case Reduction.ArgMin _ -> new Reduction.ArgMin(axis);
    };
  }

  /// Returns every kernel that moves elements to other positions.
  ///
  /// @param x of rank 1 or more
  /// @param drawn the source of the other inputs: numbers, and a layout for each
  /// @param axis a number that selects the axis
  static List<Use> placements(HostTensor x, Others drawn, int axis) {
    int along = axis % x.shape().rank();
    List<Use> uses = new ArrayList<>();
    for (Catalogue.Example example : examples(Placement.class)) {
      switch ((Placement) example.op()) {
        case Placement.Pad pad -> {
          if (accepts(pad, x.dtype())) {
            uses.add(new Use(padding(pad, x, drawn), List.of(x)));
          }
        }
        case Placement.Concat _ -> {
          HostTensor other = drawn.tensor(x.dtype(), x.shape().with(along, drawn.number(0) % 5));
          uses.add(new Use(new Placement.Concat(along), List.of(x, other, x)));
        }
        case Placement.Fold _ -> {
          if (along < x.shape().rank() - 1) {
            uses.add(new Use(folding(along, x.shape(), drawn), List.of(x)));
          }
        }
        case Placement.Gather _ -> {
          if (x.shape().dim(along) > 0) {
            HostTensor index = drawn.index(x.shape(), along);
            uses.add(new Use(new Placement.Gather(along), List.of(x, index)));
          }
        }
        case Placement.ScatterAdd _ -> {
          if (x.shape().dim(along) > 0) {
            HostTensor index = drawn.index(x.shape(), along);
            HostTensor source = drawn.tensor(x.dtype(), index.shape());
            uses.add(new Use(new Placement.ScatterAdd(along), List.of(x, index, source)));
          }
        }
      }
    }
    return uses;
  }

  private static Placement folding(int axis, Shape windows, Others drawn) {
    int step = 1 + drawn.number(0) % 3;
    int dilation = 1 + drawn.number(1) % 2;
    int span = Math.max(0, windows.dim(-1) - 1) * dilation + 1;
    int length = Math.max(0, windows.dim(axis) - 1) * step + span + drawn.number(2) % 3;
    return new Placement.Fold(axis, length, step, dilation);
  }

  private static Placement padding(Placement.Pad pad, HostTensor x, Others drawn) {
    List<List<Integer>> margins = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    for (int a = 0; a < x.shape().rank(); a++) {
      for (int side = 0; side < 3; side++) {
        margins.get(side).add(drawn.number(3 * a + side) % 3);
      }
    }
    return new Placement.Pad(margins.get(0), margins.get(1), margins.get(2), pad.value());
  }

  /// The source of other inputs.
  ///
  /// @param numbers a prime number of numbers that are not negative
  /// @param values the values of elements
  /// @param arrangement their arrangement
  record Others(List<Integer> numbers, List<Double> values, Arrangement arrangement) {
    int number(int i) {
      return numbers.get(i % numbers.size());
    }

    HostTensor tensor(DType dtype, Shape shape) {
      return HostTensor.of(dtype, shape, arrangement, values);
    }

    /// Returns an index for an axis of a shape. If the arrangement has expanded axes, it refers to
    /// whole rows.
    HostTensor index(Shape shape, int axis) {
      int[] dims = shape.dims();
      for (int a = 0; a < dims.length; a++) {
        boolean whole = number(a) % 3 > 0 || dims[a] == 0;
        dims[a] = a == axis ? 1 + number(a) % 9 : whole ? dims[a] : 1 + number(a) % dims[a];
      }
      List<Double> places = numbers.stream().map(n -> (double) (n % shape.dim(axis))).toList();
      return HostTensor.of(DType.I32, Shape.of(dims), arrangement, places);
    }
  }
}
