package gradus.vision.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import gradus.engine.Tensor;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageFileTest {
  @TempDir private Path folder;

  @Test
  void coloursAreThreePlanes() throws IOException {
    Path file = Drawn.png(folder.resolve("a.png"), 2, 3, new Color(255, 51, 0), 5);
    Tensor picture = ImageFile.read(file);
    assertThat(picture.shape().dims()).containsExactly(3, 2, 3);
    assertThat(picture.select(1, 0).select(1, 0).toFloats()).containsExactly(1, 0.2f, 0);
    assertThat(picture.toFloats()[5]).isCloseTo(128 / 255f, within(1e-6f));
    assertThat(ImageFile.size(file)).isEqualTo(new ImageFile.Size(2, 3));
  }

  @Test
  void greyKeepsItsValues() throws IOException {
    for (int type : new int[] {BufferedImage.TYPE_BYTE_GRAY, BufferedImage.TYPE_USHORT_GRAY}) {
      BufferedImage image = new BufferedImage(2, 1, type);
      int most = type == BufferedImage.TYPE_BYTE_GRAY ? 255 : 65535;
      image.getRaster().setSample(0, 0, 0, most / 5);
      image.getRaster().setSample(1, 0, 0, most);
      Tensor picture = ImageFile.read(Drawn.write(folder.resolve("g.png"), image));
      assertThat(picture.shape().dims()).containsExactly(1, 1, 2);
      assertThat(picture.toFloats()).containsExactly(0.2f, 1);
    }
  }

  @Test
  void whatIsTransparentIsBlack() throws IOException {
    BufferedImage image = new BufferedImage(1, 1, BufferedImage.TYPE_INT_ARGB);
    image.setRGB(0, 0, 0x00FFFFFF);
    Tensor picture = ImageFile.read(Drawn.write(folder.resolve("t.png"), image));
    assertThat(picture.toFloats()).containsExactly(0, 0, 0);
  }

  /// A header of 33 bytes that claims 60,000 x 60,000 pixels must not take their memory.
  @Test
  void aPictureThatClaimsToBeHugeIsRefused() throws IOException {
    ByteBuffer header = ByteBuffer.allocate(33);
    header.putLong(0x89504E470D0A1A0AL).putInt(13);
    byte[] chunk =
        ByteBuffer.allocate(17)
            .put("IHDR".getBytes(StandardCharsets.US_ASCII))
            .putInt(60_000)
            .putInt(60_000)
            .put(new byte[] {8, 2, 0, 0, 0})
            .array();
    CRC32 crc = new CRC32();
    crc.update(chunk);
    header.put(chunk).putInt((int) crc.getValue());
    Path file = Files.write(folder.resolve("bomb.png"), header.array());
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> ImageFile.read(file))
        .withMessageContaining("60000 x 60000 pixels are too many");
  }

  /// Whatever is wrong with a file, it is an IOException.
  @Test
  void brokenFilesAreRefused() throws IOException {
    byte[] whole = Files.readAllBytes(Drawn.png(folder.resolve("a.png"), 20, 20, Color.PINK, 7));
    Random random = new Random(1);
    for (int i = 0; i < 200; i++) {
      byte[] broken = Arrays.copyOf(whole, i % 2 == 0 ? whole.length : 9 + i % whole.length);
      broken[8 + random.nextInt(broken.length - 8)] ^= (byte) (1 + random.nextInt(255));
      Path file = Files.write(folder.resolve("b.png"), broken);
      try {
        assertThat(ImageFile.read(file).rank()).isEqualTo(3);
      } catch (IOException e) {
        assertThat(e.getMessage()).isNotNull();
      }
    }
  }

  @Test
  void namesOfPictures() {
    assertThat(ImageFile.isNamedSo(Path.of("a", "b.JPG"))).isTrue();
    assertThat(ImageFile.isNamedSo(Path.of("a.png", "b.txt"))).isFalse();
    assertThat(ImageFile.isNamedSo(Path.of(".a.png"))).isFalse();
  }
}
