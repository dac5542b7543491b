package gradus.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/// The pooling of a [Tensor]: maxima and averages of windows over its last axes, with PyTorch's
/// shapes, (n, channels, spatial…) or (channels, spatial…). Integers are averaged as F32.
sealed interface TensorPooling permits Tensor {
  private Tensor self() {
    return (Tensor) this;
  }

  /// {@return the maxima of windows along the last axis}
  ///
  /// @param options size, stride, padding, dilation and ceilMode
  default Tensor maxPool1d(PoolOptions options) {
    return maxPool("maxPool1d", 1, options);
  }

  /// {@return the maxima of windows over the last two axes}
  ///
  /// @param options size, stride, padding, dilation and ceilMode
  default Tensor maxPool2d(PoolOptions options) {
    return maxPool("maxPool2d", 2, options);
  }

  /// {@return the maxima of windows over the last three axes}
  ///
  /// @param options size, stride, padding, dilation and ceilMode
  default Tensor maxPool3d(PoolOptions options) {
    return maxPool("maxPool3d", 3, options);
  }

  /// {@return the indices, I32, of the maxima of windows over the last axes: PyTorch's
  /// `return_indices`; they count the elements of these axes in row-major order}
  ///
  /// @param axes the number of these axes, at least 1
  /// @param options size, stride, padding, dilation and ceilMode
  default Tensor maxPoolIndices(int axes, PoolOptions options) {
    check("maxPoolIndices", axes, options);
    List<ArgMaxPool.Window> windows = new ArrayList<>();
    for (int i = 0; i < axes; i++) {
      windows.add(new ArgMaxPool.Window(ConvOptions.of(options.size(), i), axis(i, axes, options)));
    }
    return new ArgMaxPool(windows).apply(self());
  }

  private Tensor maxPool(String name, int axes, PoolOptions options) {
    check(name, axes, options);
    return maxPool(self(), axes, options);
  }

  private static Tensor maxPool(Tensor x, int axes, PoolOptions options) {
    Tensor indices = x.maxPoolIndices(axes, options);
    Tensor maxima = flattened(x, axes).gather(-1, flattened(indices, axes));
    return maxima.reshape(indices.shape().dims());
  }

  /// Merges the last axes.
  private static Tensor flattened(Tensor x, int axes) {
    return x.flatten(x.rank() - axes);
  }

  /// {@return the averages of windows along the last axis}
  ///
  /// @param options size, stride, padding, ceilMode and countIncludePad
  default Tensor avgPool1d(PoolOptions options) {
    return avgPool("avgPool1d", 1, options);
  }

  /// {@return the averages of windows over the last two axes}
  ///
  /// @param options size, stride, padding, ceilMode and countIncludePad
  default Tensor avgPool2d(PoolOptions options) {
    return avgPool("avgPool2d", 2, options);
  }

  /// {@return the averages of windows over the last three axes}
  ///
  /// @param options size, stride, padding, ceilMode and countIncludePad
  default Tensor avgPool3d(PoolOptions options) {
    return avgPool("avgPool3d", 3, options);
  }

  /// The sums are a convolution with ones.
  private Tensor avgPool(String name, int axes, PoolOptions options) {
    check(name, axes, options);
    if (options.dilation().stream().anyMatch(d -> d != 1)) {
      throw self().rejected(name, "averages have dilation 1, not " + options.dilation());
    }
    Tensor x = self().floating();
    int leading = x.rank() - axes;
    int[] dims = new int[axes + 3];
    int[] ones = new int[axes + 3];
    Arrays.fill(dims, 1);
    Arrays.fill(ones, 1);
    List<Convolve.Axis> its = new ArrayList<>();
    for (int i = 0; i < axes; i++) {
      dims[3 + i] = x.size(leading + i);
      ones[3 + i] = ConvOptions.of(options.size(), i);
      its.add(axis(i, axes, options));
    }
    dims[0] = 1;
    for (int i = 0; i < leading; i++) {
      dims[0] *= x.size(i);
    }
    Tensor sums =
        new Convolve(its)
            .apply(x.reshape(dims), Tensor.full(x.dtype(), 1, Shape.of(ones)).to(x.backend()));
    int[] result = x.shape().dims();
    for (int i = 0; i < axes; i++) {
      result[leading + i] = sums.size(3 + i);
    }
    return divided(sums.reshape(result), axes, options);
  }

  /// Divides sums by the numbers of their terms.
  private Tensor divided(Tensor sums, int axes, PoolOptions options) {
    Tensor counts = Tensor.full(sums.dtype(), 1, Shape.SCALAR);
    boolean equal = true;
    double whole = 1;
    for (int i = 0; i < axes; i++) {
      int length = self().size(self().rank() - axes + i);
      int padding = ConvOptions.of(options.padding(), i);
      int size = ConvOptions.of(options.size(), i);
      long from = options.countIncludePad() ? -padding : 0;
      long end = options.countIncludePad() ? (long) length + padding : length;
      double[] along = new double[sums.size(sums.rank() - axes + i)];
      for (int j = 0; j < along.length; j++) {
        long start = (long) j * ConvOptions.of(options.stride(), i) - padding;
        along[j] = Math.min(start + size, end) - Math.max(start, from);
        equal &= along[j] == size;
      }
      whole *= size;
      counts = counts.unsqueeze(-1).mul(Tensor.of(sums.dtype(), along));
    }
    return equal ? sums.div(whole) : sums.div(counts.to(sums.backend()));
  }

