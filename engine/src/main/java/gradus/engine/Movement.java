package gradus.engine;

import java.util.List;
import java.util.Locale;

/// Operations that return a view: another layout over the same storage.
public sealed interface Movement extends Op {
  /// Returns the layout of the result.
  ///
  /// @param layout the input's layout
  /// @return a layout over the same storage
  /// @throws IllegalArgumentException if the input's shape does not allow it
  Layout apply(Layout layout);

  @Override
  default Arity arity() {
    return Arity.ONE;
  }

  /// Reshapes: the same elements, in the same row-major order, with another shape.
  ///
  /// @param shape the new shape, of the same size
  record Reshape(Shape shape) implements Movement {
    @Override
    public String label() {
      return "reshape " + shape;
    }

    @Override
    public Layout apply(Layout layout) {
      if (layout.shape().size() != shape.size()) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT, "%d elements can't be reshaped to %s", layout.shape().size(), shape));
      }
      return layout
          .reshape(shape)
          .orElseThrow(
              () ->
                  new IllegalArgumentException(
                      String.format(
                          Locale.ROOT, "layout %s can't be reshaped without a copy", layout)));
    }

    @Override
    public Tensor gradient(Node n, int input, Tensor g) {
      return g.reshape(n.inputs().get(0).shape().dims());
    }
  }

  /// Permutes the axes.
  ///
  /// @param order for each axis of the result, the axis of the input
  record Permute(List<Integer> order) implements Movement {
    @Override
    public String label() {
      return "permute " + order;
    }

    @Override
    public Layout apply(Layout layout) {
      layout.shape().checkAxes(order);
      if (order.size() != layout.shape().rank()) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "%s must name each of the %d axes once",
                order,
                layout.shape().rank()));
      }
      return layout.permute(order);
    }

    /// Returns the permutation that takes the axes back.
    Permute inverse() {
      Integer[] inverse = new Integer[order.size()];
      for (int axis = 0; axis < inverse.length; axis++) {
        inverse[order.get(axis)] = axis;
      }
      return new Permute(List.of(inverse));
    }

    @Override
    public Tensor gradient(Node n, int input, Tensor g) {
      return inverse().apply(g);
    }
  }

  /// Broadcasts to a larger shape.
  ///
  /// @param shape the new shape
  record Expand(Shape shape) implements Movement {
    @Override
    public String label() {
      return "expand " + shape;
    }

    @Override
    public Layout apply(Layout layout) {
      return layout.expand(shape);
    }

    /// The engine sums it to the input's shape, as for every broadcast.
    @Override
    public Tensor gradient(Node n, int input, Tensor g) {
      return g;
    }
  }

  /// Selects a range of each axis, with a step.
  ///
  /// @param shape the shape of the result
  /// @param start the first index on each axis
  /// @param step the step on each axis, at least 1
  record Slice(Shape shape, List<Integer> start, List<Integer> step) implements Movement {
    @Override
    public String label() {
      return String.format(Locale.ROOT, "slice %s start %s step %s", shape, start, step);
    }

    @Override
    public Layout apply(Layout layout) {
      Shape whole = layout.shape();
      boolean fits =
          shape.rank() == whole.rank()
              && start.size() == whole.rank()
              && step.size() == whole.rank();
      for (int axis = 0; fits && axis < whole.rank(); axis++) {
        long past = start.get(axis) + Math.max(0, (shape.dim(axis) - 1L) * step.get(axis) + 1);
        fits = start.get(axis) >= 0 && step.get(axis) >= 1 && past <= whole.dim(axis);
      }
      if (!fits) {
        throw new IllegalArgumentException(
            String.format(Locale.ROOT, "shape %s does not contain the slice", whole));
      }
      return layout.slice(shape, start, step);
    }

    @Override
    public Tensor gradient(Node n, int input, Tensor g) {
      Shape whole = n.inputs().get(0).shape();
      int[] high = new int[whole.rank()];
      for (int axis = 0; axis < high.length; axis++) {
        int length = shape.dim(axis);
        int covered = length == 0 ? 0 : (length - 1) * step.get(axis) + 1;
        high[axis] = whole.dim(axis) - start.get(axis) - covered;
      }
      List<Integer> interior = step.stream().map(s -> s - 1).toList();
      return new Placement.Pad(start, Shape.boxed(high), interior, 0).apply(g);
    }
  }

  /// Reverses some axes.
  ///
  /// @param axes the axes
  record Flip(List<Integer> axes) implements Movement {
    @Override
    public String label() {
      return "flip axes " + axes;
    }

    @Override
    public Layout apply(Layout layout) {
      layout.shape().checkAxes(axes);
      return layout.flip(axes);
    }

    @Override
    public Tensor gradient(Node n, int input, Tensor g) {
      return this.apply(g);
    }
  }

  /// Shows an axis as windows: neighbouring ones overlap if the step is less than the span of a
  /// window. Element j of window i is element `i·step + j·dilation` of the axis.
  ///
  /// @param axis the axis, whose new length is the number of windows that fit; the elements of a
  ///   window get an axis of their own, the last one
  /// @param size the number of elements of a window, at least 0
  /// @param step the step between neighbouring windows, at least 1
  /// @param dilation the step between the elements of a window, at least 1
  record Unfold(int axis, int size, int step, int dilation) implements Movement {
    @Override
    public String label() {
      return String.format(
          Locale.ROOT, "unfold axis %d size %d step %d dilation %d", axis, size, step, dilation);
    }

    @Override
    public Layout apply(Layout layout) {
      layout.shape().checkAxis(axis);
      if (size < 0 || step < 1 || dilation < 1) {
        throw new IllegalArgumentException(
            "the size must not be negative, step and dilation at least 1");
      }
      long span = size == 0 ? 0 : (size - 1L) * dilation + 1;
      if (span > layout.shape().dim(axis)) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "a window of %d elements doesn't fit axis %d, which has %d",
                span,
                axis,
                layout.shape().dim(axis)));
      }
      return layout.unfold(axis, size, step, dilation);
    }

    @Override
    public Tensor gradient(Node n, int input, Tensor g) {
      int length = n.inputs().get(0).size(axis);
      return new Placement.Fold(axis, length, step, dilation).apply(g);
    }
  }
}
