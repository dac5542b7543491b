package gradus.engine;

import static org.assertj.core.api.Assertions.assertThat;

import gradus.testkit.Catalogue;
import gradus.testkit.GradientCheck;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every operation's gradient against finite differences, and the gradient of the gradient.
class GradientTest {
  /// Those whose results can have gradients; of the conversions, the one whose result is F64.
  static Stream<Catalogue.Example> differentiable() {
    return Catalogue.examples().stream()
        .filter(example -> example.op().apply(inputs(example)).dtype() == DType.F64);
  }

  private static Tensor[] inputs(Catalogue.Example example) {
    return example.draw(DType.F64, 5).toArray(Tensor[]::new);
  }

  @ParameterizedTest
  @MethodSource("differentiable")
  void agreesWithFiniteDifferences(Catalogue.Example example) {
    GradientCheck check = GradientCheck.of(example.op());
    int elements = example.inputs().stream().mapToInt(Shape::size).sum();
    // The second takes the square of the time; of the operation with a large example there are
    // small
    // ones, too.
    (elements < 300 ? check.second() : check).near(inputs(example));
  }

  /// A way to lay out a tensor: what is laid out, and the view of it that an operation gets.
  private enum Arrangement {
    PERMUTED {
      @Override
      Tensor base(Tensor x) {
        return view(x);
      }

      @Override
      Tensor view(Tensor base) {
        int rank = base.rank();
        return base.permute(IntStream.range(0, rank).map(axis -> rank - 1 - axis).toArray());
      }
    },
    FLIPPED {
      @Override
      Tensor base(Tensor x) {
        return view(x);
      }

      @Override
      Tensor view(Tensor base) {
        return base.rank() == 0 ? base : base.flip();
      }
    },
    SLICED {
      @Override
      Tensor base(Tensor x) {
        if (x.rank() == 0) {
          return x.expand(3);
        }
        List<Integer> none = Collections.nCopies(x.rank(), 0);
        List<Integer> last = new ArrayList<>(none);
        last.set(x.rank() - 1, 1);
        return new Placement.Pad(last, last, last, 0).apply(x);
      }

      @Override
      Tensor view(Tensor base) {
        int length = base.size(-1);
        return base.rank() == 1 && length == 3 ? base.select(0, 1) : base.slice(-1, 1, length, 2);
      }
    },
    /// One row stands for all, and gets the sum of their gradients.
    EXPANDED {
      @Override
      Tensor base(Tensor x) {
        return x.rank() == 0 || x.size(0) == 0 ? x : x.slice(0, 0, 1);
      }

      @Override
      Tensor view(Tensor base) {
        return base;
      }
    };

    abstract Tensor base(Tensor x);

    abstract Tensor view(Tensor base);
  }

  /// The layouts are made inside of what is checked, so that their gradients are, too.
  @TestFactory
  Stream<DynamicTest> inEveryLayout() {
    return differentiable()
        .flatMap(
            example ->
                Stream.of(Arrangement.values())
                    .map(
                        arrangement ->
                            DynamicTest.dynamicTest(
                                example + " " + arrangement, () -> check(example, arrangement))));
  }

  private static void check(Catalogue.Example example, Arrangement arrangement) {
    Tensor[] inputs = inputs(example);
    Tensor[] bases = Stream.of(inputs).map(arrangement::base).toArray(Tensor[]::new);
    GradientCheck.of(
            in -> {
              Tensor[] views = new Tensor[inputs.length];
              for (int i = 0; i < views.length; i++) {
                views[i] = arrangement.view(in.get(i)).expand(inputs[i].shape().dims());
              }
              // As people reshape: what no view can say is copied.
              return example.op() instanceof Movement.Reshape(Shape to)
                  ? views[0].reshape(to.dims())
                  : example.op().apply(views);
            })
        .named(example + " " + arrangement)
        .near(bases);
  }

