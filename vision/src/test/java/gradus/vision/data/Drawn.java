package gradus.vision.data;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/// Files of pictures for tests.
public final class Drawn {
  private Drawn() {}

  /// Writes a picture of one colour with a pixel in another.
  public static Path png(Path file, int height, int width, Color colour, int pixel)
      throws IOException {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < height * width; i++) {
      image.setRGB(i % width, i / width, i == pixel ? 0x808080 : colour.getRGB());
    }
    return write(file, image);
  }

  /// Writes an image as PNG, with the folders above it.
  public static Path write(Path file, BufferedImage image) throws IOException {
    Files.createDirectories(file.getParent());
    if (!ImageIO.write(image, "png", file.toFile())) {
      throw new IOException("no writer for " + file);
    }
    return file;
  }

  /// Writes folders of red and of blue pictures.
  public static Path redAndBlue(Path folder, int each, int side) throws IOException {
    for (int i = 0; i < each; i++) {
      png(folder.resolve("red/" + i + ".png"), side, side, Color.RED, i);
      png(folder.resolve("blue/" + i + ".png"), side, side, Color.BLUE, i);
    }
    return folder;
  }

  /// Writes a file of IDX images and one of labels; each image has its label in all pixels.
  public static void idx(Path images, Path labels, int side, int... classes) throws IOException {
    byte[] pixels = new byte[16 + classes.length * side * side];
    byte[] header = {
      0, 0, 8, 3, 0, 0, 0, (byte) classes.length, 0, 0, 0, (byte) side, 0, 0, 0, (byte) side
    };
    System.arraycopy(header, 0, pixels, 0, 16);
    byte[] numbers = new byte[8 + classes.length];
    System.arraycopy(new byte[] {0, 0, 8, 1, 0, 0, 0, (byte) classes.length}, 0, numbers, 0, 8);
    for (int i = 0; i < classes.length; i++) {
      numbers[8 + i] = (byte) classes[i];
      for (int k = 0; k < side * side; k++) {
        pixels[16 + i * side * side + k] = (byte) (20 * classes[i] + k % 3);
      }
    }
    Files.createDirectories(images.getParent());
    Files.write(images, pixels);
    Files.write(labels, numbers);
  }
}
