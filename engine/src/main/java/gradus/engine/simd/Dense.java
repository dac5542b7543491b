package gradus.engine.simd;

import gradus.engine.Layout;
import gradus.engine.Operand;
import gradus.engine.Shape;

/// An operand as a contiguous array: its own, or a copy.
///
/// @param array a float[], int[] or double[]
/// @param offset the index of the first element
record Dense(Object array, int offset) {
  /// The sizes before, of and after an axis: a contiguous array has the shape (outer, n, inner).
  record Extent(int outer, int n, int inner) {
    static Extent of(Shape shape, int axis) {
      int inner = 1;
      for (int after = axis + 1; after < shape.rank(); after++) {
        inner *= shape.dim(after);
      }
      int n = shape.dim(axis);
      return new Extent(shape.size() == 0 ? 0 : shape.size() / n / inner, n, inner);
    }
  }

  /// {@return the elements of an input}
  static Dense of(Operand input) {
    Dense dense = room(input);
    if (dense.array != Runs.array(input.storage())) {
      Runs.copy(
          input.shape().dims(),
          Runs.array(input.storage()),
          input.layout().offset(),
          Runs.strides(input.layout()),
          dense.array,
          0,
          Runs.strides(Layout.contiguous(input.shape())));
    }
    return dense;
  }

  /// {@return room for the elements of an output, which [#writeTo] writes there}
  static Dense room(Operand output) {
    Object array = Runs.array(output.storage());
    return output.layout().isContiguous()
        ? new Dense(array, output.layout().offset())
        : new Dense(Runs.scratch(array, output.shape().size()), 0);
  }

  /// Writes the elements to an output, unless they are there.
  void writeTo(Operand output) {
    if (array != Runs.array(output.storage())) {
      Runs.copy(
          output.shape().dims(),
          array,
          offset,
          Runs.strides(Layout.contiguous(output.shape())),
          Runs.array(output.storage()),
          output.layout().offset(),
          Runs.strides(output.layout()));
    }
  }
}