  private static final List<Shape> BROADCAST =
      List.of(
          Shape.SCALAR,
          Shape.of(3),
          Shape.of(1),
          Shape.of(1, 3),
          Shape.of(2, 1),
          Shape.of(1, 1),
          Shape.of(2, 3));

  private static Catalogue.Example of(Catalogue.Example like, List<Shape> shapes) {
    return new Catalogue.Example(like.op(), shapes, like.indices(), like.low(), like.high());
  }

  /// One example for each operation on elements.
  private static Stream<Catalogue.Example> elementwise() {
    List<Op> seen = new ArrayList<>();
    return differentiable()
        .filter(example -> example.op() instanceof Elementwise)
        .filter(example -> !seen.contains(example.op()) && seen.add(example.op()));
  }

  @TestFactory
  Stream<DynamicTest> howeverInputsAreBroadcast() {
    return elementwise()
        .filter(example -> example.inputs().size() > 1)
        .map(
            example ->
                DynamicTest.dynamicTest(
                    example.op().label(),
                    () -> {
                      int checked = 0;
                      for (List<Shape> shapes : choices(example.inputs().size())) {
                        checked++;
                        GradientCheck.of(example.op())
                            .named(example.op().label() + shapes)
                            .near(inputs(of(example, shapes)));
                      }
                      assertThat(checked).isGreaterThanOrEqualTo(49);
                    }));
  }

  /// Every choice of so many shapes.
  private static List<List<Shape>> choices(int count) {
    List<List<Shape>> choices = List.of(List.of());
    for (int i = 0; i < count; i++) {
      choices =
          choices.stream()
              .flatMap(
                  choice ->
                      BROADCAST.stream()
                          .map(shape -> Stream.concat(choice.stream(), Stream.of(shape)).toList()))
              .toList();
    }
    return choices;
  }

  private static final List<Shape> AWKWARD =
      List.of(
          Shape.SCALAR,
          Shape.of(0),
          Shape.of(1),
          Shape.of(17),
          Shape.of(2, 0, 3),
          Shape.of(3, 1, 2),
          Shape.of(1, 1, 1, 1, 2));

  @TestFactory
  Stream<DynamicTest> atAwkwardShapes() {
    Stream<Catalogue.Example> elements =
        elementwise()
            .flatMap(
                example ->
                    AWKWARD.stream()
                        .map(
                            shape ->
                                of(example, Collections.nCopies(example.inputs().size(), shape))));
    Stream<Catalogue.Example> reductions =
        differentiable()
            .filter(example -> !axes(example.op()).isEmpty())
            .flatMap(
                example ->
                    IntStream.range(0, 3)
                        .mapToObj(length -> reduced(example, length))
                        .filter(GradientTest::isDefined));
    return Stream.concat(elements, reductions)
        .map(
            example ->
                DynamicTest.dynamicTest(
                    example.toString(),
                    () -> GradientCheck.of(example.op()).second().near(inputs(example))));
  }

  /// The example with the axes reduced of another length.
  private static Catalogue.Example reduced(Catalogue.Example example, int length) {
    Shape shape = example.inputs().getFirst();
    for (int axis : axes(example.op())) {
      shape = shape.with(axis, length);
    }
    return of(example, Collections.nCopies(example.inputs().size(), shape));
  }

  /// The axes of an operation along axes.
  private static List<Integer> axes(Op op) {
    return switch (op) {
      case Reduction reduction -> reduction.axes();
      case Softmax softmax -> List.of(softmax.axis());
      case Scan scan -> List.of(scan.axis());
      default -> List.of();
    };
  }

  /// There is no extreme of nothing.
  private static boolean isDefined(Catalogue.Example example) {
    boolean extreme = example.op().hasKinksAtTies();
    List<Integer> axes = axes(example.op());
    Shape shape = example.inputs().getFirst();
    return !extreme || axes.stream().allMatch(axis -> shape.dim(axis) > 0);
  }
}
