package gradus.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import gradus.testkit.Catalogue;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every operation × every kind of wrong input: it is refused with an exception that names the
/// operation and what it got, and nothing has changed. And what isn't wrong isn't refused.
class WrongInputTest {
  private static List<Catalogue.Example> examples() {
    return Catalogue.examples();
  }

  private static Tensor[] inputs(Catalogue.Example example) {
    return example.draw(DType.F64, 7).toArray(Tensor[]::new);
  }

  private static void assertRefused(Op op, Tensor... inputs) {
    List<double[]> before = Stream.of(inputs).map(Tensor::toDoubles).toList();
    String specs = String.join(", ", Stream.of(inputs).map(x -> x.spec().toString()).toList());
    assertThatThrownBy(() -> op.apply(inputs))
        .as("%s(%s)", op.label(), specs)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(op.label() + "(" + specs + "): ")
        .hasMessageNotContaining("null");
    for (int i = 0; i < inputs.length; i++) {
      assertThat(inputs[i].toDoubles()).isEqualTo(before.get(i));
      assertThat(inputs[i].buffer().version()).isZero();
    }
  }

  @ParameterizedTest
  @MethodSource("examples")
  void theNumberOfInputs(Catalogue.Example example) {
    Tensor[] inputs = inputs(example);
    assertThat(example.op().arity().allows(inputs.length)).isTrue();
    int refused = 0;
    for (int count = 0; count <= 4; count++) {
      Tensor[] some = Arrays.copyOf(inputs, count);
      for (int i = inputs.length; i < count; i++) {
        some[i] = inputs[inputs.length - 1];
      }
      if (!example.op().arity().allows(count)) {
        assertRefused(example.op(), some);
        refused++;
      }
    }
    assertThat(refused).isGreaterThanOrEqualTo(example.op().arity().most() > 4 ? 1 : 2);
  }

  @ParameterizedTest
  @MethodSource("examples")
  void types(Catalogue.Example example) {
    Tensor[] inputs = inputs(example);
    long values = inputs.length - example.indices().size();
    for (int i = 0; i < inputs.length; i++) {
      for (DType dtype : DType.values()) {
        if (dtype != inputs[i].dtype()) {
          Tensor[] changed = inputs.clone();
          changed[i] = inputs[i].to(dtype);
          boolean alone = values == 1 && !example.indices().contains(i);
          if (example.op() instanceof Kernel && inputs.length > 1 && !alone) {
            assertRefused(example.op(), changed);
          } else {
            refusesOrIsExact(example.op(), changed);
          }
        }
      }
    }
  }

  /// Integers are refused, or give what their values give as F64.
  private static void refusesOrIsExact(Op op, Tensor... inputs) {
    Throwable refused = catchThrowable(() -> op.apply(inputs));
    if (refused != null) {
      assertRefused(op, inputs);
    } else if (inputs[0].dtype() == DType.I32 && !(op instanceof Custom)) {
      Tensor[] exact = inputs.clone();
      exact[0] = inputs[0].to(DType.F64);
      // An integer 0 has no sign.
      assertThat(op.apply(inputs).toDoubles()).isEqualTo(op.apply(exact).add(0).toDoubles());
    }
  }

  /// Each input in turn with an axis more or less, and each of its axes longer, of length 1 and
  /// empty.
  @ParameterizedTest
  @MethodSource("examples")
  void shapes(Catalogue.Example example) {
    for (int i = 0; i < example.inputs().size(); i++) {
      for (Shape shape : changed(example.inputs().get(i))) {
        List<Shape> shapes = new ArrayList<>(example.inputs());
        shapes.set(i, shape);
        Catalogue.Example other =
            new Catalogue.Example(
                example.op(), shapes, example.indices(), example.low(), example.high());
        if (fits(example.op(), shapes, example.high())) {
          assertThat(example.op().apply(inputs(other)).size()).isNotNegative();
        } else {
          Throwable thrown = catchThrowable(() -> example.op().apply(inputs(other)));
          assertThat(thrown).as("%s of %s", example.op().label(), shapes).isNotNull();
          assertRefused(example.op(), inputs(other));
        }
      }
    }
  }

