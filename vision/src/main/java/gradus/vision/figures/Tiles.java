package gradus.vision.figures;

import gradus.engine.Tensor;
import gradus.vision.data.Fitted;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/// Small pictures side by side in rows, their pixels enlarged to squares.
///
/// @param tiles the pictures, all of one shape: (1 or 3, height, width), from 0 to 1
/// @param columns how many stand in a row
/// @param scale the side of a pixel
public record Tiles(List<Tensor> tiles, int columns, int scale) {
  /// The most tiles that are drawn of many.
  public static final int MOST = 64;

  private static final int GAP = 2;
  private static final int GROUND = 0xFFFFFF;

  /// Creates a picture; the list is copied.
  public Tiles {
    tiles = List.copyOf(tiles);
  }

  /// {@return tiles that are large enough to be seen}
  ///
  /// @param tiles the pictures, at least one
  public static Tiles of(List<Tensor> tiles) {
    int side = Math.max(tiles.getFirst().size(1), tiles.getFirst().size(2));
    int columns = Math.min(tiles.size(), side > 32 ? 4 : 8);
    return new Tiles(tiles, columns, Math.max(1, 64 / side));
  }

  /// Returns the weights of the units of a layer as pictures: of each filter of a convolution, or
  /// of each unit of a fully connected layer whose inputs are pixels. Each tile is scaled by its
  /// own greatest weight; grey is 0, white positive, and black negative. Filters that do not have 3
  /// channels are shown by the mean over their channels.
  ///
  /// @param weight (filters, channels, height, width), or (units, channels · height · width)
  /// @param channels the channels of a fully connected layer's pictures
  /// @param height their height in pixels
  /// @param width their width in pixels
  /// @return the tiles, at most [#MOST]
  public static Tiles weights(Tensor weight, int channels, int height, int width) {
    Tensor filters =
        weight.rank() == 4 ? weight : weight.reshape(weight.size(0), channels, height, width);
    List<Tensor> tiles = new ArrayList<>();
    for (int i = 0; i < Math.min(MOST, filters.size(0)); i++) {
      Tensor filter = filters.select(0, i).detach();
      if (filter.size(0) != 3) {
        filter = filter.mean(0, true);
      }
      float[] values = filter.copy().toFloats();
      float most = most(values);
      for (int k = 0; k < values.length; k++) {
        values[k] = 0.5f + 0.5f * values[k] / most;
      }
      tiles.add(Tensor.fromArray(values, filter.size(0), filter.size(1), filter.size(2)));
    }
    return of(tiles);
  }

  private static float most(float... values) {
    float most = 1e-12f;
    for (float value : values) {
      most = Math.max(most, Math.abs(value));
    }
    return most;
  }

  /// {@return the channels of a layer's output as pictures, from black for the least to white for
  /// the greatest of all}
  ///
  /// @param output (channels, height, width)
  public static Tiles channels(Tensor output) {
    float[] values = output.detach().copy().toFloats();
    float least = Float.POSITIVE_INFINITY;
    float greatest = Float.NEGATIVE_INFINITY;
    for (float value : values) {
      least = Math.min(least, value);
      greatest = Math.max(greatest, value);
    }
    float range = Math.max(greatest - least, 1e-12f);
    int height = output.size(1);
    int width = output.size(2);
    int size = height * width;
    List<Tensor> tiles = new ArrayList<>();
    for (int channel = 0; channel < Math.min(MOST, output.size(0)); channel++) {
      float[] tile = Arrays.copyOfRange(values, channel * size, (channel + 1) * size);
      for (int i = 0; i < size; i++) {
        tile[i] = (tile[i] - least) / range;
      }
      tiles.add(Tensor.fromArray(tile, 1, height, width));
    }
    return of(tiles);
  }

  /// {@return the width of the whole in pixels}
  public int width() {
    return columns * (tiles.getFirst().size(2) * scale + GAP) + GAP;
  }

  /// {@return the height of the whole in pixels}
  public int height() {
    return Math.ceilDiv(tiles.size(), columns) * (tiles.getFirst().size(1) * scale + GAP) + GAP;
  }

  /// {@return the whole as PNG}
  public byte[] png() {
    BufferedImage image = new BufferedImage(width(), height(), BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        image.setRGB(x, y, GROUND);
      }
    }
    for (int i = 0; i < tiles.size(); i++) {
      Tensor tile = Fitted.channels(tiles.get(i), 3);
      int rows = tile.size(1) * scale;
      int across = tile.size(2) * scale;
      draw(
          image,
          tile.toFloats(),
          rows * across,
          GAP + i % columns * (across + GAP),
          GAP + i / columns * (rows + GAP),
          across);
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (MemoryCacheImageOutputStream stream = new MemoryCacheImageOutputStream(bytes)) {
      ImageIO.write(image, "png", stream);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private void draw(BufferedImage image, float[] values, int count, int left, int top, int across) {
    int size = values.length / 3;
    int columnsOfTile = across / scale;
    for (int i = 0; i < count; i++) {
      int pixel = i / across / scale * columnsOfTile + i % across / scale;
      int red = level(values[pixel]);
      int green = level(values[size + pixel]);
      int blue = level(values[2 * size + pixel]);
      image.setRGB(left + i % across, top + i / across, red << 16 | green << 8 | blue);
    }
  }

  private static int level(float value) {
    return Math.round(255 * Math.clamp(value, 0f, 1f));
  }
}