  /// What windows do along a spatial axis. With ceilMode there is room after the last element for
  /// each window that begins at an element, or in the padding before it.
  private Convolve.Axis axis(int i, int axes, PoolOptions options) {
    int length = self().size(self().rank() - axes + i);
    int stride = ConvOptions.of(options.stride(), i);
    int padding = ConvOptions.of(options.padding(), i);
    int dilation = ConvOptions.of(options.dilation(), i);
    int high = padding;
    if (options.ceilMode()) {
      long end = (long) length + padding;
      long span = (ConvOptions.of(options.size(), i) - 1L) * dilation + 1;
      long last = Math.ceilDiv(end + padding - span, stride);
      last -= last * stride >= end ? 1 : 0;
      high = Math.toIntExact(Math.max(high, last * stride + span - end));
    }
    return new Convolve.Axis(stride, padding, high, 1, dilation);
  }

  private void check(String name, int axes, PoolOptions options) {
    int rank = self().rank();
    if (axes < 1 || rank < axes) {
      throw self().rejected(name, String.format(Locale.ROOT, "can't pool over %d axes", axes));
    }
    for (List<Integer> numbers :
        List.of(options.size(), options.stride(), options.padding(), options.dilation())) {
      if (numbers.size() != 1 && numbers.size() != axes) {
        throw self()
            .rejected(
                name,
                String.format(
                    Locale.ROOT,
                    "needs one number, or %d for the spatial axes, not %s",
                    axes,
                    numbers));
      }
    }
    for (int i = 0; i < axes; i++) {
      int size = ConvOptions.of(options.size(), i);
      int padding = ConvOptions.of(options.padding(), i);
      int length = self().size(rank - axes + i);
      long span = (size - 1L) * ConvOptions.of(options.dilation(), i) + 1;
      if (padding > size / 2) {
        throw self()
            .rejected(
                name,
                String.format(
                    Locale.ROOT,
                    "the padding, %d, must be at most half of a window's size, %d",
                    padding,
                    size));
      }
      if (length < 1 || span > Math.min(length + 2L * padding, Integer.MAX_VALUE)) {
        throw self()
            .rejected(
                name,
                String.format(
                    Locale.ROOT,
                    "a window that spans %d elements doesn't fit axis %d with a padding of %d",
                    span,
                    rank - axes + i,
                    padding));
      }
    }
  }

  /// {@return the averages of as many windows as the result has elements along the last axes; they
  /// cover the axes as evenly as possible}
  ///
  /// @param sizes the lengths of the last axes in the result, at least 1 each
  default Tensor adaptiveAvgPool(int... sizes) {
    return adaptive("adaptiveAvgPool", false, sizes);
  }

  /// {@return the maxima of as many windows as the result has elements along the last axes; they
  /// cover the axes as evenly as possible}
  ///
  /// @param sizes the lengths of the last axes in the result, at least 1 each
  default Tensor adaptiveMaxPool(int... sizes) {
    return adaptive("adaptiveMaxPool", true, sizes);
  }

  private Tensor adaptive(String name, boolean max, int... sizes) {
    int axes = sizes.length;
    int leading = self().rank() - axes;
    if (axes < 1 || leading < 0 || Arrays.stream(sizes).anyMatch(size -> size < 1)) {
      throw self()
          .rejected(
              name,
              String.format(
                  Locale.ROOT,
                  "needs a size of at least 1 for each of the last axes, not %s",
                  Arrays.toString(sizes)));
    }
    boolean even = true;
    int[] windows = new int[axes];
    for (int i = 0; i < axes; i++) {
      int length = self().size(leading + i);
      if (length < 1) {
        throw self().rejected(name, "there are no elements along axis " + (leading + i));
      }
      even &= length % sizes[i] == 0;
      windows[i] = length / sizes[i];
    }
    if (!max && Arrays.stream(sizes).allMatch(size -> size == 1)) {
      return self().mean(IntStream.range(leading, leading + axes).toArray(), true);
    }
    if (even) {
      PoolOptions options = PoolOptions.of(windows);
      return max ? maxPool(name, axes, options) : avgPool(name, axes, options);
    }
    return cells(self(), max, leading, sizes);
  }

  /// The windows one by one: rows of windows are put together along one axis after another.
  private static Tensor cells(Tensor x, boolean max, int axis, int... sizes) {
    if (axis == x.rank()) {
      int[] all = new int[sizes.length];
      Arrays.setAll(all, i -> x.rank() - sizes.length + i);
      int[] windows = Arrays.stream(all).map(x::size).toArray();
      PoolOptions options = PoolOptions.of(windows);
      return max ? maxPool(x, sizes.length, options) : x.mean(all, true);
    }
    int size = sizes[axis - x.rank() + sizes.length];
    int length = x.size(axis);
    List<Tensor> parts = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      int start = (int) ((long) i * length / size);
      int end = Math.toIntExact(Math.ceilDiv((i + 1L) * length, size));
      parts.add(cells(x.slice(axis, start, end), max, axis + 1, sizes));
    }
    return Tensor.concat(axis, parts);
  }
}
