package gradus.lab;

import gradus.engine.DType;
import gradus.engine.Tensor;

/// A picture of a tensor: a heat map, and the filters of a convolution.
///
/// @param rows the number of rows of the heat map
/// @param columns the number of columns of the heat map
/// @param block the maximum number of the tensor's rows and columns per cell of the heat map
/// @param values the cells, row by row: means of blocks
/// @param filters the filters, if the tensor is the weight of a convolution of images; else null
record Picture(int rows, int columns, int[] block, double[] values, Filters filters) {
  /// The maximum number of rows and columns of a heat map.
  static final int SIDE = 128;

  private static final int MOST_FILTERS = 256;
  private static final int MOST_PIXELS = 64;

  /// The filters of a convolution of images, each scaled to the range from 0 to 255.
  ///
  /// @param count the number of filters
  /// @param height the height of each
  /// @param width the width of each
  /// @param channels 1 for grey, 3 for red, green and blue
  /// @param pixels filter by filter, row by row
  record Filters(int count, int height, int width, int channels, int[] pixels) {}

  /// Returns the picture of a tensor. A vector is one row; otherwise each index of the first axis
  /// is a row.
  static Picture of(Tensor tensor) {
    Tensor all = tensor.detach();
    int first = all.rank() < 2 ? 1 : all.size(0);
    if (all.size() == 0) {
      return new Picture(0, 0, new int[] {1, 1}, new double[0], null);
    }
    int rest = all.size() / first;
    Tensor map = blocks(blocks(all.reshape(first, rest).to(floating(all)), 0), 1);
    return new Picture(
        map.size(0),
        map.size(1),
        new int[] {block(first), block(rest)},
        map.toDoubles(),
        filters(all));
  }

  private static DType floating(Tensor tensor) {
    return tensor.dtype().isFloating() ? tensor.dtype() : DType.F32;
  }

  private static int block(int length) {
    return (length + SIDE - 1) / SIDE;
  }

  /// Returns the means of blocks along an axis of a matrix; the last block may be smaller.
  private static Tensor blocks(Tensor matrix, int axis) {
    int length = matrix.size(axis);
    int block = block(length);
    if (block == 1) {
      return matrix;
    }
    int whole = length / block;
    int other = matrix.size(1 - axis);
    Tensor head = matrix.slice(axis, 0, whole * block);
    Tensor means =
        axis == 0
            ? head.reshape(whole, block, other).mean(1)
            : head.reshape(other, whole, block).mean(2);
    return whole * block == length
        ? means
        : Tensor.concat(axis, means, matrix.slice(axis, whole * block, length).mean(axis, true));
  }

  private static Filters filters(Tensor all) {
    if (all.rank() != 4
        || all.size(1) != 1 && all.size(1) != 3
        || all.size(2) > MOST_PIXELS
        || all.size(3) > MOST_PIXELS) {
      return null;
    }
    int count = Math.min(all.size(0), MOST_FILTERS);
    Tensor some = all.slice(0, 0, count).to(DType.F64);
    int[] own = {1, 2, 3};
    Tensor least = some.min(own, true);
    // Avoids 0/0: a filter of equal weights is black.
    Tensor range = some.max(own, true).sub(least).maximum(Double.MIN_NORMAL);
    double[] bright = some.sub(least).div(range).mul(255).permute(0, 2, 3, 1).toDoubles();
    int[] pixels = new int[bright.length];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (int) Math.round(bright[i]);
    }
    return new Filters(count, all.size(2), all.size(3), all.size(1), pixels);
  }
}
