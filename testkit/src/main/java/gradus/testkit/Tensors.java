package gradus.testkit;

import gradus.engine.DType;
import gradus.engine.Domain;
import gradus.engine.Shape;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/// Arbitraries of tensors for jqwik: of any type, shape and layout, with values from an operation's
/// domain, or special values.
///
/// ```java
/// @Provide
/// Arbitrary<HostTensor> positive() {
///   return Tensors.of(DType.F64, Shapes.any(), Tensors.inside(Domain.POSITIVE));
/// }
///
/// @Property
/// void logUndoesExp(@ForAll("positive") HostTensor drawn) {
///   Tensor x = drawn.tensor();
///   assertThat(x.log().exp().sub(x).abs().le(x.mul(1e-14)).toInts()).containsOnly(1);
/// }
/// ```
///
/// Shape, layout and values are drawn and shrink independently: to one element, contiguous, 0. A
/// tensor repeats a list of up to [#DISTINCT] values, so that a large one prints as short as a
/// small one and shrinks as fast.
public final class Tensors {
  /// The maximum number of values drawn for a tensor.
  public static final int DISTINCT = 31;

  private Tensors() {}

  /// Returns types.
  ///
  /// @return F32 first, in shrinking and in frequency
  public static Arbitrary<DType> dtypes() {
    return Arbitraries.frequency(
        Tuple.of(3, DType.F32), Tuple.of(1, DType.F64), Tuple.of(1, DType.I32));
  }

  /// Returns values for elements of a type. Of floating-point types: multiples of ½ that often tie,
  /// numbers with all their 24 bits between -2 and 2, and such numbers of magnitudes from 2⁻³⁰ to
  /// 2⁷. Integers: mostly small, some of all sizes, so that sums and products wrap around.
  ///
  /// @param dtype the type
  /// @return values, shrinking towards 0
  public static Arbitrary<Double> values(DType dtype) {
    if (dtype == DType.I32) {
      return Arbitraries.frequencyOf(
              Tuple.of(9, Arbitraries.integers().between(-9, 9)),
              Tuple.of(1, Arbitraries.integers()))
          .map(Integer::doubleValue);
    }
    Arbitrary<Integer> bits = Arbitraries.integers().between(-(1 << 24), 1 << 24);
    return Arbitraries.frequencyOf(
        Tuple.of(3, Arbitraries.integers().between(-8, 8).map(k -> k * 0.5)),
        Tuple.of(4, bits.map(k -> k * 0x1p-23)),
        Tuple.of(
            1,
            Combinators.combine(bits, Arbitraries.integers().between(-30, 7))
                .as((k, e) -> Math.scalb((double) k, e - 24))));
  }

  /// Returns values well inside a domain: 0.2 from its ends and 0.1 from its kinks, at most 4 from
  /// the end that is nearest to 0.
  ///
  /// @param domain the domain of an operation
  /// @return values in it
  public static Arbitrary<Double> inside(Domain domain) {
    double low = Math.max(domain.low() + 0.2, -2);
    double high = Math.min(domain.high() - 0.2, low + 4);
    return Arbitraries.integers()
        .between(0, 1 << 24)
        .map(k -> low + (high - low) * k * 0x1p-24)
        .map(x -> away(x, domain));
  }

  private static double away(double x, Domain domain) {
    for (double kink : domain.kinks()) {
      if (Math.abs(x - kink) < 0.1) {
        return x < kink ? x - 0.1 : x + 0.1;
      }
    }
    return x;
  }

