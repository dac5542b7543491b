package gradus.engine;

import java.util.List;
import java.util.Locale;

/// The options of a convolution, as in PyTorch. A list has one number for each spatial axis, or one
/// for all of them.
///
/// ```java
/// x.conv2d(weight, bias, ConvOptions.DEFAULT.withStride(2).withPadding(1));
/// ```
///
/// @param stride the step between neighbouring windows, at least 1
/// @param padding the number of zeros on both sides of an axis, not negative
/// @param dilation the step between neighbouring taps of the kernel, at least 1
/// @param groups the number of groups of channels that are convolved apart from each other, at
///   least 1
public record ConvOptions(
    List<Integer> stride, List<Integer> padding, List<Integer> dilation, int groups) {
  /// Stride 1, no padding, dilation 1, one group.
  public static final ConvOptions DEFAULT = new ConvOptions(List.of(1), List.of(0), List.of(1), 1);

  /// Checks the numbers.
  ///
  /// @throws IllegalArgumentException if one is too small, or a list is empty
  public ConvOptions {
    stride = atLeast(1, "stride", stride);
    padding = atLeast(0, "padding", padding);
    dilation = atLeast(1, "dilation", dilation);
    if (groups < 1) {
      throw new IllegalArgumentException("groups must be at least 1, not " + groups);
    }
  }

  /// Returns a copy of numbers, none of which is too small.
  static List<Integer> atLeast(int least, String name, List<Integer> numbers) {
    if (numbers.isEmpty() || numbers.stream().anyMatch(number -> number < least)) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "%s must be at least %d, not %s", name, least, numbers));
    }
    return List.copyOf(numbers);
  }

  /// Returns the number for a spatial axis.
  static int of(List<Integer> numbers, int axis) {
    return numbers.size() == 1 ? numbers.getFirst() : numbers.get(axis);
  }

  /// Returns these options with another stride.
  ///
  /// @param numbers one for all axes, or one for each
  /// @return options
  public ConvOptions withStride(int... numbers) {
    return new ConvOptions(Shape.boxed(numbers), padding, dilation, groups);
  }

  /// Returns these options with other padding.
  ///
  /// @param numbers one for all axes, or one for each
  /// @return options
  public ConvOptions withPadding(int... numbers) {
    return new ConvOptions(stride, Shape.boxed(numbers), dilation, groups);
  }

  /// Returns these options with another dilation.
  ///
  /// @param numbers one for all axes, or one for each
  /// @return options
  public ConvOptions withDilation(int... numbers) {
    return new ConvOptions(stride, padding, Shape.boxed(numbers), groups);
  }

  /// Returns these options with another number of groups.
  ///
  /// @param number the number
  /// @return options
  public ConvOptions withGroups(int number) {
    return new ConvOptions(stride, padding, dilation, number);
  }
}
