package gradus.testkit;

import gradus.engine.ArgMaxPool;
import gradus.engine.Convolve;
import gradus.engine.DType;
import gradus.engine.Kernel;
import gradus.engine.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToIntFunction;
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

  /// For convolutions and max pooling.
  ///
  /// @param kernel the kernel
  /// @param inputs one or two
  /// @param output how the result lies
  record Windows(Kernel kernel, List<HostTensor> inputs, Arrangement output) {}

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

  /// Convolutions over one to three axes, with one or several groups, and with a single channel in
  /// each.
  static Arbitrary<Windows> convolutions(Function<DType, Arbitrary<Double>> element) {
    Arbitrary<List<Integer>> counts =
        Arbitraries.of(
            List.of(1, 1, 1, 1),
            List.of(1, 1, 3, 8),
            List.of(2, 1, 5, 17),
            List.of(3, 1, 2, 12),
            List.of(2, 2, 3, 4),
            List.of(1, 9, 1, 1),
            List.of(2, 3, 1, 2),
            List.of(0, 1, 2, 3),
            List.of(2, 1, 0, 3),
            List.of(2, 1, 3, 0));
    return Tensors.dtypes()
        .flatMap(
            dtype ->
                Combinators.combine(
                        counts,
                        spatial(),
                        Layouts.readable().list().ofSize(2),
                        Tensors.pattern(element.apply(dtype)).list().ofSize(2),
                        Layouts.writable())
                    .as(
                        (count, axes, layouts, values, output) ->
                            new Windows(
                                new Convolve(axes.stream().map(Along::axis).toList()),
                                tensors(
                                    dtype,
                                    List.of(
                                        windows(count.subList(0, 3), axes, Along::length),
                                        windows(
                                            List.of(count.get(1), count.get(3), count.get(2)),
                                            axes,
                                            Along::taps)),
                                    layouts,
                                    values),
                                output)));
  }

  /// Max pooling over one to three axes.
  static Arbitrary<Windows> maxima() {
    return Tensors.dtypes()
        .flatMap(
            dtype ->
                Combinators.combine(
                        spatial(),
                        Layouts.readable(),
                        Tensors.pattern(Tensors.withSpecial(dtype)),
                        Layouts.writable())
                    .as(
                        (axes, layout, values, output) ->
                            new Windows(
                                new ArgMaxPool(
                                    axes.stream()
                                        .map(a -> new ArgMaxPool.Window(a.taps, a.padded()))
                                        .toList()),
                                tensors(
                                    dtype,
                                    List.of(windows(List.of(2, 3), axes, Along::length)),
                                    List.of(layout),
                                    List.of(values)),
                                output)));
  }

  /// Windows along an axis.
  private record Along(int length, int taps, Convolve.Axis axis) {
    /// Returns this with a limited length, and with as much padding as a window needs.
    Along fitting(int most) {
      int fitted = Math.min(length, most);
      int span = (taps - 1) * axis.dilation() + 1;
      int padded = (fitted - 1) * axis.spread() + 1 + axis.low();
      int high = Math.max(axis.high(), span - padded);
      return new Along(
          fitted,
          taps,
          new Convolve.Axis(axis.stride(), axis.low(), high, axis.spread(), axis.dilation()));
    }

    /// Returns what max pooling does along the axis: no gaps, and in each window at least one
    /// element that is not padding.
    Convolve.Axis padded() {
      int dilation = length < (taps - 1) * axis.dilation() + 1 ? 1 : axis.dilation();
      int most = Math.min(taps - 1, 1) * Math.min(1, length - 1);
      return new Convolve.Axis(axis.stride(), Math.clamp(axis.low(), 0, most), most, 1, dilation);
    }
  }

  private static Arbitrary<List<Along>> spatial() {
    Arbitrary<Along> along =
        Combinators.combine(
                Arbitraries.of(5, 4, 7, 8, 13, 16, 18, 33),
                Arbitraries.of(1, 2, 3, 3, 4),
                Arbitraries.integers().between(1, 3),
                Arbitraries.integers().between(-1, 3).list().ofSize(2),
                Arbitraries.frequency(Tuple.of(3, 1), Tuple.of(1, 2), Tuple.of(1, 3)),
                Arbitraries.frequency(Tuple.of(3, 1), Tuple.of(1, 2)))
            .as(
                (length, taps, stride, padding, spread, dilation) ->
                    new Along(
                            length,
                            taps,
                            new Convolve.Axis(
                                stride, padding.get(0), padding.get(1), spread, dilation))
                        .fitting(33));
    return Arbitraries.frequency(Tuple.of(2, 1), Tuple.of(4, 2), Tuple.of(1, 3))
        .flatMap(count -> along.list().ofSize(count).map(Trials::limited));
  }

  /// Three axes are short ones.
  private static List<Along> limited(List<Along> axes) {
    return axes.stream().map(a -> a.fitting(axes.size() == 3 ? 5 : 33)).toList();
  }

  private static Shape windows(
      List<Integer> leading, List<Along> axes, ToIntFunction<Along> length) {
    return Shape.of(
        IntStream.concat(
                leading.stream().mapToInt(Integer::intValue), axes.stream().mapToInt(length))
            .toArray());
  }

  private static Shape matrices(Shape batch, int rows, int columns) {
    return Shape.of(
        IntStream.concat(IntStream.of(batch.dims()), IntStream.of(rows, columns)).toArray());
  }
}
