package gradus.testkit;

import gradus.engine.Layout;
import gradus.engine.Movement;
import gradus.engine.Shape;
import gradus.engine.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The arrangement of a tensor of any shape in its storage: the offset, the order of the axes,
/// gaps, and reversed axes. It is turned into a [Layout] by the usual views: slice, reshape,
/// permute, flip and expand.
///
/// @param offset the number of elements of the storage before the tensor
/// @param order the index, among the remaining axes, of the next axis from the outside in; all 0 is
///   row-major
/// @param axes the change of each axis
public record Arrangement(int offset, List<Integer> order, List<Axis> axes) {
  /// Row-major with offset 0.
  public static final Arrangement CONTIGUOUS = new Arrangement(0, List.of(), List.of());

  /// The change of an axis.
  ///
  /// @param step the stride, at least 1, in elements of the axis that is sliced
  /// @param before the number of elements of that axis before the first
  /// @param after the number of elements after the last
  /// @param flipped whether it is reversed
  /// @param expanded whether one element is repeated along the axis
  public record Axis(int step, int before, int after, boolean flipped, boolean expanded) {
    /// Nothing.
    public static final Axis PLAIN = new Axis(1, 0, 0, false, false);

    @Override
    public String toString() {
      return equals(PLAIN)
          ? "plain"
          : String.format(
              Locale.ROOT,
              "step %d, %d before, %d after%s%s",
              step,
              before,
              after,
              flipped ? ", flipped" : "",
              expanded ? ", expanded" : "");
    }

    /// Returns the length of the axis in storage.
    private int stored(int length) {
      int covered = length == 0 ? 0 : (kept(length) - 1) * step + 1;
      return before + covered + after;
    }

    private int kept(int length) {
      return expanded ? 1 : length;
    }
  }

  /// Returns this arrangement without expanded axes, so that it can be written to.
  ///
  /// @return an arrangement in which no two indices share an element
  public Arrangement unexpanded() {
    return new Arrangement(
        offset,
        order,
        axes.stream().map(a -> new Axis(a.step, a.before, a.after, a.flipped, false)).toList());
  }

  private Axis axis(int axis) {
    return axis < axes.size() ? axes.get(axis) : Axis.PLAIN;
  }

  /// Returns the tensor's axis for each axis in storage, from the outside in.
  private List<Integer> stored(int rank) {
    List<Integer> left = new ArrayList<>();
    for (int axis = 0; axis < rank; axis++) {
      left.add(axis);
    }
    List<Integer> stored = new ArrayList<>();
    for (int i = 0; i < rank; i++) {
      int next = i < order.size() ? order.get(i) % left.size() : 0;
      stored.add(left.remove(next));
    }
    return stored;
  }

  private Shape storedShape(Shape shape) {
    return Shape.of(
        stored(shape.rank()).stream()
            .mapToInt(axis -> axis(axis).stored(shape.dim(axis)))
            .toArray());
  }

  /// Returns the length of the storage for a tensor of a shape.
  ///
  /// @param shape the tensor's shape
  /// @return elements
  public int length(Shape shape) {
    return offset + storedShape(shape).size();
  }

  /// Returns the views that turn a vector over the whole storage into the tensor.
  ///
  /// @param shape the tensor's shape
  /// @return in the order in which they are applied
  public List<Movement> movements(Shape shape) {
    int rank = shape.rank();
    Shape stored = storedShape(shape);
    List<Integer> order = stored(rank);
    List<Integer> inverse = new ArrayList<>();
    List<Integer> start = new ArrayList<>();
    List<Integer> step = new ArrayList<>();
    List<Integer> flipped = new ArrayList<>();
    int[] kept = new int[rank];
    for (int i = 0; i < rank; i++) {
      inverse.add(order.indexOf(i));
      start.add(axis(i).before);
      step.add(axis(i).step);
      kept[i] = shape.dim(i) == 0 ? 0 : axis(i).kept(shape.dim(i));
      if (axis(i).flipped) {
        flipped.add(i);
      }
    }
    return List.of(
        new Movement.Slice(Shape.of(stored.size()), List.of(offset), List.of(1)),
        new Movement.Reshape(stored),
        new Movement.Permute(inverse),
        new Movement.Slice(Shape.of(kept), start, step),
        new Movement.Flip(flipped),
        new Movement.Expand(shape));
  }

  /// Returns the layout of a tensor of a shape.
  ///
  /// @param shape the tensor's shape
  /// @return its layout in a storage of [#length] elements
  public Layout layout(Shape shape) {
    Layout layout = Layout.contiguous(Shape.of(length(shape)));
    for (Movement movement : movements(shape)) {
      layout = movement.apply(layout);
    }
    return layout;
  }

  /// Returns a tensor over an existing storage.
  ///
  /// @param storage a vector of [#length] elements
  /// @param shape the tensor's shape
  /// @return a view of the storage, which propagates gradients
  public Tensor view(Tensor storage, Shape shape) {
    Tensor x = storage;
    for (Movement movement : movements(shape)) {
      x =
          switch (movement) {
            case Movement.Reshape(Shape to) -> x.reshape(to.dims());
            case Movement.Permute(List<Integer> axes) -> x.permute(ints(axes));
            case Movement.Flip(List<Integer> axes) -> axes.isEmpty() ? x : x.flip(ints(axes));
            case Movement.Expand(Shape to) -> x.expand(to.dims());
            case Movement.Slice slice -> sliced(x, slice);
            case Movement.Unfold unfold -> unfold.apply(x);
          };
    }
    return x;
  }

  private static Tensor sliced(Tensor x, Movement.Slice slice) {
    Tensor part = x;
    for (int axis = 0; axis < slice.shape().rank(); axis++) {
      int length = slice.shape().dim(axis);
      int start = slice.start().get(axis);
      int step = slice.step().get(axis);
      int end = length == 0 ? start : start + (length - 1) * step + 1;
      part = part.slice(axis, start, end, step);
    }
    return part;
  }

  private static int[] ints(List<Integer> numbers) {
    return numbers.stream().mapToInt(Integer::intValue).toArray();
  }
}
