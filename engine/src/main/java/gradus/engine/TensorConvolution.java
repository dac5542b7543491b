package gradus.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// The convolutions of a [Tensor], with PyTorch's shapes: signals (n, channels, spatial…), or one
/// signal without the batch axis. Two types are promoted to the later one.
sealed interface TensorConvolution permits Tensor {
  private Tensor self() {
    return (Tensor) this;
  }

  /// {@return the convolution of signals, (n, c, length), with a kernel}
  ///
  /// @param weight (out, c / groups, taps)
  /// @param bias (out), added to each channel; null for none
  /// @param options stride, padding, dilation and groups
  default Tensor conv1d(Tensor weight, Tensor bias, ConvOptions options) {
    return convolve("conv1d", 1, weight, bias, options);
  }

  /// {@return the convolution with stride 1, without padding and bias}
  ///
  /// @param weight (out, c, taps)
  default Tensor conv1d(Tensor weight) {
    return conv1d(weight, null, ConvOptions.DEFAULT);
  }

  /// {@return the convolution of pictures, (n, c, height, width), with a kernel}
  ///
  /// @param weight (out, c / groups, rows, columns)
  /// @param bias (out), added to each channel; null for none
  /// @param options stride, padding, dilation and groups
  default Tensor conv2d(Tensor weight, Tensor bias, ConvOptions options) {
    return convolve("conv2d", 2, weight, bias, options);
  }

  /// {@return the convolution with stride 1, without padding and bias}
  ///
  /// @param weight (out, c, rows, columns)
  default Tensor conv2d(Tensor weight) {
    return conv2d(weight, null, ConvOptions.DEFAULT);
  }

  /// {@return the convolution of volumes, (n, c, depth, height, width), with a kernel}
  ///
  /// @param weight (out, c / groups, layers, rows, columns)
  /// @param bias (out), added to each channel; null for none
  /// @param options stride, padding, dilation and groups
  default Tensor conv3d(Tensor weight, Tensor bias, ConvOptions options) {
    return convolve("conv3d", 3, weight, bias, options);
  }

  /// {@return the convolution with stride 1, without padding and bias}
  ///
  /// @param weight (out, c, layers, rows, columns)
  default Tensor conv3d(Tensor weight) {
    return conv3d(weight, null, ConvOptions.DEFAULT);
  }

  /// {@return the transposed convolution of signals, (n, c, length): what is the gradient of the
  /// input in [#conv1d]}
  ///
  /// @param weight (c, out / groups, taps)
  /// @param bias (out), added to each channel; null for none
  /// @param options those of the convolution whose transpose this is
  /// @param outputPadding additional places at the end of each axis, one number for all axes or one
  ///   for each, less than stride or dilation; none for 0
  default Tensor convTranspose1d(
      Tensor weight, Tensor bias, ConvOptions options, int... outputPadding) {
    return convTranspose("convTranspose1d", 1, weight, bias, options, outputPadding);
  }

  /// {@return the transposed convolution of pictures, (n, c, height, width): what is the gradient
  /// of the input in [#conv2d]}
  ///
  /// @param weight (c, out / groups, rows, columns)
  /// @param bias (out), added to each channel; null for none
  /// @param options those of the convolution whose transpose this is
  /// @param outputPadding additional places at the end of each axis, one number for all axes or one
  ///   for each, less than stride or dilation; none for 0
  default Tensor convTranspose2d(
      Tensor weight, Tensor bias, ConvOptions options, int... outputPadding) {
    return convTranspose("convTranspose2d", 2, weight, bias, options, outputPadding);
  }

  /// {@return the transposed convolution of volumes, (n, c, depth, height, width): what is the
  /// gradient of the input in [#conv3d]}
  ///
  /// @param weight (c, out / groups, layers, rows, columns)
  /// @param bias (out), added to each channel; null for none
  /// @param options those of the convolution whose transpose this is
  /// @param outputPadding additional places at the end of each axis, one number for all axes or one
  ///   for each, less than stride or dilation; none for 0
  default Tensor convTranspose3d(
      Tensor weight, Tensor bias, ConvOptions options, int... outputPadding) {
    return convTranspose("convTranspose3d", 3, weight, bias, options, outputPadding);
  }

