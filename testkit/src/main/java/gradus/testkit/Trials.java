package gradus.testkit;

import gradus.engine.DType;
import gradus.engine.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/// The inputs of the contract's properties, which several kernels are tried on, and the arrangement
/// of the output.
final class Trials {
  private Trials() {}

  /// For element-wise kernels.
  ///
  /// @param inputs three of one type that broadcast against each other
  /// @param condition I32, which broadcasts against them
  /// @param output how the result lies
  record Broadcast(List<HostTensor> inputs, HostTensor condition, Arrangement output) {
    List<Kernels.Use> uses() {
      return Kernels.elementwise(inputs, condition);
    }
  }

  /// For kernels along axes.
  ///
  /// @param x the input
  /// @param marks which of its axes are reduced together
  /// @param axis a number that chooses one
  /// @param output how the result lies
  record Reduced(HostTensor x, List<Boolean> marks, int axis, Arrangement output) {
    List<Kernels.Use> uses() {
      return Kernels.along(x, marks, axis);
    }
  }

  /// For placements.
  ///
  /// @param x the first input
  /// @param others what the others are made of
  /// @param axis a number that chooses the axis
  /// @param output how the result lies
  record Placed(HostTensor x, Kernels.Others others, int axis, Arrangement output) {
    List<Kernels.Use> uses() {
      return Kernels.placements(x, others, axis);
    }
  }

  /// For the matrix product.
  ///
  /// @param inputs two or three
  /// @param output how the result lies
  record Product(List<HostTensor> inputs, Arrangement output) {}

  static Arbitrary<Broadcast> broadcast(Function<DType, Arbitrary<Double>> values) {
    return Tensors.dtypes()
        .flatMap(
            dtype ->
                Combinators.combine(
                        Shapes.broadcastable(4),
                        Layouts.readable().list().ofSize(4),
                        Tensors.pattern(values.apply(dtype)).list().ofSize(3),
                        Tensors.pattern(Arbitraries.of(0.0, 1.0, -7.0)),
                        Layouts.writable())
                    .as(
                        (shapes, layouts, patterns, conditions, output) ->
                            new Broadcast(
                                tensors(dtype, shapes.subList(0, 3), layouts, patterns),
                                HostTensor.of(DType.I32, shapes.get(3), layouts.get(3), conditions),
                                output)));
  }

  private static List<HostTensor> tensors(
      DType dtype, List<Shape> shapes, List<Arrangement> layouts, List<List<Double>> values) {
    return IntStream.range(0, shapes.size())
        .mapToObj(i -> HostTensor.of(dtype, shapes.get(i), layouts.get(i), values.get(i)))
        .toList();
  }

  /// The first input has the shape that all broadcast to, and a layout that can be written.
  static Arbitrary<Broadcast> writable() {
    return Combinators.combine(broadcast(Tensors::values), Layouts.writable())
        .as(
            (drawn, arrangement) -> {
              HostTensor first = drawn.inputs.getFirst();
              Shape common =
                  drawn.inputs.stream()
                      .map(HostTensor::shape)
                      .reduce(drawn.condition.shape(), Shape::broadcast);
              List<Double> values = new ArrayList<>(List.of(0.0));
              Arrays.stream(first.values()).forEach(values::add);
              List<HostTensor> inputs = new ArrayList<>(drawn.inputs);
              inputs.set(0, HostTensor.of(first.dtype(), common, arrangement, values));
              return new Broadcast(inputs, drawn.condition, drawn.output);
            });
  }

  static Arbitrary<Reduced> reduced(Function<DType, Arbitrary<Double>> values) {
    return Combinators.combine(
            Tensors.dtypes().flatMap(dtype -> Tensors.of(dtype, Shapes.any(), values.apply(dtype))),
            Arbitraries.of(false, true).list().ofSize(Shapes.MAX_RANK),
            Arbitraries.integers().between(0, 59),
            Layouts.writable())
        .as(Reduced::new);
  }

  static Arbitrary<Placed> placed() {
    return Tensors.dtypes()
        .flatMap(
            dtype ->
                Combinators.combine(
                        Tensors.of(
                            dtype, Shapes.any(1, Shapes.MAX_RANK, 500), Tensors.withSpecial(dtype)),
                        Arbitraries.integers().between(0, 999).list().ofSize(13),
                        Tensors.pattern(Tensors.values(dtype)),
                        Layouts.readable(),
                        Arbitraries.integers().between(0, 59),
                        Layouts.writable())
                    .as(
                        (x, numbers, values, layout, axis, output) ->
                            new Placed(
                                x, new Kernels.Others(numbers, values, layout), axis, output)));
  }

  /// (…, m, k) by (…, k, n), the batches broadcast against each other, with and without a third
  /// input.
  static Arbitrary<Product> products() {
    Arbitrary<List<Shape>> batches =
        Arbitraries.frequencyOf(
            Tuple.of(2, Arbitraries.just(List.of(Shape.SCALAR, Shape.SCALAR))),
            Tuple.of(
                1,
                Arbitraries.of(
                    List.of(Shape.of(2), Shape.of(2)),
                    List.of(Shape.of(3), Shape.of(1)),
                    List.of(Shape.of(2, 1), Shape.of(3)),
                    List.of(Shape.of(0), Shape.SCALAR),
                    List.of(Shape.SCALAR, Shape.of(2, 1, 2)))));
    return Tensors.dtypes()
        .flatMap(
            dtype ->
                Combinators.combine(
                        Shapes.lengths().list().ofSize(3),
                        batches,
                        Layouts.readable().list().ofSize(3),
                        Tensors.pattern(Tensors.values(dtype)).list().ofSize(3),
                        Arbitraries.integers().between(0, 4),
                        Layouts.writable())
                    .as(
                        (lengths, batch, layouts, values, third, output) ->
                            new Product(
                                tensors(dtype, factors(lengths, batch, third), layouts, values),
                                output)));
  }

  private static List<Shape> factors(List<Integer> lengths, List<Shape> batches, int third) {
    int m = lengths.get(0);
    int k = lengths.get(1);
    int n = lengths.get(2);
    Shape a = matrices(batches.get(0), m, k);
    Shape b = matrices(batches.get(1), k, n);
    return switch (third) {
      case 0, 1 -> List.of(a, b);
      case 2 -> List.of(a, b, Shape.of(n));
      case 3 -> List.of(a, b, Shape.of(m, 1));
      default -> List.of(a, b, matrices(Shape.broadcast(batches.get(0), batches.get(1)), m, n));
    };
  }

  private static Shape matrices(Shape batch, int rows, int columns) {
    return Shape.of(
        IntStream.concat(IntStream.of(batch.dims()), IntStream.of(rows, columns)).toArray());
  }
}