  private static List<Shape> changed(Shape shape) {
    List<Shape> changed = new ArrayList<>();
    int[] dims = shape.dims();
    changed.add(Shape.of(IntStream.concat(IntStream.of(2), IntStream.of(dims)).toArray()));
    if (dims.length > 0) {
      changed.add(Shape.of(Arrays.copyOfRange(dims, 1, dims.length)));
    }
    for (int axis = 0; axis < dims.length; axis++) {
      changed.add(shape.with(axis, dims[axis] + 1));
      changed.add(shape.with(axis, 1));
      changed.add(shape.with(axis, 0));
    }
    return changed;
  }

  /// The shape rules once more, as a question.
  private static boolean fits(Op op, List<Shape> shapes, int indices) {
    Shape first = shapes.getFirst();
    return switch (op) {
      case Elementwise _ -> broadcast(shapes);
      case Reduction r ->
          r.axes().stream().allMatch(axis -> axis < first.rank())
              && (!(r instanceof Reduction.Max
                      || r instanceof Reduction.Min
                      || r instanceof Reduction.ArgMax
                      || r instanceof Reduction.ArgMin)
                  || r.axes().stream().allMatch(axis -> first.dim(axis) > 0));
      case Softmax(int axis, _) -> axis < first.rank();
      case Scan(int axis) ->
          axis < first.rank() && shapes.stream().allMatch(shape -> shape.equals(first));
      case Sort(int axis, _) -> axis < first.rank();
      case MatMul _ -> fitsProduct(shapes);
      case Placement.Pad pad -> first.rank() == pad.low().size();
      case Convolve convolve -> fitsConvolution(convolve, first, shapes.get(1));
      case ArgMaxPool pool -> fitsPool(pool, first);
      case Placement.Fold fold ->
          fold.axis() >= 0
              && fold.axis() < first.rank() - 1
              && fold.step() > 0
              && fold.dilation() > 0
              && (first.dim(fold.axis()) - 1L) * fold.step()
                      + (first.dim(-1) - 1L) * fold.dilation()
                      + 1
                  <= fold.length();
      case Movement.Unfold unfold ->
          unfold.axis() >= 0
              && first.rank() > unfold.axis()
              && unfold.size() >= 0
              && unfold.step() > 0
              && unfold.dilation() > 0
              && (unfold.size() - 1L) * unfold.dilation() + 1 <= first.dim(unfold.axis());
      case Placement.Concat(int axis) ->
          first.rank() > axis
              && shapes.stream().allMatch(s -> s.rank() == first.rank())
              && shapes.stream().map(s -> s.with(axis, 0)).distinct().count() == 1;
      case Placement.Gather(int axis) -> fitsIndex(axis, first, shapes.get(1), indices);
      case Placement.ScatterAdd(int axis) ->
          fitsIndex(axis, first, shapes.get(1), indices) && shapes.get(1).equals(shapes.get(2));
      case Movement.Reshape(Shape to) -> first.size() == to.size();
      case Movement.Permute(List<Integer> order) -> first.rank() == order.size();
      case Movement.Expand(Shape to) ->
          first.rank() <= to.rank()
              && IntStream.rangeClosed(1, first.rank())
                  .allMatch(i -> first.dim(-i) == 1 || first.dim(-i) == to.dim(-i));
      case Movement.Slice(Shape to, List<Integer> start, List<Integer> step) ->
          first.rank() == to.rank()
              && IntStream.range(0, to.rank())
                  .allMatch(i -> start.get(i) + (to.dim(i) - 1) * step.get(i) < first.dim(i));
      case Movement.Flip(List<Integer> axes) -> axes.stream().allMatch(axis -> axis < first.rank());
      case Custom _, Transfer _ -> true;
    };
  }

  private static boolean broadcast(List<Shape> shapes) {
    int rank = shapes.stream().mapToInt(Shape::rank).max().orElseThrow();
    return IntStream.rangeClosed(1, rank)
        .allMatch(
            i ->
                shapes.stream()
                        .filter(s -> s.rank() >= i)
                        .map(s -> s.dim(-i))
                        .filter(dim -> dim != 1)
                        .distinct()
                        .count()
                    <= 1);
  }

  private static boolean fitsConvolution(Convolve op, Shape x, Shape kernel) {
    int rank = op.axes().size() + 3;
    if (x.rank() != rank
        || kernel.rank() != rank
        || x.dim(1) != kernel.dim(0)
        || x.dim(2) != kernel.dim(2)) {
      return false;
    }
    for (int i = 3; i < rank; i++) {
      Convolve.Axis axis = op.axes().get(i - 3);
      int padded = (x.dim(i) - 1) * axis.spread() + 1 + axis.low() + axis.high();
      if (x.dim(i) == 0
          || kernel.dim(i) == 0
          || (kernel.dim(i) - 1) * axis.dilation() + 1 > padded) {
        return false;
      }
    }
    return true;
  }