  /// Returns NaN, the infinities, zeros of both signs, the smallest and largest normal and
  /// subnormal numbers, and numbers at which functions overflow, underflow or change their formula.
  ///
  /// @param dtype F32, F64, or I32, for which they are the smallest and largest
  /// @return in no particular order, each once
  public static List<Double> special(DType dtype) {
    List<Double> special = new ArrayList<>(List.of(0.0, 1.0, -1.0, 2.0, -3.0, 31.0, -100.0));
    if (dtype == DType.I32) {
      special.addAll(
          List.of((double) Integer.MIN_VALUE, (double) Integer.MAX_VALUE, 65536.0, -65537.0));
      return special;
    }
    special.addAll(
        List.of(-0.0, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 0.5, 3.5));
    special.addAll(
        List.of(88.0, -88.0, 89.0, -104.0, 1e-30, -1e30, 1 << 24, 0x1p31, -0x1.8p31).stream()
            .map(Number::doubleValue)
            .toList());
    boolean single = dtype == DType.F32;
    special.add(single ? Float.MIN_VALUE : Double.MIN_VALUE);
    special.add(single ? -Float.MIN_VALUE : -Double.MIN_VALUE);
    special.add(single ? 1e-40f : 1e-310);
    special.add(single ? Float.MIN_NORMAL : Double.MIN_NORMAL);
    special.add(single ? Float.MAX_VALUE : Double.MAX_VALUE);
    special.add(single ? -Float.MAX_VALUE : -Double.MAX_VALUE);
    return special;
  }

  /// Returns ordinary values, and sometimes a [#special] one.
  ///
  /// @param dtype the type
  /// @return values, shrinking towards 0
  public static Arbitrary<Double> withSpecial(DType dtype) {
    return Arbitraries.frequencyOf(
        Tuple.of(3, values(dtype)), Tuple.of(1, Arbitraries.of(special(dtype))));
  }

  /// Returns lists of values, from which tensors of any size can be made.
  ///
  /// @param value one value
  /// @return lists of 1 to [#DISTINCT]
  public static Arbitrary<List<Double>> pattern(Arbitrary<Double> value) {
    return value.list().ofMinSize(1).ofMaxSize(DISTINCT);
  }

  /// Returns tensors of a type, in any layout.
  ///
  /// @param dtype the type
  /// @param shapes their shapes
  /// @param value the values of their elements
  /// @return tensors
  public static Arbitrary<HostTensor> of(
      DType dtype, Arbitrary<Shape> shapes, Arbitrary<Double> value) {
    return Combinators.combine(shapes, Layouts.readable(), pattern(value))
        .as((shape, arrangement, values) -> HostTensor.of(dtype, shape, arrangement, values));
  }

  /// Returns tensors of any type, shape and layout.
  ///
  /// @return tensors with ordinary values
  public static Arbitrary<HostTensor> any() {
    return dtypes().flatMap(dtype -> of(dtype, Shapes.any(), values(dtype)));
  }

  /// Returns tensors of one type whose shapes broadcast against each other, each with its own
  /// layout.
  ///
  /// @param dtype the type
  /// @param count the number of tensors
  /// @param value the values of their elements
  /// @return lists of that size
  public static Arbitrary<List<HostTensor>> broadcastable(
      DType dtype, int count, Arbitrary<Double> value) {
    return Combinators.combine(
            Shapes.broadcastable(count),
            Layouts.readable().list().ofSize(count),
            pattern(value).list().ofSize(count))
        .as(
            (shapes, arrangements, values) -> {
              List<HostTensor> tensors = new ArrayList<>();
              for (int i = 0; i < count; i++) {
                tensors.add(
                    HostTensor.of(dtype, shapes.get(i), arrangements.get(i), values.get(i)));
              }
              return tensors;
            });
  }

  /// A batch of labels, for a loss.
  ///
  /// @param classes the number of classes
  /// @param labels the class of each row
  public record Labels(int classes, List<Integer> labels) {
    /// Returns the labels as a tensor.
    ///
    /// @return I32, of shape `[rows]`
    public HostTensor tensor() {
      return HostTensor.of(
          DType.I32,
          Shape.of(labels.size()),
          labels.stream().mapToDouble(Integer::doubleValue).toArray());
    }
  }

  /// Returns batches of labels: 2 to 10 classes and up to 65 rows.
  ///
  /// @return batches, at least one row each; shrinking towards class 0
  public static Arbitrary<Labels> labels() {
    return Combinators.combine(
            Arbitraries.integers().between(2, 10),
            Arbitraries.integers().between(0, 9).list().ofMinSize(1).ofMaxSize(65))
        .as((classes, rows) -> new Labels(classes, rows.stream().map(r -> r % classes).toList()));
  }
}
