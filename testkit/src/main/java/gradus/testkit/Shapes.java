package gradus.testkit;

import gradus.engine.Shape;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/// Arbitraries of shapes for jqwik: of rank 0 to 5, with axes of length 0, and with the lengths at
/// which vector loops and register tiles have their edges.
///
/// ```java
/// @Provide
/// Arbitrary<Shape> shapes() {
///   return Shapes.any();
/// }
///
/// @Property
/// void zerosAreZero(@ForAll("shapes") Shape shape) {
///   assertThat(Tensor.zeros(DType.F32, shape).sum().item()).isZero();
/// }
/// ```
///
/// They shrink to fewer and shorter axes.
public final class Shapes {
  /// The maximum rank.
  public static final int MAX_RANK = 5;

  /// The default maximum number of elements.
  public static final int MAX_SIZE = 3000;

  private Shapes() {}

  /// Returns lengths of an axis. Around vectors of 4, 8 and 16 lanes: lanes - 1, lanes, lanes + 1
  /// and 2 · lanes + 1; around the edges 6, 12, 24, 48 and 64 of the matrix product's tiles: one
  /// less, the edge, one more; 0, 1 and 2. Short ones are more frequent, and 0 is rare, because a
  /// tensor without elements shows little.
  ///
  /// @return lengths, shrinking towards the shortest that is not 0
  public static Arbitrary<Integer> lengths() {
    return Arbitraries.frequencyOf(
        Tuple.of(30, Arbitraries.of(1, 2, 3, 4, 5)),
        Tuple.of(1, Arbitraries.just(0)),
        Tuple.of(15, Arbitraries.of(6, 7, 8, 9, 11, 12, 13, 15, 16, 17)),
        Tuple.of(10, Arbitraries.of(23, 24, 25, 33, 47, 48, 49, 63, 64, 65)));
  }

  /// Returns shapes of any rank from 0 to [#MAX_RANK] with up to [#MAX_SIZE] elements.
  ///
  /// @return shapes
  public static Arbitrary<Shape> any() {
    return any(0, MAX_RANK, MAX_SIZE);
  }

  /// Returns shapes within limits.
  ///
  /// @param leastRank the minimum rank, from 0
  /// @param greatestRank the maximum rank
  /// @param size the maximum number of elements; a length that would exceed it becomes 1
  /// @return shapes
  public static Arbitrary<Shape> any(int leastRank, int greatestRank, int size) {
    return lengths()
        .list()
        .ofMinSize(leastRank)
        .ofMaxSize(greatestRank)
        .map(lengths -> bounded(lengths, size));
  }

  private static Shape bounded(List<Integer> lengths, int size) {
    int[] dims = new int[lengths.size()];
    int left = size;
    for (int axis = 0; axis < dims.length; axis++) {
      int length = lengths.get(axis);
      dims[axis] = length <= left ? length : 1;
      left /= Math.max(1, dims[axis]);
    }
    return Shape.of(dims);
  }

  /// Returns shapes that broadcast against each other: each is a common shape, with length 1 for
  /// some axes, and without some of the leading ones.
  ///
  /// @param count the number of shapes
  /// @return lists of that size
  public static Arbitrary<List<Shape>> broadcastable(int count) {
    Arbitrary<List<Integer>> part =
        Arbitraries.frequencyOf(
            Tuple.of(2, Arbitraries.just(List.of(0, 0, 0, 0, 0, 0))),
            Tuple.of(3, Arbitraries.integers().between(0, MAX_RANK).list().ofSize(MAX_RANK + 1)));
    return Combinators.combine(any(), part.list().ofSize(count))
        .as(
            (common, parts) ->
                parts.stream().map(p -> part(common, p.getFirst(), p.subList(1, 6))).toList());
  }

  /// Returns a shape without its first axes, and with length 1 where a mark is 1 or 2.
  private static Shape part(Shape common, int dropped, List<Integer> marks) {
    List<Integer> dims = new ArrayList<>();
    for (int axis = Math.min(dropped, common.rank()); axis < common.rank(); axis++) {
      boolean one = marks.get(axis) == 1 || marks.get(axis) == 2;
      dims.add(one ? 1 : common.dim(axis));
    }
    return Shape.of(dims.stream().mapToInt(Integer::intValue).toArray());
  }
}
