package gradus.engine;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.IntPredicate;

/// Kernels that move elements to other positions.
public sealed interface Placement extends Kernel {
  /// Pads a tensor with a value around and between its elements.
  ///
  /// @param low the number of values before the first element of each axis
  /// @param high the number of values after the last element
  /// @param interior the number of values between neighbouring elements
  /// @param value the value
  record Pad(List<Integer> low, List<Integer> high, List<Integer> interior, double value)
      implements Placement {
    @Override
    public String label() {
      return String.format(Locale.ROOT, "pad low %s high %s", low, high);
    }

    @Override
    public Arity arity() {
      return Arity.ONE;
    }

    @Override
    public TensorSpec infer(TensorSpec... inputs) {
      DType dtype = inputs[0].holding(value).dtype();
      int[] dims = inputs[0].shape().dims();
      checkNumbers("low", low, dims.length);
      checkNumbers("high", high, dims.length);
      checkNumbers("interior", interior, dims.length);
      for (int axis = 0; axis < dims.length; axis++) {
        long between = Math.max(0, dims[axis] - 1L) * interior.get(axis);
        dims[axis] = length((long) low.get(axis) + high.get(axis) + dims[axis] + between);
      }
      return new TensorSpec(Shape.owning(dims), dtype);
    }

    @Override
    public Tensor gradient(Node n, int input, Tensor g) {
      return new Movement.Slice(
              n.inputs().get(0).shape(), low, interior.stream().map(i -> i + 1).toList())
          .apply(g);
    }
  }

  /// Concatenates tensors along an axis.
  ///
  /// @param axis the axis, the only one in which their shapes may differ
  record Concat(int axis) implements Placement {
    @Override
    public String label() {
      return "concat axis " + axis;
    }

    @Override
    public Arity arity() {
      return Arity.SOME;
    }

    @Override
    public TensorSpec infer(TensorSpec... inputs) {
      TensorSpec first = inputs[0];
      first.shape().checkAxis(axis);
      long length = 0;
      for (TensorSpec next : inputs) {
        if (next.dtype() != first.dtype()
            || next.shape().rank() != first.shape().rank()
            || !next.shape().with(axis, 0).equals(first.shape().with(axis, 0))) {
          throw new IllegalArgumentException(
              String.format(
                  Locale.ROOT, "%s and %s differ in more than axis %d", first, next, axis));
        }
        length += next.shape().dim(axis);
      }
      return new TensorSpec(first.shape().with(axis, length(length)), first.dtype());
    }

    @Override
    public Tensor gradient(Node n, int input, Tensor g) {
      return gradients(n, i -> i == input, g)[input];
    }

    /// Returns all slices in one pass, so that the time is linear in the number of inputs.
    @Override
    public Tensor[] gradients(Node n, IntPredicate required, Tensor g) {
      Tensor[] gradients = new Tensor[n.inputs().size()];
      int start = 0;
      for (int i = 0; i < gradients.length; i++) {
        int end = start + n.inputs().get(i).size(axis);
        gradients[i] = required.test(i) ? g.slice(axis, start, end) : null;
        start = end;
      }
      return gradients;
    }
  }

  /// Reads elements by their index along an axis: `y[i][j] = x[index[i][j]][j]` for axis 0. The
  /// index, I32, has as many axes as x, none of them longer than x's except `axis`. An index out of
  /// range throws.
  ///
  /// @param axis the axis to which the index applies
  record Gather(int axis) implements Placement {
    @Override
    public String label() {
      return "gather axis " + axis;
    }

    @Override
    public Arity arity() {
      return Arity.TWO;
    }

    @Override
    public TensorSpec infer(TensorSpec... inputs) {
      checkIndex(axis, inputs[1], inputs[0].shape());
      return new TensorSpec(inputs[1].shape(), inputs[0].dtype());
    }

    @Override
    public Tensor gradient(Node n, int input, Tensor g) {
      Tensor x = n.inputs().get(0);
      return x.like(0).expand(x.shape().dims()).scatterAdd(axis, n.savedInput(1), g);
    }
  }

