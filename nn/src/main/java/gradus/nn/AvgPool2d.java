package gradus.nn;

import gradus.engine.PoolOptions;
import gradus.engine.Tensor;

/// The averages of windows of pictures, channel by channel.
///
/// @param options size, stride, padding, ceilMode and countIncludePad
public record AvgPool2d(PoolOptions options) implements Layer {
  /// Creates a layer of windows side by side.
  ///
  /// @param size the size of a window along both axes, and the distance between two
  public AvgPool2d(int size) {
    this(PoolOptions.of(size));
  }

  /// {@inheritDoc}
  ///
  /// @param x (rows, channels, height, width), or without rows
  /// @return (rows, channels, …, …)
  @Override
  public Tensor forward(Tensor x) {
    return x.avgPool2d(options);
  }
}
