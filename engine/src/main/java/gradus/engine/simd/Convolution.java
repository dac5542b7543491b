package gradus.engine.simd;

import gradus.engine.DType;
import gradus.engine.Layout;
import gradus.engine.Movement;
import gradus.engine.Operand;
import java.util.Arrays;
import java.util.List;

/// A convolution without gaps, as a product of two matrices of which one, that of all windows, is
/// never made: its elements are found in [Planes]. A row of the product is a channel of the output,
/// a column is one of its pixels, and the sums are over channels of the input and taps.
///
/// @param lane the type
/// @param axes the spatial axes
/// @param images the number of signals
/// @param groups the number of groups
/// @param channels the number of channels of the input in a group
/// @param outputs the number of channels of the output in a group
/// @param x the input
/// @param kernel the kernel
/// @param y the output, whose spatial axes are contiguous
record Convolution(
    Lane lane,
    WindowAxis[] axes,
    int images,
    int groups,
    int channels,
    int outputs,
    Operand x,
    Operand kernel,
    Operand y) {
  static void run(WindowAxis[] axes, Operand x, Operand kernel, Operand y) {
    Convolution its =
        new Convolution(
            y.dtype() == DType.F32 ? Lane.F32 : Lane.F64,
            axes,
            x.shape().dim(0),
            x.shape().dim(1),
            x.shape().dim(2),
            kernel.shape().dim(1),
            x,
            merges(kernel, Convolutions.LEADING) ? kernel : copied(kernel),
            contiguousWithin(y) ? y : Convolutions.contiguous(y));
    if (its.channels == 0) {
      clear(its.y);
    } else if (its.channels == 1 && its.outputs == 1 && its.taps() <= its.pixels()) {
      new DepthwiseProduct(its).run();
    } else if (its.taps() > its.pixels() && DepthwiseTaps.suits(its)) {
      new DepthwiseTaps(its).run();
    } else if (its.taps() > its.pixels()) {
      new TapProduct(its).run();
    } else {
      new WindowProduct(its).run();
    }
    if (its.y != y) {
      Convolutions.copy(its.y, y);
    }
  }

  private static Operand copied(Operand operand) {
    Operand copy = Convolutions.contiguous(operand);
    Convolutions.copy(operand, copy);
    return copy;
  }

  /// Sets all elements of an operand to 0.
  static void clear(Operand operand) {
    Object array = Runs.array(operand.storage());
    int[] dims = operand.shape().dims();
    Runs.copy(
        dims,
        Runs.scratch(array, 1),
        0,
        new int[dims.length],
        array,
        operand.layout().offset(),
        Runs.strides(operand.layout()));
  }

  /// Returns whether the spatial axes, from one on, are like a single one with one stride.
  private static boolean merges(Operand operand, int from) {
    Layout layout = operand.layout();
    boolean first = true;
    int expected = 0;
    for (int axis = layout.shape().rank() - 1; axis >= from; axis--) {
      int dim = layout.shape().dim(axis);
      if (dim > 1) {
        if (!first && layout.stride(axis) != expected) {
          return false;
        }
        first = false;
        expected = layout.stride(axis) * dim;
      }
    }
    return true;
  }

  private static boolean contiguousWithin(Operand operand) {
    return merges(operand, Convolutions.LEADING) && innermost(operand.layout()) == 1;
  }

  /// Returns the stride of the last axis that has several elements; 1 if none of the spatial ones
  /// has.
  private static int innermost(Layout layout) {
    for (int axis = layout.shape().rank() - 1; axis >= Convolutions.LEADING; axis--) {
      if (layout.shape().dim(axis) > 1) {
        return layout.stride(axis);
      }
    }
    return 1;
  }

  /// {@return the number of taps}
  int taps() {
    int taps = 1;
    for (WindowAxis axis : axes) {
      taps *= axis.taps();
    }
    return taps;
  }

  /// {@return the number of pixels of an output}
  int pixels() {
    int pixels = 1;
    for (WindowAxis axis : axes) {
      pixels *= axis.outputs();
    }
    return pixels;
  }

  /// {@return the multiply-adds of a group of channels}
  long work() {
    return (long) images * outputs * pixels() * channels * taps();
  }

  /// {@return the number of threads that share the work}
  int threads() {
    return work() * groups < Gemm.GRAIN ? 1 : Workers.threads();
  }

  Object xs() {
    return Runs.array(x.storage());
  }

  Object ys() {
    return Runs.array(y.storage());
  }

  /// {@return the place of a signal's first element}
  int signal(int image, int group, int channel) {
    Layout layout = x.layout();
    return layout.offset()
        + image * layout.stride(0)
        + group * layout.stride(1)
        + channel * layout.stride(2);
  }

  /// {@return the strides of a signal}
  int[] strides() {
    int[] strides = new int[axes.length];
    for (int a = 0; a < strides.length; a++) {
      strides[a] = x.layout().stride(Convolutions.LEADING + a);
    }
    return strides;
  }

  /// {@return the place of an output's first element}
  int output(int image, int group, int channel) {
    Layout layout = y.layout();
    return layout.offset()
        + image * layout.stride(0)
        + group * layout.stride(1)
        + channel * layout.stride(2);
  }

  /// {@return the kernel of a group for a channel of the input: a row for each output, a column for
  /// each tap}
  Matrix kernel(int group, int channel) {
    Layout layout = kernel.layout();
    int offset = layout.offset() + group * layout.stride(0) + channel * layout.stride(2);
    return new Matrix(Runs.array(kernel.storage()), offset, layout.stride(1), innermost(layout));
  }

  /// Returns whether the taps of the next channel follow those of one.
  private boolean kernelIsMatrix() {
    return channels == 1
        || taps() > 1 && kernel.layout().stride(2) == taps() * innermost(kernel.layout());
  }

  /// {@return the kernel of a group as a matrix with a column for each channel and tap, without a
  /// copy; null if there is none}
  Matrix kernelMatrix(int group) {
    Matrix first = kernel(group, 0);
    if (taps() == 1) {
      int stride = kernel.layout().stride(2);
      return new Matrix(first.array(), first.offset(), first.rowStride(), stride);
    }
    return kernelIsMatrix() ? first : null;
  }

  /// {@return whether the taps lie in memory in reverse, as in the gradient of an input}
  boolean kernelIsReversed() {
    return innermost(kernel.layout()) < 0;
  }

  /// {@return the same with the taps of the kernel reversed, which are then those of the windows in
  /// reverse}
  Convolution withReversedKernel() {
    Integer[] spatial = new Integer[axes.length];
    Arrays.setAll(spatial, a -> Convolutions.LEADING + a);
    Layout layout = new Movement.Flip(List.of(spatial)).apply(kernel.layout());
    Operand reversed = new Operand(kernel.storage(), layout);
    return new Convolution(lane, axes, images, groups, channels, outputs, x, reversed, y);
  }

  /// {@return the same with a contiguous kernel}
  Convolution withContiguousKernel() {
    return new Convolution(lane, axes, images, groups, channels, outputs, x, copied(kernel), y);
  }
}
