package gradus.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;

/// The convolution of a batch of signals, such as pictures, with a kernel, as deep learning uses
/// the word: a cross-correlation, in which the kernel is not reversed.
///
/// The inputs are x (n, g, c, spatial…) and the kernel (g, o, c, taps…), the output is (n, g, o,
/// spatial…); g counts groups, each of which has its own kernel. For one spatial axis
///
/// `y[n, g, o, i] = Σ x̂[n, g, c, i·stride + t·dilation] · kernel[g, o, c, t]`,
///
/// summed over c and t, where x̂ is x with spread − 1 gaps between neighbouring elements, and then
/// padded. What lies in a gap is not a term of the sum. A padded zero is one, as in PyTorch, so
/// that it gives NaN with an infinite element of the kernel; if there are gaps, only those zeros
/// are that are whole steps from the elements.
///
/// This general form, which is that of XLA, is closed under differentiation: the gradients are
/// convolutions again. [TensorConvolution] has PyTorch's functions, which it serves.
///
/// @param axes what happens along each spatial axis, at least one
public record Convolve(List<Axis> axes) implements Kernel {
  /// The axes before the spatial ones, of both inputs and of the output.
  private static final int LEADING = 3;

  /// What happens along a spatial axis. All lengths are those along this axis.
  ///
  /// @param stride the step between the windows of neighbouring outputs, at least 1
  /// @param low the number of zeros before the first element; if it is negative, so many places are
  ///   cut off instead
  /// @param high the same after the last element
  /// @param spread the step between neighbouring elements of x, at least 1; 1 leaves no gap
  /// @param dilation the step between neighbouring taps of the kernel, at least 1
  public record Axis(int stride, int low, int high, int spread, int dilation) {
    /// Checks the steps.
    ///
    /// @throws IllegalArgumentException if one is less than 1
    public Axis {
      if (stride < 1 || spread < 1 || dilation < 1) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "stride, spread and dilation must be at least 1, not %d, %d and %d",
                stride,
                spread,
                dilation));
      }
    }

    /// Returns the number of outputs.
    ///
    /// @param length the number of elements of x, at least 1
    /// @param taps the number of elements of the kernel, at least 1
    /// @return the number of positions of the kernel within the padded x; 0 or less if there are
    ///   none
    public int outputs(int length, int taps) {
      long room = extent(length, spread) + low + high - extent(taps, dilation);
      long outputs = Math.floorDiv(room, stride) + 1;
      if (outputs > Integer.MAX_VALUE) {
        throw new IllegalArgumentException(
            String.format(Locale.ROOT, "an axis can't have %d elements", outputs));
      }
      return (int) Math.max(0, outputs);
    }

    /// Returns the places from the first to the last of some elements.
    private static long extent(int elements, int step) {
      return (elements - 1L) * step + 1;
    }

    /// Returns what happens along this axis in the gradient of x, in which the gradient of the
    /// output takes the place of x, and the reversed kernel that of the kernel.
    Axis ofInputGradient(int length, int taps) {
      long outputs = extent(outputs(length, taps), stride);
      long before = extent(taps, dilation) - 1 - low;
      long after = extent(length, spread) + extent(taps, dilation) - 1 - before - outputs;
      return new Axis(spread, Math.toIntExact(before), Math.toIntExact(after), stride, dilation);
    }

    /// Returns what happens along this axis in the gradient of the kernel, in which the gradient of
    /// the output takes the place of the kernel.
    Axis ofKernelGradient(int length, int taps) {
      long read = extent(outputs(length, taps), stride) + extent(taps, dilation) - 1;
      return new Axis(
          dilation, low, Math.toIntExact(read - low - extent(length, spread)), spread, stride);
    }
  }

  /// Creates the operation.
  ///
  /// @throws IllegalArgumentException if there is no axis
  public Convolve {
    axes = List.copyOf(axes);
    if (axes.isEmpty()) {
      throw new IllegalArgumentException("a convolution has at least one spatial axis");
    }
  }

  @Override
  public String label() {
    return String.format(
        Locale.ROOT,
        "convolve stride %s padding %s to %s spread %s dilation %s",
        numbers(i -> axes.get(i).stride()),
        numbers(i -> axes.get(i).low()),
        numbers(i -> axes.get(i).high()),
        numbers(i -> axes.get(i).spread()),
        numbers(i -> axes.get(i).dilation()));
  }

  private String numbers(IntFunction<Integer> number) {
    List<Integer> numbers = new ArrayList<>();
    for (int i = 0; i < axes.size(); i++) {
      numbers.add(number.apply(i));
    }
    return numbers.toString();
  }

  @Override
  public Arity arity() {
    return Arity.TWO;
  }

  @Override
  public TensorSpec infer(TensorSpec... inputs) {
    Shape x = inputs[0].shape();
    Shape kernel = inputs[1].shape();
    if (inputs[0].dtype() != inputs[1].dtype()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "types %s and %s differ", inputs[0].dtype(), inputs[1].dtype()));
    }
    int rank = LEADING + axes.size();
    if (x.rank() != rank || kernel.rank() != rank) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "both must have %d axes, %d of them spatial", rank, axes.size()));
    }
    if (x.dim(1) != kernel.dim(0) || x.dim(2) != kernel.dim(2)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "the input has %d groups of %d channels, the kernel is for %d of %d",
              x.dim(1),
              x.dim(2),
              kernel.dim(0),
              kernel.dim(2)));
    }
    int[] dims = x.dims();
    dims[2] = kernel.dim(1);
    for (int i = 0; i < axes.size(); i++) {
      dims[LEADING + i] = outputs(i, x.dim(LEADING + i), kernel.dim(LEADING + i));
    }
    return new TensorSpec(Shape.owning(dims), inputs[0].dtype());
  }

  private int outputs(int i, int length, int taps) {
    if (length < 1 || taps < 1) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "needs at least one element and one tap along spatial axis %d, not %d and %d",
              i,
              length,
              taps));
    }
    Axis axis = axes.get(i);
    int outputs = axis.outputs(length, taps);
    if (outputs < 1) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%d taps with dilation %d are longer than spatial axis %d, %d elements and padding of"
                  + " %d and %d",
              taps,
              axis.dilation(),
              i,
              length,
              axis.low(),
              axis.high()));
    }
    return outputs;
  }

  /// Another convolution: of the gradient with the kernel, reversed along the spatial axes and with
  /// its channels exchanged; or of x with the gradient, where the batch is summed and the channels
  /// are the batch.
  @Override
  public Tensor gradient(Node n, int input, Tensor g) {
    Shape x = n.inputs().get(0).shape();
    Shape kernel = n.inputs().get(1).shape();
    List<Axis> its = new ArrayList<>();
    for (int i = 0; i < axes.size(); i++) {
      int length = x.dim(LEADING + i);
      int taps = kernel.dim(LEADING + i);
      its.add(
          input == 0
              ? axes.get(i).ofInputGradient(length, taps)
              : axes.get(i).ofKernelGradient(length, taps));
    }
    Convolve other = new Convolve(its);
    if (input == 0) {
      int[] spatial = new int[axes.size()];
      Arrays.setAll(spatial, i -> LEADING + i);
      return other.apply(g, n.savedInput(1).flip(spatial).transpose(1, 2));
    }
    // (n, g, c, …) to (c, g, n, …), and (n, g, o, …) to (g, o, n, …); the result is (c, g, o, …).
    // An optimizer reads it as often as the kernel, and so in the same order.
    Tensor signals = n.savedInput(0).transpose(0, 2);
    Movement.Permute firstLast = firstLast();
    return Eager.permuted(other, firstLast, signals, firstLast.apply(g));
  }

  /// Returns the permutation that makes the first of the leading axes the last of them.
  private Movement.Permute firstLast() {
    Integer[] order = new Integer[LEADING + axes.size()];
    Arrays.setAll(order, i -> i < LEADING ? (i + 1) % LEADING : i);
    return new Movement.Permute(List.of(order));
  }
}
