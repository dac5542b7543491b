package gradus.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gradus.cli.InputException;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConvShapeTest {
  @ParameterizedTest
  @CsvSource({
    // 2 · 64 · 56² · 64 · 9, and ResNet's first layer, 2 · 64 · 112² · 3 · 49
    "64x56 3x3/1 64, 56, 231211008",
    "3x224 7x7/2 64, 112, 236027904",
    "64x56 1x1/2 128, 28, 12845056",
    "192x28 3x3/1 192 dw, 28, 2709504"
  })
  void labelsAreShapes(String label, int outSize, double operations) {
    ConvShape shape = ConvShape.parse(label);
    assertThat(shape.label()).isEqualTo(label);
    assertThat(shape.outSize()).isEqualTo(outSize);
    assertThat(shape.operations(1)).isEqualTo(operations);
    assertThat(shape.operations(8)).isEqualTo(8 * operations);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "64x56",
        "64x56 3x3 64",
        "64x56 3x1/1 64",
        "0x56 3x3/1 64",
        "64x56 3x3/0 64",
        "64x56 2x2/1 64",
        "64x56 3x3/1 32 dw",
        "64x56 3x3/1 64 g2"
      })
  void otherTextIsNone(String label) {
    assertThatThrownBy(() -> ConvShape.parseAll(List.of(label)))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("--layers: ");
  }
}
