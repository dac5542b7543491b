package gradus.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/// Layouts against the list of places that they stand for.
class LayoutProperties {
  private static final int[] LENGTHS = {0, 1, 1, 2, 3, 4, 5};

  /// The places of all elements in row-major order, from the strides alone.
  private static List<Integer> places(Layout layout) {
    List<Integer> places = new ArrayList<>();
    int[] dims = layout.shape().dims();
    for (int i = 0; i < layout.shape().size(); i++) {
      int place = layout.offset();
      int rest = i;
      for (int axis = dims.length - 1; axis >= 0; axis--) {
        place += rest % dims[axis] * layout.stride(axis);
        rest /= dims[axis];
      }
      places.add(place);
    }
    return places;
  }

  /// Permuted, sliced, flipped and expanded at random, without windows.
  private static Layout plain(Random random) {
    return draw(random, false);
  }

  /// Also shown as windows, which may overlap.
  private static Layout draw(Random random) {
    return draw(random, true);
  }

  private static Layout draw(Random random, boolean windows) {
    int[] dims = new int[random.nextInt(5)];
    for (int i = 0; i < dims.length; i++) {
      dims[i] = LENGTHS[random.nextInt(LENGTHS.length)];
    }
    Layout layout = Layout.contiguous(Shape.of(dims));
    for (int step = random.nextInt(5); step > 0; step--) {
      Shape shape = layout.shape();
      List<Integer> axes = new ArrayList<>(IntStream.range(0, shape.rank()).boxed().toList());
      switch (random.nextInt(windows ? 5 : 4)) {
        case 0 -> {
          Collections.shuffle(axes, random);
          layout = layout.permute(axes);
        }
        case 1 -> {
          axes.removeIf(_ -> random.nextBoolean());
          layout = layout.flip(axes);
        }
        case 2 -> {
          int[] part = shape.dims();
          List<Integer> start = new ArrayList<>();
          List<Integer> steps = new ArrayList<>();
          for (int axis = 0; axis < part.length; axis++) {
            start.add(part[axis] == 0 ? 0 : random.nextInt(part[axis]));
            steps.add(1 + random.nextInt(2));
            part[axis] = (part[axis] - start.get(axis) + steps.get(axis) - 1) / steps.get(axis);
          }
          layout = layout.slice(Shape.of(part), start, steps);
        }
        case 3 -> {
          int[] wider = new int[shape.rank() + 1];
          wider[0] = 1 + random.nextInt(3);
          for (int axis = 0; axis < shape.rank(); axis++) {
            wider[axis + 1] = shape.dim(axis) == 1 ? 1 + random.nextInt(3) : shape.dim(axis);
          }
          layout = layout.expand(Shape.of(wider));
        }
        default -> layout = unfolded(random, layout, 1 + random.nextInt(2));
      }
    }
    return layout;
  }

  /// Windows of a random axis, if there is one and they fit.
  private static Layout unfolded(Random random, Layout layout, int dilation) {
    Shape shape = layout.shape();
    if (shape.rank() == 0 || shape.rank() > 4) {
      return layout;
    }
    int axis = random.nextInt(shape.rank());
    int size = random.nextInt((shape.dim(axis) + dilation - 1) / dilation + 1);
    return new Movement.Unfold(axis, size, 1 + random.nextInt(4), dilation).apply(layout);
  }

  /// A shape of the same size: its prime factors in other groups.
  private static Shape regrouped(Random random, int size) {
    List<Integer> dims = new ArrayList<>(List.of(1));
    int rest = size;
    for (int factor = 2; rest > 1; factor++) {
      while (rest % factor == 0) {
        rest /= factor;
        if (random.nextBoolean()) {
          dims.add(factor);
        } else {
          dims.set(dims.size() - 1, dims.getLast() * factor);
        }
      }
    }
    if (size == 0) {
      dims.add(0);
    }
    if (random.nextBoolean()) {
      dims.removeIf(dim -> dim == 1);
    }
    if (random.nextInt(3) == 0) {
      dims.add(random.nextInt(dims.size() + 1), 1);
    }
    return Shape.of(dims.stream().mapToInt(Integer::intValue).toArray());
  }

  /// A reshape moves no data where strides exist that name the same places in the same order, and
  /// is refused where none do.
  @Property
  void aReshapeIsAViewWhereverStridesCanSaySo(@ForAll long seed) {
    Random random = new Random(seed);
    Layout layout = draw(random);
    Shape to = regrouped(random, layout.shape().size());
    List<Integer> places = places(layout);
    int[] strides = new int[to.rank()];
    int behind = 1;
    for (int axis = to.rank() - 1; axis >= 0; axis--) {
      strides[axis] =
          to.dim(axis) > 1 && places.size() > 1 ? places.get(behind) - places.get(0) : 0;
      behind *= to.dim(axis);
    }
    List<Integer> said = new ArrayList<>();
    for (int i = 0; i < places.size(); i++) {
      int place = places.get(0);
      int rest = i;
      for (int axis = to.rank() - 1; axis >= 0; axis--) {
        place += rest % to.dim(axis) * strides[axis];
        rest /= to.dim(axis);
      }
      said.add(place);
    }
    var reshaped = layout.reshape(to);
    assertThat(reshaped.isPresent()).as("%s to %s", layout, to).isEqualTo(said.equals(places));
    reshaped.ifPresent(
        view -> {
          assertThat(view.shape()).isEqualTo(to);
          assertThat(places(view)).as("%s to %s: %s", layout, to, view).isEqualTo(places);
        });
  }

