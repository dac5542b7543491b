package gradus.nn.data;

import gradus.engine.Tensor;
import java.util.Locale;
import java.util.Objects;

/// Images of one size with their labels, kept as bytes: a quarter of the memory of F32. Each sample
/// is an image (channels, height, width), F32, with elements from 0 to 1, and its label, a scalar,
/// I32.
public final class Images implements Samples {
  private static final float MAX = 255;

  private final byte[] pixels;
  private final int channels;
  private final int height;
  private final int width;
  private final int[] labels;

  /// Creates a source of images.
  ///
  /// @param pixels the values from 0 to 255 of (images, channels, height, width); not copied
  /// @param channels the number of channels, at least 1
  /// @param height the height in pixels, at least 1
  /// @param width the width in pixels, at least 1
  /// @param labels the label of each image; not copied
  /// @throws IllegalArgumentException if there are not as many pixels as the labels and sizes
  ///   require
  public Images(byte[] pixels, int channels, int height, int width, int... labels) {
    long each = (long) channels * height * width;
    if (channels < 1 || height < 1 || width < 1 || each * labels.length != pixels.length) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "Images: %d labels of images of %d x %d x %d pixels need as many bytes, not %d",
              labels.length,
              channels,
              height,
              width,
              pixels.length));
    }
    this.pixels = pixels;
    this.channels = channels;
    this.height = height;
    this.width = width;
    this.labels = labels;
  }

  @Override
  public int size() {
    return labels.length;
  }

  /// {@return the label of an image}
  ///
  /// @param index its number
  public int label(int index) {
    return labels[index];
  }

  @Override
  public Sample get(int index) {
    Objects.checkIndex(index, labels.length);
    float[] values = new float[channels * height * width];
    for (int i = 0; i < values.length; i++) {
      values[i] = Byte.toUnsignedInt(pixels[index * values.length + i]) / MAX;
    }
    return new Sample(
        Tensor.fromArray(values, channels, height, width),
        Tensor.fromArray(new int[] {labels[index]}));
  }
}
