package gradus.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The indices, I32, of the maxima of windows over the last axes, which max pooling gathers.
///
/// An index counts the elements of all these axes together, in row-major order. Padding is never a
/// maximum. Of equal elements the first is chosen; of elements among which there is a NaN, the last
/// NaN, as in PyTorch. The result is an integer and has no gradient; that of a gather at these
/// indices is the gradient of max pooling.
///
/// @param windows how windows lie along each of the last axes, at least one
public record ArgMaxPool(List<Window> windows) implements Kernel {
  /// Windows along an axis.
  ///
  /// @param size the number of elements of a window, at least 1
  /// @param axis what a convolution with as many taps does along the axis; its spread is 1
  public record Window(int size, Convolve.Axis axis) {
    /// Checks that there is an element, and no gap between those of the input.
    ///
    /// @throws IllegalArgumentException if there isn't, or there is
    public Window {
      if (size < 1 || axis.spread() != 1) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "a window has at least one element and no spread, not %d and %d",
                size,
                axis.spread()));
      }
    }
  }

  /// Creates the operation.
  ///
  /// @throws IllegalArgumentException if there is no axis
  public ArgMaxPool {
    windows = List.copyOf(windows);
    if (windows.isEmpty()) {
      throw new IllegalArgumentException("windows have at least one axis");
    }
  }

  @Override
  public String label() {
    List<String> each = new ArrayList<>();
    for (Window window : windows) {
      Convolve.Axis axis = window.axis();
      each.add(
          String.format(
              Locale.ROOT,
              "%d stride %d padding %d to %d dilation %d",
              window.size(),
              axis.stride(),
              axis.low(),
              axis.high(),
              axis.dilation()));
    }
    return "argmaxPool " + each;
  }

  @Override
  public Arity arity() {
    return Arity.ONE;
  }

  /// Each window must have an element that is not padding.
  @Override
  public TensorSpec infer(TensorSpec... inputs) {
    int[] dims = inputs[0].shape().dims();
    int leading = dims.length - windows.size();
    if (leading < 0) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "needs at least %d axes", windows.size()));
    }
    for (int i = 0; i < windows.size(); i++) {
      int length = dims[leading + i];
      int outputs = length == 0 ? 0 : outputs(windows.get(i), length);
      if (outputs < 1) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "windows of %d elements with dilation %d and padding of %d and %d don't fit axis"
                    + " %d, which has %d, or one has only padding",
                windows.get(i).size(),
                windows.get(i).axis().dilation(),
                windows.get(i).axis().low(),
                windows.get(i).axis().high(),
                leading + i,
                length));
      }
      dims[leading + i] = outputs;
    }
    return new TensorSpec(Shape.owning(dims), DType.I32);
  }

  /// Returns the number of windows; 0 if one has only padding.
  private static int outputs(Window window, int length) {
    Convolve.Axis axis = window.axis();
    int outputs = axis.outputs(length, window.size());
    for (int i = 0; i < outputs; i++) {
      long start = (long) i * axis.stride() - axis.low();
      long inside =
          Math.max(start, start + Math.ceilDiv(-start, axis.dilation()) * (long) axis.dilation());
      if (inside >= length || inside > start + (window.size() - 1L) * axis.dilation()) {
        return 0;
      }
    }
    return outputs;
  }

  @Override
  public Tensor gradient(Node n, int input, Tensor g) {
    throw new IllegalStateException("argmaxPool has no gradient: its result is an integer");
  }
}