  private Tensor convolve(String name, int count, Tensor weight, Tensor bias, ConvOptions options) {
    check(name, count, weight, 0, bias, options);
    List<Convolve.Axis> axes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int padding = ConvOptions.of(options.padding(), i);
      axes.add(
          new Convolve.Axis(
              ConvOptions.of(options.stride(), i),
              padding,
              padding,
              1,
              ConvOptions.of(options.dilation(), i)));
    }
    return apply(name, axes, grouped(weight, 0, options.groups()), bias, options.groups());
  }

  private Tensor convTranspose(
      String name,
      int count,
      Tensor weight,
      Tensor bias,
      ConvOptions options,
      int... outputPadding) {
    check(name, count, weight, 1, bias, options);
    if (outputPadding.length > 1 && outputPadding.length != count) {
      throw self().rejected(name, "needs one output padding, or one for each spatial axis", weight);
    }
    List<Convolve.Axis> axes = new ArrayList<>();
    int[] spatial = new int[count];
    for (int i = 0; i < count; i++) {
      int stride = ConvOptions.of(options.stride(), i);
      int dilation = ConvOptions.of(options.dilation(), i);
      int more = outputPadding.length == 0 ? 0 : outputPadding[outputPadding.length == 1 ? 0 : i];
      if (more < 0 || more > 0 && more >= Math.max(stride, dilation)) {
        throw self()
            .rejected(
                name,
                String.format(
                    Locale.ROOT,
                    "the output padding of spatial axis %d must be less than its stride %d or"
                        + " dilation %d, not %d",
                    i,
                    stride,
                    dilation,
                    more),
                weight);
      }
      long around = dilation * (weight.size(2 + i) - 1L) - ConvOptions.of(options.padding(), i);
      if (around + more > Integer.MAX_VALUE) {
        throw self()
            .rejected(
                name,
                String.format(
                    Locale.ROOT,
                    "the weight is too long along spatial axis %d with dilation %d",
                    i,
                    dilation),
                weight);
      }
      axes.add(new Convolve.Axis(1, (int) around, (int) around + more, stride, dilation));
      spatial[i] = 3 + i;
    }
    Tensor kernel = grouped(weight, 0, options.groups()).transpose(1, 2).flip(spatial);
    return apply(name, axes, kernel, bias, options.groups());
  }

  /// Splits an axis into groups.
  private static Tensor grouped(Tensor x, int axis, int groups) {
    int[] dims = new int[x.rank() + 1];
    for (int i = 0; i < dims.length; i++) {
      dims[i] = i == axis ? groups : x.size(i > axis ? i - 1 : i);
    }
    dims[axis + 1] = x.size(axis) / groups;
    return x.reshape(dims);
  }

  /// Merges the axes 1 and 2.
  private static Tensor ungrouped(Tensor x) {
    int[] dims = new int[x.rank() - 1];
    for (int i = 0; i < dims.length; i++) {
      dims[i] = x.size(i > 1 ? i + 1 : i);
    }
    dims[1] *= x.size(2);
    return x.reshape(dims);
  }

  private Tensor apply(
      String name, List<Convolve.Axis> axes, Tensor kernel, Tensor bias, int groups) {
    int count = axes.size();
    boolean single = self().rank() == count + 1;
    Tensor x = single ? self().unsqueeze(0) : self();
    DType common = DType.promote(x.dtype(), kernel.dtype());
    Tensor y;
    try {
      y = new Convolve(axes).apply(grouped(x.to(common), 1, groups), kernel.to(common));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(name + ": " + e.getMessage(), e);
    }
    y = ungrouped(y);
    if (bias != null) {
      int[] dims = new int[count + 1];
      Arrays.fill(dims, 1);
      dims[0] = bias.size();
      y = y.add(bias.reshape(dims));
    }
    return single ? y.squeeze(0) : y;
  }

  /// Checks the arguments.
  ///
  /// @param out the axis of the weight that, with the groups, counts the channels of the output
  private void check(
      String name, int count, Tensor weight, int out, Tensor bias, ConvOptions options) {
    for (List<Integer> numbers : List.of(options.stride(), options.padding(), options.dilation())) {
      if (numbers.size() != 1 && numbers.size() != count) {
        throw self()
            .rejected(
                name,
                String.format(
                    Locale.ROOT,
                    "needs one number, or %d for the spatial axes, not %s",
                    count,
                    numbers),
                weight);
      }
    }
    int rank = self().rank();
    if (rank != count + 1 && rank != count + 2 || weight.rank() != count + 2) {
      throw self()
          .rejected(
              name,
              String.format(
                  Locale.ROOT,
                  "needs an input of %d axes, or %d without a batch, and a weight of %d",
                  count + 2,
                  count + 1,
                  count + 2),
              weight);
    }
    int groups = options.groups();
    int channels = self().size(rank - count - 1);
    if (weight.size(0) % groups != 0) {
      throw self()
          .rejected(
              name,
              String.format(
                  Locale.ROOT,
                  "the %d channels of the weight can't be divided into %d groups",
                  weight.size(0),
                  groups),
              weight);
    }
    long expected = out == 0 ? (long) weight.size(1) * groups : weight.size(0);
    if (channels != expected) {
      throw self()
          .rejected(
              name,
              String.format(
                  Locale.ROOT,
                  "the input has %d channels, but the weight is for %d in %d %s",
                  channels,
                  expected,
                  groups,
                  groups == 1 ? "group" : "groups"),
              weight);
    }
    long outputs = out == 0 ? weight.size(0) : (long) weight.size(1) * groups;
    if (bias != null && (bias.rank() != 1 || bias.size() != outputs)) {
      throw self()
          .rejected(
              name,
              String.format(Locale.ROOT, "needs a bias of %d elements", outputs),
              weight,
              bias);
    }
  }
}