  private static boolean fitsPool(ArgMaxPool op, Shape x) {
    int leading = x.rank() - op.windows().size();
    for (int i = 0; leading >= 0 && i < op.windows().size(); i++) {
      ArgMaxPool.Window window = op.windows().get(i);
      Convolve.Axis axis = window.axis();
      int length = x.dim(leading + i);
      int span = (window.size() - 1) * axis.dilation() + 1;
      int padded = length + axis.low() + axis.high();
      if (length == 0 || span > padded) {
        return false;
      }
      for (int start = -axis.low(); start + span <= length + axis.high(); start += axis.stride()) {
        int from = start;
        if (IntStream.range(0, window.size())
            .map(j -> from + j * axis.dilation())
            .noneMatch(place -> place >= 0 && place < length)) {
          return false;
        }
      }
    }
    return leading >= 0;
  }

  private static boolean fitsProduct(List<Shape> shapes) {
    Shape a = shapes.get(0);
    Shape b = shapes.get(1);
    if (a.rank() < 2 || b.rank() < 2 || a.dim(-1) != b.dim(-2)) {
      return false;
    }
    Shape batchOfA = Shape.of(Arrays.copyOf(a.dims(), a.rank() - 2));
    Shape batchOfB = Shape.of(Arrays.copyOf(b.dims(), b.rank() - 2));
    if (!broadcast(List.of(batchOfA, batchOfB))) {
      return false;
    }
    if (shapes.size() < 3) {
      return true;
    }
    Shape batch = Shape.broadcast(batchOfA, batchOfB);
    int[] product = Arrays.copyOf(batch.dims(), batch.rank() + 2);
    product[batch.rank()] = a.dim(-2);
    product[batch.rank() + 1] = b.dim(-1);
    return fits(new Movement.Expand(Shape.of(product)), List.of(shapes.get(2)), 0);
  }

  private static boolean fitsIndex(int axis, Shape target, Shape index, int indices) {
    return axis < target.rank()
        && index.rank() == target.rank()
        && IntStream.range(0, target.rank())
            .allMatch(i -> i == axis || index.dim(i) <= target.dim(i))
        && (index.size() == 0 || target.dim(axis) >= indices);
  }

