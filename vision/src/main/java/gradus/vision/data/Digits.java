package gradus.vision.data;

import gradus.nn.data.Images;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;

/// The embedded data set: 1,797 handwritten digits of 8 · 8 pixels. The file `README.md` beside the
/// resource has its source and licence.
public final class Digits {
  private static final int SIDE = 8;
  private static final int PIXELS = SIDE * SIDE;
  private static final int INK = 16;

  private Digits() {}

  /// {@return the digits, without a division for validation; white ink on black}
  public static PictureSet read() {
    List<String> rows;
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Digits.class.getResourceAsStream("digits.csv.gz")),
                StandardCharsets.US_ASCII))) {
      rows = reader.lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    byte[] pixels = new byte[rows.size() * PIXELS];
    int[] labels = new int[rows.size()];
    for (int row = 0; row < labels.length; row++) {
      String[] numbers = rows.get(row).split(",");
      for (int i = 0; i < PIXELS; i++) {
        pixels[row * PIXELS + i] = (byte) Math.round(255f * Integer.parseInt(numbers[i]) / INK);
      }
      labels[row] = Integer.parseInt(numbers[PIXELS]);
    }
    return new PictureSet(
        "the embedded digits",
        IntStream.range(0, 10).mapToObj(String::valueOf).toList(),
        1,
        SIDE,
        SIDE,
        Labelled.of(new Images(pixels, 1, SIDE, SIDE, labels)),
        Optional.empty(),
        List.of());
  }
}
