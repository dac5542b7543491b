package gradus.vision.data;

import gradus.engine.Tensor;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

/// Picture files in the formats of the JDK: PNG, JPEG, GIF, BMP, TIFF, WBMP.
public final class ImageFile {
  /// The largest picture that is read, in pixels. A file of a few kilobytes can claim billions.
  static final long LARGEST = 1L << 26;

  private static final Set<String> SUFFIXES =
      Arrays.stream(ImageIO.getReaderFileSuffixes())
          .map(suffix -> suffix.toLowerCase(Locale.ROOT))
          .collect(Collectors.toSet());

  private ImageFile() {}

  /// The size of a picture.
  ///
  /// @param height in pixels
  /// @param width in pixels
  public record Size(int height, int width) {}

  private interface Reading<T> {
    T read(ImageReader reader) throws IOException;
  }

  /// {@return whether a file's name ends like that of a picture}
  ///
  /// @param file the file
  public static boolean isNamedSo(Path file) {
    String name = file.getFileName().toString();
    return !name.startsWith(".")
        && SUFFIXES.contains(name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT));
  }

  /// {@return the size of a picture, from the beginning of its file}
  ///
  /// @param file the file
  /// @throws IOException if the file can't be read, or isn't a picture
  public static Size size(Path file) throws IOException {
    return with(file, reader -> new Size(reader.getHeight(0), reader.getWidth(0)));
  }

  /// Reads a picture; the first one where a file has several. What is transparent becomes black.
  ///
  /// @param file the file
  /// @return (1, height, width) for a picture in grey, otherwise (3, height, width), from 0 to 1
  /// @throws IOException if the file can't be read, or isn't a whole picture
  public static Tensor read(Path file) throws IOException {
    return with(
        file,
        reader -> {
          if ((long) reader.getWidth(0) * reader.getHeight(0) > LARGEST) {
            throw new IOException(
                String.format(
                    Locale.ROOT,
                    "%d x %d pixels are too many; at most %d are read",
                    reader.getWidth(0),
                    reader.getHeight(0),
                    LARGEST));
          }
          return tensor(reader.read(0));
        });
  }

  private static <T> T with(Path file, Reading<T> reading) throws IOException {
    // Not by ImageIO's way with files, which keeps a copy on the disk.
    byte[] bytes = Files.readAllBytes(file);
    ImageIO.setUseCache(false);
    try (ImageInputStream stream =
        ImageIO.createImageInputStream(new ByteArrayInputStream(bytes))) {
      Iterator<ImageReader> readers = ImageIO.getImageReaders(stream);
      if (!readers.hasNext()) {
        throw new IOException("not a picture in a format that the JDK reads");
      }
      ImageReader reader = readers.next();
      try {
        reader.setInput(stream, false, true);
        return reading.read(reader);
      } finally {
        reader.dispose();
      }
    } catch (RuntimeException e) {
      // What the JDK's readers throw for some broken files.
      throw new IOException("not a whole picture: " + e.getMessage(), e);
    }
  }

  private static Tensor tensor(BufferedImage image) {
    int height = image.getHeight();
    int width = image.getWidth();
    int size = height * width;
    boolean palette = image.getColorModel() instanceof IndexColorModel;
    if (image.getRaster().getNumBands() == 1 && !palette) {
      // Drawing would convert between two curves of brightness.
      return grey(image);
    }
    BufferedImage rgb = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = rgb.createGraphics();
    graphics.setColor(Color.BLACK);
    graphics.fillRect(0, 0, width, height);
    graphics.drawImage(image, 0, 0, null);
    graphics.dispose();
    int[] pixels = rgb.getRGB(0, 0, width, height, null, 0, width);
    float[] values = new float[3 * size];
    for (int i = 0; i < size; i++) {
      values[i] = (pixels[i] >> 16 & 0xFF) / 255f;
      values[size + i] = (pixels[i] >> 8 & 0xFF) / 255f;
      values[2 * size + i] = (pixels[i] & 0xFF) / 255f;
    }
    return Tensor.fromArray(values, 3, height, width);
  }

  private static Tensor grey(BufferedImage image) {
    int height = image.getHeight();
    int width = image.getWidth();
    float most = (1L << image.getSampleModel().getSampleSize(0)) - 1;
    int[] samples = image.getRaster().getSamples(0, 0, width, height, 0, (int[]) null);
    float[] values = new float[samples.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = samples[i] / most;
    }
    return Tensor.fromArray(values, 1, height, width);
  }
}
