package gradus.engine;

import java.util.List;

/// The options of pooling, as in PyTorch. A list has one number for each spatial axis, or one for
/// all of them.
///
/// ```java
/// x.maxPool2d(PoolOptions.of(3).withStride(2).withPadding(1));
/// ```
///
/// @param size the number of elements of a window, at least 1
/// @param stride the step between neighbouring windows, at least 1
/// @param padding the number of places added on both sides of an axis, at most half of a window's
///   size
/// @param dilation the step between the elements of a window, at least 1; average pooling has 1
/// @param ceilMode whether a window that begins inside, but does not fit, also counts
/// @param countIncludePad whether an average counts the padding as zeros
public record PoolOptions(
    List<Integer> size,
    List<Integer> stride,
    List<Integer> padding,
    List<Integer> dilation,
    boolean ceilMode,
    boolean countIncludePad) {
  /// Checks the numbers.
  ///
  /// @throws IllegalArgumentException if one is too small, or a list is empty
  public PoolOptions {
    size = ConvOptions.atLeast(1, "size", size);
    stride = ConvOptions.atLeast(1, "stride", stride);
    padding = ConvOptions.atLeast(0, "padding", padding);
    dilation = ConvOptions.atLeast(1, "dilation", dilation);
  }

  /// Returns the options for windows side by side: the stride is the size, there is no padding.
  ///
  /// @param size one for all axes, or one for each
  /// @return options
  public static PoolOptions of(int... size) {
    List<Integer> numbers = Shape.boxed(size);
    return new PoolOptions(numbers, numbers, List.of(0), List.of(1), false, true);
  }

  /// Returns these options with another stride.
  ///
  /// @param numbers one for all axes, or one for each
  /// @return options
  public PoolOptions withStride(int... numbers) {
    return new PoolOptions(
        size, Shape.boxed(numbers), padding, dilation, ceilMode, countIncludePad);
  }

  /// Returns these options with other padding.
  ///
  /// @param numbers one for all axes, or one for each
  /// @return options
  public PoolOptions withPadding(int... numbers) {
    return new PoolOptions(size, stride, Shape.boxed(numbers), dilation, ceilMode, countIncludePad);
  }

  /// Returns these options with another dilation.
  ///
  /// @param numbers one for all axes, or one for each
  /// @return options
  public PoolOptions withDilation(int... numbers) {
    return new PoolOptions(size, stride, padding, Shape.boxed(numbers), ceilMode, countIncludePad);
  }

  /// Returns these options with another rule for windows that do not fit.
  ///
  /// @param counts whether a window that begins inside, but does not fit, also counts
  /// @return options
  public PoolOptions withCeilMode(boolean counts) {
    return new PoolOptions(size, stride, padding, dilation, counts, countIncludePad);
  }

  /// Returns these options with another rule for the padding of averages.
  ///
  /// @param counts whether an average counts the padding as zeros
  /// @return options
  public PoolOptions withCountIncludePad(boolean counts) {
    return new PoolOptions(size, stride, padding, dilation, ceilMode, counts);
  }
}
