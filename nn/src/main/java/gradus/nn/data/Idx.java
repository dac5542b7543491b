package gradus.nn.data;

import gradus.engine.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;

/// Files of the IDX format, that of MNIST and Fashion-MNIST, plain or compressed by gzip.
///
/// A file is two bytes of 0, a byte for the type, a byte for the number of axes, the length of each
/// axis as 4 bytes, and the elements in row-major order; numbers are big-endian (Y. LeCun, C.
/// Cortes, C. Burges: *The MNIST database of handwritten digits*).
public final class Idx {
  private static final int BYTE = 0x08;

  private Idx() {}

  /// What stands in front of the elements.
  private record Header(int type, int... lengths) {
    static Header read(DataFile file) throws IOException {
      ByteBuffer magic = file.read("its header", 4);
      if (magic.getShort() != 0) {
        throw file.invalid("not an IDX file: it does not begin with two bytes of 0");
      }
      int type = magic.get();
      int[] lengths = new int[Byte.toUnsignedInt(magic.get())];
      ByteBuffer axes = file.read("its header", 4L * lengths.length);
      for (int axis = 0; axis < lengths.length; axis++) {
        lengths[axis] = axes.getInt();
        if (lengths[axis] < 0) {
          throw file.invalid(
              "axis %d has a length of %d, more than 2³¹ - 1",
              axis, Integer.toUnsignedLong(lengths[axis]));
        }
      }
      Header header = new Header(type, lengths);
      if (header.width() == 0) {
        throw file.invalid("its elements have the type 0x%02x, which IDX does not have", type);
      }
      return header;
    }

    /// {@return the number of bytes of an element; 0 for an unknown type}
    int width() {
      return switch (type) {
        case BYTE, 0x09 -> 1;
        case 0x0B -> 2;
        case 0x0C, 0x0D -> 4;
        case 0x0E -> 8;
        default -> 0;
      };
    }

    ByteBuffer elements(DataFile file) throws IOException {
      long bytes = width();
      for (int length : lengths) {
        try {
          bytes = Math.multiplyExact(bytes, length);
        } catch (ArithmeticException e) {
          throw file.invalid("a shape of %s is too large", Arrays.toString(lengths));
        }
      }
      ByteBuffer elements = file.read("its elements", bytes);
      file.end();
      return elements;
    }
  }

  /// Reads a file as a tensor.
  ///
  /// @param file the file
  /// @return its elements: I32 for integers of 1, 2 and 4 bytes, F32 and F64 for the others
  /// @throws DataFileException if the file is not valid
  /// @throws IOException if the file can't be read
  public static Tensor read(Path file) throws IOException {
    try (DataFile data = DataFile.open(file)) {
      Header header = Header.read(data);
      ByteBuffer bytes = header.elements(data);
      int count = bytes.remaining() / header.width();
      return switch (header.type) {
        case 0x0D -> {
          float[] values = new float[count];
          bytes.asFloatBuffer().get(values);
          yield Tensor.fromArray(values, header.lengths);
        }
        case 0x0E -> {
          double[] values = new double[count];
          bytes.asDoubleBuffer().get(values);
          yield Tensor.fromArray(values, header.lengths);
        }
        default -> {
          int[] values = new int[count];
          for (int i = 0; i < count; i++) {
            values[i] =
                switch (header.type) {
                  case BYTE -> Byte.toUnsignedInt(bytes.get());
                  case 0x09 -> bytes.get();
                  case 0x0B -> bytes.getShort();
                  default -> bytes.getInt();
                };
          }
          yield Tensor.fromArray(values, header.lengths);
        }
      };
    }
  }

  /// Reads images and their labels; both files or nothing.
  ///
  /// @param images a file of unsigned bytes: (images, height, width), or (images, channels, height,
  ///   width)
  /// @param labels a file of as many unsigned bytes
  /// @return the images
  /// @throws DataFileException if a file is not valid, or does not fit the other
  /// @throws IOException if a file can't be read
  public static Images images(Path images, Path labels) throws IOException {
    int[] classes = labels(labels);
    try (DataFile data = DataFile.open(images)) {
      Header header = Header.read(data);
      int[] lengths = header.lengths;
      int rank = lengths.length;
      if (header.type != BYTE || rank != 3 && rank != 4) {
        throw data.invalid(
            "images are unsigned bytes (0x08) with 3 or 4 axes, not 0x%02x with %d",
            header.type, rank);
      }
      if (Arrays.stream(lengths).skip(1).anyMatch(length -> length == 0)) {
        throw data.invalid("images of no pixels: %s", Arrays.toString(lengths));
      }
      if (lengths[0] != classes.length) {
        throw data.invalid(
            "there are %d images, but %s has %d labels", lengths[0], labels, classes.length);
      }
      byte[] pixels = header.elements(data).array();
      return new Images(
          pixels, rank == 4 ? lengths[1] : 1, lengths[rank - 2], lengths[rank - 1], classes);
    }
  }

  private static int[] labels(Path file) throws IOException {
    try (DataFile data = DataFile.open(file)) {
      Header header = Header.read(data);
      if (header.type != BYTE || header.lengths.length != 1) {
        throw data.invalid(
            "labels are unsigned bytes (0x08) with one axis, not 0x%02x with %d",
            header.type, header.lengths.length);
      }
      ByteBuffer bytes = header.elements(data);
      int[] labels = new int[header.lengths[0]];
      Arrays.setAll(labels, i -> Byte.toUnsignedInt(bytes.get(i)));
      return labels;
    }
  }
}