  @Property
  void itKnowsWhatItStandsFor(@ForAll long seed) {
    Random random = new Random(seed);
    Layout layout = plain(random);
    assertThat(layout.isContiguous()).as("%s", layout).isEqualTo(isRow(layout));
    assertThat(layout.isExpanded()).as("%s", layout).isEqualTo(meets(layout));
    // Windows of neighbouring elements.
    Layout windows = unfolded(random, layout, 1);
    assertThat(windows.isExpanded()).as("%s", windows).isEqualTo(meets(windows));
  }

  /// Windows in the gaps of others are taken for meeting ones, but those that meet never for
  /// others.
  @Property
  void itKnowsWhereWindowsMeet(@ForAll long seed) {
    Layout layout = draw(new Random(seed));
    assertThat(layout.isContiguous()).as("%s", layout).isEqualTo(isRow(layout));
    if (meets(layout)) {
      assertThat(layout.isExpanded()).as("%s", layout).isTrue();
    }
  }

  @Example
  void windowsInTheGapsOfOthersAreTakenForMeetingOnes() {
    Layout apart = Layout.contiguous(Shape.of(8)).unfold(0, 3, 3, 2);
    assertThat(meets(apart)).isFalse();
    assertThat(apart.isExpanded()).isTrue();
  }

  private static boolean isRow(Layout layout) {
    List<Integer> places = places(layout);
    return IntStream.range(layout.offset(), layout.offset() + places.size())
        .boxed()
        .toList()
        .equals(places);
  }

  private static boolean meets(Layout layout) {
    List<Integer> places = places(layout);
    return new HashSet<>(places).size() < places.size();
  }

  @Property
  void anIndexIsAPlace(@ForAll long seed) {
    Random random = new Random(seed);
    Layout layout = draw(random);
    Shape shape = layout.shape();
    if (shape.size() == 0) {
      return;
    }
    int[] index = new int[shape.rank()];
    int position = 0;
    for (int axis = 0; axis < index.length; axis++) {
      int i = random.nextInt(shape.dim(axis));
      position = position * shape.dim(axis) + i;
      index[axis] = random.nextBoolean() ? i : i - shape.dim(axis);
    }
    assertThat(layout.index(index)).isEqualTo(places(layout).get(position));
  }

  @Example
  void theSameLayoutsAreEqual() {
    Layout layout = Layout.contiguous(Shape.of(2, 3));
    Layout other = Layout.contiguous(Shape.of(2, 3));
    assertThat(layout).isEqualTo(layout).isEqualTo(other).hasSameHashCodeAs(other);
    List<Layout> different =
        List.of(
            Layout.contiguous(Shape.of(3, 2)),
            layout.flip(List.of(0)),
            layout.flip(List.of(0, 1)),
            // Another offset alone, another shape alone, other strides alone.
            Layout.contiguous(Shape.of(3, 3)).slice(Shape.of(2, 3), List.of(1, 0), List.of(1, 1)),
            Layout.contiguous(Shape.of(3, 4)).slice(Shape.of(2, 3), List.of(0, 0), List.of(1, 1)),
            layout.slice(Shape.of(1, 3), List.of(0, 0), List.of(1, 1)),
            Layout.contiguous(Shape.of(3, 2)).permute(List.of(1, 0)));
    assertThat(different).doesNotContain(layout).doesNotHaveDuplicates();
    assertThat(different.stream().map(Object::hashCode)).doesNotHaveDuplicates();
    assertThat(layout).isNotEqualTo("[2, 3]");
    assertThat(layout).hasToString("[2, 3] strides [3, 1] offset 0");
  }

  @Example
  void whatDoesNotFitIsRefused() {
    Layout layout = Layout.contiguous(Shape.of(2, 3));
    assertThat(layout.expand(Shape.of(2, 3))).isSameAs(layout);
    assertThatThrownBy(() -> layout.expand(Shape.of(3)))
        .hasMessage("shape [2, 3] can't be expanded to [3]");
    assertThatThrownBy(() -> layout.expand(Shape.of(4, 3)))
        .hasMessage("shape [2, 3] can't be expanded to [4, 3]");
    assertThatThrownBy(() -> layout.index(1))
        .hasMessage("index [1] has 1 numbers, shape [2, 3] has 2 axes");
    for (int[] outside : new int[][] {{2, 0}, {0, 3}, {-3, 0}, {0, -4}}) {
      assertThatThrownBy(() -> layout.index(outside))
          .hasMessageEndingWith("is outside shape [2, 3]");
    }
  }
}
