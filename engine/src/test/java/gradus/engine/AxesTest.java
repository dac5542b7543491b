package gradus.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// The axes of several operands, merged, visit the same elements in the same order.
class AxesTest {
  /// The offsets of all elements of a layout in row-major order.
  private static List<Integer> offsets(Layout layout) {
    List<Integer> offsets = new ArrayList<>(List.of(layout.offset()));
    for (int axis = 0; axis < layout.shape().rank(); axis++) {
      List<Integer> finer = new ArrayList<>();
      for (int offset : offsets) {
        for (int i = 0; i < layout.shape().dim(axis); i++) {
          finer.add(offset + i * layout.stride(axis));
        }
      }
      offsets = finer;
    }
    return offsets;
  }

  /// The offsets of an operand that a loop visits.
  private static List<Integer> visited(Axes axes, int operand) {
    List<Integer> visited = new ArrayList<>();
    axes.forEachRow(
        at -> {
          for (int i = 0; i < axes.length(); i++) {
            visited.add(at[operand] + i * axes.stride(operand));
          }
        });
    return visited;
  }

  /// A view of a shape: permuted, with gaps, flipped or expanded.
  private static Layout drawn(Shape shape, SplittableRandom random) {
    int rank = shape.rank();
    List<Integer> order = new ArrayList<>();
    for (int axis = 0; axis < rank; axis++) {
      order.add(random.nextInt(axis + 1), axis);
    }
    int[] whole = new int[rank];
    List<Integer> start = new ArrayList<>();
    List<Integer> step = new ArrayList<>();
    List<Integer> flipped = new ArrayList<>();
    for (int axis = 0; axis < rank; axis++) {
      step.add(1 + random.nextInt(4) / 3);
      start.add(random.nextInt(4) / 3);
      whole[order.get(axis)] = start.get(axis) + Math.max(1, shape.dim(axis) * step.get(axis));
      if (random.nextInt(4) == 0) {
        flipped.add(axis);
      }
    }
    Layout layout = Layout.contiguous(Shape.of(whole)).permute(order);
    layout = layout.slice(shape, start, step).flip(flipped);
    return random.nextInt(4) == 0 && rank > 0 && shape.dim(0) > 0
        ? layout
            .slice(shape.with(0, 1), Collections.nCopies(rank, 0), Collections.nCopies(rank, 1))
            .expand(shape)
        : layout;
  }

  @Test
  void visitTheSameElements() {
    SplittableRandom random = new SplittableRandom(1);
    for (int trial = 0; trial < 3000; trial++) {
      int[] dims = new int[random.nextInt(6)];
      for (int axis = 0; axis < dims.length; axis++) {
        dims[axis] = random.nextInt(40) == 0 ? 0 : 1 + random.nextInt(4);
      }
      Shape shape = Shape.of(dims);
      Layout[] layouts = new Layout[1 + random.nextInt(3)];
      for (int i = 0; i < layouts.length; i++) {
        layouts[i] = drawn(shape, random);
      }
      Axes axes = Axes.of(layouts);
      assertThat(axes.size()).isEqualTo(shape.size());
      for (int i = 0; i < layouts.length; i++) {
        List<Integer> expected = offsets(layouts[i]);
        assertThat(visited(axes, i)).as("%s", layouts[i]).isEqualTo(expected);
        for (int position = 0; position < shape.size(); position++) {
          assertThat(axes.offset(i, position)).isEqualTo(expected.get(position));
        }
      }
      if (axes.rank() > 0 && shape.size() > 0) {
        // The ranges of the outermost axis are the loop in two parts.
        int half = axes.dim(0) / 2;
        List<Integer> both = visited(axes.range(0, 0, half), 0);
        both.addAll(visited(axes.range(0, half, axes.dim(0) - half), 0));
        assertThat(both).isEqualTo(visited(axes, 0));
      }
    }
  }

  @Test
  void mergeWhatAllOperandsAllow() {
    Layout rows = Layout.contiguous(Shape.of(2, 3, 1, 4));
    assertThat(Axes.of(rows).rank()).isEqualTo(1);
    assertThat(Axes.of(rows, rows).length()).isEqualTo(24);
    Layout turned = Layout.contiguous(Shape.of(3, 2, 1, 4)).permute(List.of(1, 0, 2, 3));
    Axes axes = Axes.of(rows, turned);
    assertThat(axes.rank()).isEqualTo(3);
    assertThat(axes.stride(1, 0)).isEqualTo(4);
    assertThat(axes.stride(1, 1)).isEqualTo(8);
    axes.removeInnermost();
    assertThat(axes.length()).isEqualTo(3);
    assertThat(axes.stride(0)).isEqualTo(4);
    assertThat(Axes.of(Layout.contiguous(Shape.of(1, 1))).rank()).isZero();
    Axes none = new Axes(7);
    assertThat(none.size()).isEqualTo(1);
    assertThat(visited(none, 0)).containsExactly(7);
    assertThatThrownBy(none::removeInnermost).hasMessageContaining("no axis");
  }

  /// More than there is room for at first.
  @Test
  void holdManyAxes() {
    Axes axes = new Axes(0);
    for (int axis = 10; axis > 0; axis--) {
      axes.add(2, new int[] {1000 + axis});
    }
    assertThat(axes.rank()).isEqualTo(10);
    assertThat(axes.size()).isEqualTo(1024);
    assertThat(axes.offset(0, 1023)).isEqualTo(10_055);
  }
}
