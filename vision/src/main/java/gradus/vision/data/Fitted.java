package gradus.vision.data;

import gradus.engine.Tensor;
import gradus.nn.data.CenterCrop;
import gradus.nn.data.Resize;

/// Pictures made to fit: another number of channels, another size.
public final class Fitted {
  // The luma of ITU-R BT.601.
  private static final float RED = 0.299f;
  private static final float GREEN = 0.587f;
  private static final float BLUE = 0.114f;

  private Fitted() {}

  /// {@return a picture in grey or in colours}
  ///
  /// @param picture (1 or 3, height, width)
  /// @param channels 1 or 3
  public static Tensor channels(Tensor picture, int channels) {
    int from = picture.size(0);
    if (from == channels) {
      return picture;
    }
    int size = picture.size(1) * picture.size(2);
    float[] values = picture.toFloats();
    float[] fitted = new float[channels * size];
    for (int i = 0; i < size; i++) {
      if (channels == 1) {
        fitted[i] = RED * values[i] + GREEN * values[size + i] + BLUE * values[2 * size + i];
      } else {
        for (int channel = 0; channel < channels; channel++) {
          fitted[channel * size + i] = values[i];
        }
      }
    }
    return Tensor.fromArray(fitted, channels, picture.size(1), picture.size(2));
  }

  /// {@return a picture of another size: scaled to cover it, and cut at the sides that are too
  /// long}
  ///
  /// @param picture (channels, height, width)
  /// @param height the new height in pixels
  /// @param width the new width in pixels
  public static Tensor size(Tensor picture, int height, int width) {
    int rows = picture.size(1);
    int columns = picture.size(2);
    if (rows == height && columns == width) {
      return picture;
    }
    double scale = Math.max((double) height / rows, (double) width / columns);
    Tensor scaled =
        new Resize(
                (int) Math.max(height, Math.round(rows * scale)),
                (int) Math.max(width, Math.round(columns * scale)))
            .apply(picture, null);
    return new CenterCrop(height, width).apply(scaled, null);
  }
}