  /// Adds elements at an index along an axis to a copy of the first input, the inverse of a gather:
  /// `y[index[i][j]][j] += source[i][j]` for axis 0, where the second input is the index and the
  /// third the source. Several elements may have the same position; they are added in row-major
  /// order.
  ///
  /// @param axis the axis to which the index applies
  record ScatterAdd(int axis) implements Placement {
    @Override
    public String label() {
      return "scatterAdd axis " + axis;
    }

    @Override
    public Arity arity() {
      return Arity.THREE;
    }

    @Override
    public TensorSpec infer(TensorSpec... inputs) {
      checkIndex(axis, inputs[1], inputs[0].shape());
      if (!inputs[1].shape().equals(inputs[2].shape())) {
        throw new IllegalArgumentException("the index and the source differ in shape");
      }
      if (inputs[0].dtype() != inputs[2].dtype()) {
        throw new IllegalArgumentException("the target and the source differ in type");
      }
      return inputs[0];
    }

    @Override
    public Tensor gradient(Node n, int input, Tensor g) {
      return input == 0 ? g : g.gather(axis, n.savedInput(1));
    }
  }

  /// Adds up windows along an axis, the inverse of [Movement.Unfold]: element j of window i is
  /// added to element `i·step + j·dilation` of the axis. The last axis, which has the elements of a
  /// window, disappears. Elements that are in no window are 0. Where windows meet, they are added
  /// in their order.
  ///
  /// @param axis the axis that counts the windows
  /// @param length its length in the result
  /// @param step the step between neighbouring windows, at least 1
  /// @param dilation the step between the elements of a window, at least 1
  record Fold(int axis, int length, int step, int dilation) implements Placement {
    @Override
    public String label() {
      return String.format(
          Locale.ROOT, "fold axis %d length %d step %d dilation %d", axis, length, step, dilation);
    }

    @Override
    public Arity arity() {
      return Arity.ONE;
    }

    @Override
    public TensorSpec infer(TensorSpec... inputs) {
      Shape windows = inputs[0].shape();
      windows.checkAxis(axis);
      int last = windows.rank() - 1;
      if (axis == last || length < 0 || step < 1 || dilation < 1) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "needs an axis before the last, a length that isn't negative, and a step and a"
                    + " dilation of at least 1, for %s",
                inputs[0]));
      }
      long span = (windows.dim(last) - 1L) * dilation + 1;
      long end = (windows.dim(axis) - 1L) * step + span;
      if (windows.dim(axis) > 0 && windows.dim(last) > 0 && end > length) {
        throw new IllegalArgumentException(
            String.format(Locale.ROOT, "the windows need a length of %d, not %d", end, length));
      }
      int[] dims = Arrays.copyOf(windows.dims(), last);
      dims[axis] = length;
      return new TensorSpec(Shape.owning(dims), inputs[0].dtype());
    }

    @Override
    public Tensor gradient(Node n, int input, Tensor g) {
      Shape windows = n.inputs().get(0).shape();
      if (windows.size() == 0) {
        // The result may be shorter than one window.
        return Tensor.full(g.backend(), g.dtype(), 0, windows);
      }
      Tensor unfolded = new Movement.Unfold(axis, windows.dim(-1), step, dilation).apply(g);
      return unfolded.slice(axis, 0, windows.dim(axis));
    }
  }

  private static void checkNumbers(String name, List<Integer> numbers, int rank) {
    if (numbers.size() != rank || numbers.stream().anyMatch(number -> number < 0)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "%s %s must be a number for each axis, none negative", name, numbers));
    }
  }

  private static int length(long length) {
    if (length > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "an axis can't have %d elements", length));
    }
    return (int) length;
  }

  private static void checkIndex(int axis, TensorSpec index, Shape target) {
    target.checkAxis(axis);
    if (index.dtype() != DType.I32) {
      throw new IllegalArgumentException("the index must be i32, not " + index.dtype());
    }
    boolean fits = index.shape().rank() == target.rank();
    for (int i = 0; fits && i < target.rank(); i++) {
      fits = i == axis || index.shape().dim(i) <= target.dim(i);
    }
    if (!fits) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "the index must have as many axes as %s, and none but axis %d longer",
              target,
              axis));
    }
  }
}
