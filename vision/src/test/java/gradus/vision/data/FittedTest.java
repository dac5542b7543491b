package gradus.vision.data;

import static org.assertj.core.api.Assertions.assertThat;

import gradus.engine.Tensor;
import org.junit.jupiter.api.Test;

class FittedTest {
  @Test
  void channels() {
    Tensor colours = Tensor.fromArray(new float[] {1, 0, 0, 1, 0, 0}, 3, 1, 2);
    // The first pixel is red, the second green.
    assertThat(Fitted.channels(colours, 1).toFloats()).containsExactly(0.299f, 0.587f);
    Tensor grey = Tensor.fromArray(new float[] {0.25f, 0.5f}, 1, 1, 2);
    assertThat(Fitted.channels(grey, 3).toFloats())
        .containsExactly(0.25f, 0.5f, 0.25f, 0.5f, 0.25f, 0.5f);
    assertThat(Fitted.channels(grey, 1)).isSameAs(grey);
  }

  @Test
  void aWidePictureIsCutAtItsSides() {
    // Columns of 0, 1, 1, 0; the middle two are what a square of 2 shows.
    Tensor wide = Tensor.fromArray(new float[] {0, 1, 1, 0, 0, 1, 1, 0}, 1, 2, 4);
    assertThat(Fitted.size(wide, 2, 2).toFloats()).containsExactly(1, 1, 1, 1);
    assertThat(Fitted.size(wide, 6, 6).shape().dims()).containsExactly(1, 6, 6);
    assertThat(Fitted.size(wide, 2, 4)).isSameAs(wide);
  }
}
