package gradus.nn.data;

import gradus.engine.DType;
import gradus.engine.Tensor;
import java.util.Locale;

/// The elements of an image (channels, height, width), in row-major order.
record Pixels(float[] values, int channels, int height, int width) {
  /// An image of zeros.
  Pixels(int channels, int height, int width) {
    this(
        new float[Math.multiplyExact(channels, Math.multiplyExact(height, width))],
        channels,
        height,
        width);
  }

  /// {@return a copy of the elements of a tensor}
  ///
  /// @param transform the name of the transform, for the message
  /// @param image the tensor
  /// @throws IllegalArgumentException if it is not an image
  static Pixels of(String transform, Tensor image) {
    if (image.rank() != 3 || image.dtype() != DType.F32 || image.size() == 0) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s: needs an image (channels, height, width) in f32, not %s",
              transform,
              image.spec()));
    }
    return new Pixels(image.toFloats(), image.size(0), image.size(1), image.size(2));
  }

  Tensor tensor() {
    return Tensor.fromArray(values, channels, height, width);
  }

  int at(int channel, int row, int column) {
    return (channel * height + row) * width + column;
  }

  /// Returns an element; 0 outside of the image.
  float get(int channel, int row, int column) {
    return row < 0 || row >= height || column < 0 || column >= width
        ? 0
        : values[at(channel, row, column)];
  }

  /// Returns a rectangle; what is outside of the image is 0.
  Pixels crop(int top, int left, int rows, int columns) {
    Pixels crop = new Pixels(channels, rows, columns);
    for (int c = 0; c < channels; c++) {
      for (int y = 0; y < rows; y++) {
        for (int x = 0; x < columns; x++) {
          crop.values[crop.at(c, y, x)] = get(c, top + y, left + x);
        }
      }
    }
    return crop;
  }

  /// Returns the image in another size: each element is a weighted mean, first along rows, then
  /// along columns.
  Pixels resize(int rows, int columns) {
    Pixels wide = new Pixels(channels, height, columns);
    float[][] weights = weights(width, columns);
    int[] starts = starts(width, columns);
    for (int line = 0; line < channels * height; line++) {
      for (int x = 0; x < columns; x++) {
        float sum = 0;
        for (int k = 0; k < weights[x].length; k++) {
          sum += weights[x][k] * values[line * width + starts[x] + k];
        }
        wide.values[line * columns + x] = sum;
      }
    }
    Pixels resized = new Pixels(channels, rows, columns);
    weights = weights(height, rows);
    starts = starts(height, rows);
    for (int c = 0; c < channels; c++) {
      for (int y = 0; y < rows; y++) {
        for (int x = 0; x < columns; x++) {
          float sum = 0;
          for (int k = 0; k < weights[y].length; k++) {
            sum += weights[y][k] * wide.values[wide.at(c, starts[y] + k, x)];
          }
          resized.values[resized.at(c, y, x)] = sum;
        }
      }
    }
    return resized;
  }

  /// The first of the elements that each new element is a mean of. The centre of element i is at i
  /// + ½.
  private static int[] starts(int from, int to) {
    double scale = (double) from / to;
    double support = Math.max(scale, 1);
    int[] starts = new int[to];
    for (int i = 0; i < to; i++) {
      starts[i] = (int) Math.max(0, Math.floor((i + 0.5) * scale - support + 0.5));
    }
    return starts;
  }

  /// The weights of a triangle around the centre, as wide as two new elements or two old ones,
  /// whichever is more, so that no old element is left out.
  private static float[][] weights(int from, int to) {
    double scale = (double) from / to;
    double support = Math.max(scale, 1);
    int[] starts = starts(from, to);
    float[][] weights = new float[to][];
    for (int i = 0; i < to; i++) {
      double centre = (i + 0.5) * scale;
      int end = (int) Math.min(from, Math.floor(centre + support + 0.5));
      double[] triangle = new double[end - starts[i]];
      double sum = 0;
      for (int k = 0; k < triangle.length; k++) {
        double distance = Math.abs(starts[i] + k + 0.5 - centre) / support;
        triangle[k] = Math.max(0, 1 - distance);
        sum += triangle[k];
      }
      weights[i] = new float[triangle.length];
      for (int k = 0; k < triangle.length; k++) {
        weights[i][k] = (float) (triangle[k] / sum);
      }
    }
    return weights;
  }
}
