package gradus.testkit;

import gradus.engine.Shape;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/// Shapes to try things on, for jqwik: of rank 0 to 5, with axes of length 0, and with the lengths
/// at which loops in lanes and products in tiles go wrong if they do.
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
  /// The greatest rank drawn.
  public static final int MAX_RANK = 5;

  /// The most elements that a shape has, unless one asks for another number.
  public static final int MAX_SIZE = 3000;

  private Shapes() {}

  /// Lengths of an axis. Around vectors of 4, 8 and 16 lanes: lanes - 1, lanes, lanes + 1 and 2 ·
  /// lanes + 1; around the edges 6, 12, 24, 48 and 64 of the matrix product's tiles: one less, the
  /// edge, one more; 0, 1 and 2. Short ones are more frequent, and 0 is rare, since nothing can be
  /// seen in a tensor without elements.
  ///
  /// @return lengths, the shortest that isn't 0 first in shrinking
  public static Arbitrary<Integer> lengths() {
    return Arbitraries.frequencyOf(
        Tuple.of(30, Arbitraries.of(1, 2, 3, 4, 5)),
        Tuple.of(1, Arbitraries.just(0)),
        Tuple.of(15, Arbitraries.of(6, 7, 8, 9, 11, 12, 13, 15, 16, 17)),
        Tuple.of(10, Arbitraries.of(23, 24, 25, 33, 47, 48, 49, 63, 64, 65)));
  }

  /// Shapes of any rank from 0 to [#MAX_RANK] with up to [#MAX_SIZE] elements.
  ///
  /// @return shapes
  public static Arbitrary<Shape> any() {
    return any(0, MAX_RANK, MAX_SIZE);
  }

  /// Shapes within bounds.
  ///
  /// @param leastRank from 0
  /// @param greatestRank not less
  /// @param size the most elements; a length with which there would be more becomes 1
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

  /// Shapes that broadcast against each other: each is one common shape, with some axes of length 1
  /// instead and some of the leading ones missing.
  ///
  /// @param count how many shapes
  /// @return lists of so many
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

  /// What is left of a shape without its first axes and with length 1 where a mark is 1 or 2.
  private static Shape part(Shape common, int dropped, List<Integer> marks) {
    List<Integer> dims = new ArrayList<>();
    for (int axis = Math.min(dropped, common.rank()); axis < common.rank(); axis++) {
      boolean one = marks.get(axis) == 1 || marks.get(axis) == 2;
      dims.add(one ? 1 : common.dim(axis));
    }
    return Shape.of(dims.stream().mapToInt(Integer::intValue).toArray());
  }
}