  /// The numbers that an operation was made with: an axis that there isn't, too many of them, a
  /// negative start, another shape. Found by reflection, so that none is left out.
  @ParameterizedTest
  @MethodSource("examples")
  void theOperationsOwnNumbers(Catalogue.Example example) throws ReflectiveOperationException {
    Op op = example.op();
    if (!op.getClass().isRecord()) {
      return;
    }
    RecordComponent[] components = op.getClass().getRecordComponents();
    Object[] values = new Object[components.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = components[i].getAccessor().invoke(op);
    }
    Class<?>[] types = Stream.of(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    for (int i = 0; i < values.length; i++) {
      for (Object wrong : wrong(values[i])) {
        Object[] changed = values.clone();
        changed[i] = wrong;
        try {
          Op made = (Op) op.getClass().getDeclaredConstructor(types).newInstance(changed);
          // A greater step or length may be right.
          boolean right =
              (made instanceof Placement.Fold || made instanceof Movement.Unfold)
                  && fits(made, example.inputs(), example.high());
          if (!right) {
            assertRefused(made, inputs(example));
          }
        } catch (InvocationTargetException e) {
          // Some are refused before they are applied.
          assertThat(e.getCause()).isInstanceOf(IllegalArgumentException.class);
        }
      }
    }
  }

  private static List<Object> wrong(Object value) {
    List<Object> wrong = new ArrayList<>();
    if (value instanceof Integer) {
      wrong.addAll(List.of(-1, 9, Integer.MAX_VALUE, Integer.MIN_VALUE));
    } else if (value instanceof List<?> numbers
        && numbers.stream().allMatch(Integer.class::isInstance)) {
      for (int i = 0; i < numbers.size(); i++) {
        for (int number : new int[] {-1, Integer.MAX_VALUE}) {
          List<Object> changed = new ArrayList<>(numbers);
          changed.set(i, number);
          wrong.add(List.copyOf(changed));
        }
      }
      List<Object> longer = new ArrayList<>(numbers);
      longer.add(9);
      wrong.add(List.copyOf(longer));
      if (!numbers.isEmpty()) {
        List<Object> twice = new ArrayList<>(numbers);
        twice.add(numbers.getFirst());
        wrong.add(List.copyOf(twice));
      }
    } else if (value instanceof Shape shape) {
      wrong.add(Shape.of(IntStream.concat(IntStream.of(shape.dims()), IntStream.of(7)).toArray()));
      wrong.add(shape.with(1, 99));
    }
    return wrong;
  }

  @Test
  void anIntervalThatIsNone() {
    for (double[] interval : new double[][] {{1, 0}, {Double.NaN, 1}, {0, Double.NaN}}) {
      assertThatThrownBy(() -> new Elementwise.Clamp(interval[0], interval[1]))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("clamp: ");
    }
  }

  @ParameterizedTest
  @MethodSource("examples")
  void inputsOnTwoBackends(Catalogue.Example example) {
    Tensor[] inputs = inputs(example);
    for (String name : Backends.usable()) {
      Backend other = Backends.named(name);
      for (int i = 0; inputs.length > 1 && other != Backends.current() && i < inputs.length; i++) {
        Tensor[] mixed = inputs.clone();
        mixed[i] = inputs[i].to(other);
        assertRefused(example.op(), mixed);
        assertThatThrownBy(() -> example.op().apply(mixed))
            .hasMessageContaining("): the inputs are on two backends, ")
            .hasMessageContaining(name)
            .hasMessageContaining(Backends.current().name());
      }
    }
  }

  @Test
  void aTransferFromWhereTheInputIsNot() {
    for (String name : Backends.usable()) {
      Backend backend = Backends.named(name);
      if (backend != Backends.current()) {
        assertRefused(new Transfer(backend, Backends.current()), Tensor.ones(2));
      }
    }
  }

  /// On every backend, the index as it is and backwards, first and last element.
  @ParameterizedTest
  @MethodSource("examples")
  void indicesOutOfRange(Catalogue.Example example) {
    if (!(example.op() instanceof Placement) || example.indices().isEmpty()) {
      return;
    }
    int which = example.indices().getFirst();
    for (String name : Backends.usable()) {
      Tensor[] inputs =
          Stream.of(inputs(example)).map(x -> x.to(Backends.named(name))).toArray(Tensor[]::new);
      for (int wrong : new int[] {-1, example.high(), Integer.MIN_VALUE, Integer.MAX_VALUE}) {
        for (int place : new int[] {0, inputs[which].size() - 1}) {
          int[] indices = inputs[which].toInts();
          indices[place] = wrong;
          Tensor index =
              Tensor.fromArray(indices, inputs[which].shape().dims()).to(Backends.named(name));
          for (Tensor laidOut : List.of(index, index.flip().contiguous().flip())) {
            Tensor[] changed = inputs.clone();
            changed[which] = laidOut;
            assertRefused(example.op(), changed);
            assertThatThrownBy(() -> example.op().apply(changed))
                .hasMessageContaining("index " + wrong + " is outside axis ");
          }
        }
      }
    }
  }

  @Test
  void aCustomFunctionThatReturnsNothing() {
    CustomFunction nothing =
        new CustomFunction() {
          @Override
          public String name() {
            return "nothing";
          }

          @Override
          public Tensor forward(List<Tensor> inputs) {
            return inputs.getFirst().size() == 1 ? null : inputs.getFirst().mul(1);
          }

          @Override
          public Tensor gradient(int input, List<Tensor> inputs, Tensor output, Tensor upstream) {
            return upstream.size() == 2 ? null : Tensor.ones(7);
          }
        };
    assertThatThrownBy(() -> nothing.apply(Tensor.ones(1)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("nothing: its forward returned null");
    Tensor two = Tensor.ones(2).requiresGrad(true);
    assertThatThrownBy(() -> nothing.apply(two).sum().backward())
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("nothing: the gradient of input 0 is null, the input f32[2]");
    Tensor three = Tensor.ones(3).requiresGrad(true);
    assertThatThrownBy(() -> nothing.apply(three).sum().backward())
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("nothing: a gradient of shape [7] can't be summed to the input's shape [3]");
    assertThat(two.grad()).isNull();
    assertThat(three.grad()).isNull();
  }
}
