package gradus.nn.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Files of the binary version of CIFAR-10: color images of 32 by 32 pixels in ten classes.
///
/// Each image is a byte for its label and 3,072 bytes for its pixels: red, green, blue, each row by
/// row (A. Krizhevsky: *Learning multiple layers of features from tiny images*, 2009).
public final class Cifar10 {
  /// The names of the classes, in the order of their labels.
  public static final List<String> CLASSES =
      List.of(
          "airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck");

  private static final int SIDE = 32;
  private static final int PIXELS = 3 * SIDE * SIDE;
  private static final int ROW = 1 + PIXELS;

  private Cifar10() {}

  /// Reads the images of files such as `data_batch_1.bin` to `data_batch_5.bin`, plain or
  /// compressed by gzip; all files or nothing.
  ///
  /// @param files the files
  /// @return the images, in the order of the files: 3 channels of 32 by 32 pixels
  /// @throws DataFileException if a file is not valid
  /// @throws IOException if a file can't be read
  public static Images read(Path... files) throws IOException {
    List<byte[]> contents = new ArrayList<>();
    int count = 0;
    for (Path file : files) {
      byte[] rows = rows(file);
      contents.add(rows);
      count = Math.addExact(count, rows.length / ROW);
    }
    byte[] pixels = new byte[Math.multiplyExact(count, PIXELS)];
    int[] labels = new int[count];
    int i = 0;
    for (byte[] rows : contents) {
      for (int row = 0; row < rows.length; row += ROW) {
        labels[i] = rows[row];
        System.arraycopy(rows, row + 1, pixels, i * PIXELS, PIXELS);
        i++;
      }
    }
    return new Images(pixels, 3, SIDE, SIDE, labels);
  }

  private static byte[] rows(Path file) throws IOException {
    try (DataFile data = DataFile.open(file)) {
      byte[] bytes = data.rest();
      if (bytes.length == 0 || bytes.length % ROW != 0) {
        throw data.invalid(
            "%d bytes are not images of %d bytes each: a label and 3 x 32 x 32 pixels",
            bytes.length, ROW);
      }
      for (int row = 0; row < bytes.length; row += ROW) {
        int label = Byte.toUnsignedInt(bytes[row]);
        if (label >= CLASSES.size()) {
          throw data.invalid("image %d has the label %d, expected 0 to 9", row / ROW, label);
        }
      }
      return bytes;
    }
  }
}
