package gradus.nn;

import gradus.engine.Tensor;

/// The averages of as many windows as the result has rows and columns, channel by channel, for
/// pictures of any size. With one row and one column, these are the means of the channels.
///
/// @param height the number of rows of the result, at least 1
/// @param width the number of columns of the result, at least 1
public record AdaptiveAvgPool2d(int height, int width) implements Layer {
  /// Creates a layer.
  ///
  /// @throws IllegalArgumentException if a number is less than 1
  public AdaptiveAvgPool2d {
    Checks.positive("AdaptiveAvgPool2d", "height", height);
    Checks.positive("AdaptiveAvgPool2d", "width", width);
  }

  /// {@inheritDoc}
  ///
  /// @param x (rows, channels, …, …), or without rows
  /// @return (rows, channels, height, width)
  @Override
  public Tensor forward(Tensor x) {
    return x.adaptiveAvgPool(height, width);
  }
}
