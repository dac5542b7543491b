package gradus.vision.figures;

import static org.assertj.core.api.Assertions.assertThat;

import gradus.engine.Tensor;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class TilesTest {
  private static BufferedImage drawn(Tiles tiles) throws IOException {
    return ImageIO.read(new ByteArrayInputStream(tiles.png()));
  }

  @Test
  void pixelsBecomeSquares() throws IOException {
    Tensor first = Tensor.fromArray(new float[] {1, 0}, 1, 1, 2);
    Tensor second = Tensor.fromArray(new float[] {0.2f, 2}, 1, 1, 2);
    BufferedImage image = drawn(new Tiles(List.of(first, second), 1, 3));
    assertThat(image.getWidth()).isEqualTo(2 + 6 + 2);
    assertThat(image.getHeight()).isEqualTo(2 + 3 + 2 + 3 + 2);
    assertThat(image.getRGB(0, 0)).isEqualTo(0xFFFFFFFF);
    assertThat(image.getRGB(2, 2)).isEqualTo(0xFFFFFFFF);
    assertThat(image.getRGB(4, 4)).isEqualTo(0xFFFFFFFF);
    assertThat(image.getRGB(5, 2)).isEqualTo(0xFF000000);
    assertThat(image.getRGB(2, 7)).isEqualTo(0xFF333333);
    assertThat(image.getRGB(7, 9)).isEqualTo(0xFFFFFFFF);
  }

  @Test
  void weightsAreGreyAtZero() {
    Tensor weight = Tensor.fromArray(new float[] {2, -1, 0, 0.5f, 4, 4, 4, 4}, 2, 1, 2, 2);
    Tiles tiles = Tiles.weights(weight, 0, 0, 0);
    assertThat(tiles.tiles().get(0).toFloats()).containsExactly(1, 0.25f, 0.5f, 0.625f);
    assertThat(tiles.tiles().get(1).toFloats()).containsOnly(1);
    assertThat(Tiles.weights(Tensor.ones(100, 12), 3, 2, 2).tiles()).hasSize(64);
  }

  @Test
  void channelsShareTheirScale() {
    Tensor output = Tensor.fromArray(new float[] {-1, 0, 1, 3}, 2, 1, 2);
    Tiles tiles = Tiles.channels(output);
    assertThat(tiles.tiles().get(0).toFloats()).containsExactly(0, 0.25f);
    assertThat(tiles.tiles().get(1).toFloats()).containsExactly(0.5f, 1);
  }
}
