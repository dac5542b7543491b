package gradus.testkit;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/// Arbitraries of layouts for jqwik: contiguous, permuted, sliced with steps, flipped, expanded,
/// with an offset, and all of these together.
///
/// ```java
/// @Provide
/// Arbitrary<Arrangement> layouts() {
///   return Layouts.readable();
/// }
///
/// @Property
/// void negatesTwice(@ForAll("layouts") Arrangement arrangement) {
///   Shape shape = Shape.of(3, 5);
///   Tensor storage = Tensor.arange(arrangement.length(shape));
///   Tensor x = arrangement.view(storage, shape);
///   assertThat(x.neg().neg().toDoubles()).isEqualTo(x.toDoubles());
/// }
/// ```
///
/// They shrink to the contiguous one.
public final class Layouts {
  /// The maximum ratio of the storage's size to the tensor's. Without a maximum, five changed axes
  /// multiply it by thousands, more than a small device holds.
  private static final int MAX_GROWTH = 256;

  private Layouts() {}

  /// Returns layouts that a kernel may read.
  ///
  /// @return some of them with expanded axes
  public static Arbitrary<Arrangement> readable() {
    return arrangements(true);
  }

  /// Returns layouts that a kernel may write: no two indices share an element.
  ///
  /// @return none with an expanded axis
  public static Arbitrary<Arrangement> writable() {
    return arrangements(false);
  }

  private static Arbitrary<Arrangement> arrangements(boolean expanded) {
    Arbitrary<Integer> offset = Arbitraries.integers().between(0, 5);
    Arbitrary<List<Integer>> order =
        Arbitraries.integers().between(0, Shapes.MAX_RANK - 1).list().ofSize(Shapes.MAX_RANK);
    Arbitrary<Arrangement.Axis> axis =
        Arbitraries.frequencyOf(
            Tuple.of(2, Arbitraries.just(Arrangement.Axis.PLAIN)),
            Tuple.of(
                3,
                Combinators.combine(
                        Arbitraries.integers().between(1, 3),
                        Arbitraries.integers().between(0, 2),
                        Arbitraries.integers().between(0, 2),
                        Arbitraries.of(false, true),
                        expanded
                            ? Arbitraries.frequency(Tuple.of(4, false), Tuple.of(1, true))
                            : Arbitraries.just(false))
                    .as(Arrangement.Axis::new)));
    return Arbitraries.frequencyOf(
        Tuple.of(2, Arbitraries.just(Arrangement.CONTIGUOUS)),
        Tuple.of(
            2,
            Combinators.combine(offset, order)
                .as((o, axes) -> new Arrangement(o, axes, List.of()))),
        Tuple.of(
            4,
            Combinators.combine(offset, order, axis.list().ofSize(Shapes.MAX_RANK))
                .as((o, axes, changes) -> new Arrangement(o, axes, limited(changes)))));
  }

  /// Leaves the last axes plain if the storage would otherwise be too large.
  private static List<Arrangement.Axis> limited(List<Arrangement.Axis> axes) {
    List<Arrangement.Axis> limited = new ArrayList<>();
    int growth = 1;
    for (Arrangement.Axis axis : axes) {
      int more = growth * (axis.before() + axis.step() + axis.after());
      boolean fits = more <= MAX_GROWTH;
      limited.add(fits ? axis : Arrangement.Axis.PLAIN);
      growth = fits ? more : growth;
    }
    return limited;
  }
}
