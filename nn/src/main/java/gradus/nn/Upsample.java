package gradus.nn;

import gradus.engine.Tensor;

/// Makes pictures larger.
///
/// @param scaleFactor how many times as many rows and columns, at least 1
/// @param mode how the new pixels follow from the old ones
public record Upsample(int scaleFactor, Mode mode) implements Layer {
  /// How the new pixels follow from the old ones.
  public enum Mode {
    /// Each is repeated.
    NEAREST,
    /// Linearly in both directions, where the outer edges of the picture stay in place: PyTorch's
    /// `align_corners=False`.
    BILINEAR
  }

  /// Creates a layer.
  ///
  /// @throws IllegalArgumentException if the factor is less than 1
  public Upsample {
    Checks.positive("Upsample", "factor", scaleFactor);
  }

  /// {@inheritDoc}
  ///
  /// @param x (rows, channels, height, width), or without rows
  /// @return (rows, channels, factor · height, factor · width)
  @Override
  public Tensor forward(Tensor x) {
    if (x.rank() < 3) {
      throw new IllegalArgumentException("Upsample: needs channels of pictures, got " + x.spec());
    }
    int height = Math.multiplyExact(x.size(-2), scaleFactor);
    int width = Math.multiplyExact(x.size(-1), scaleFactor);
    return mode == Mode.NEAREST
        ? x.interpolateNearest(height, width)
        : x.interpolateLinear(false, height, width);
  }
}
