package gradus.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MatmulShapeTest {
  @Test
  void labelsAreReadAndWritten() {
    assertThat(MatmulShape.parse("64x784x128"))
        .isEqualTo(new MatmulShape(MatmulShape.Form.NN, 64, 784, 128));
    assertThat(MatmulShape.parse("TN 784x64x128").label()).isEqualTo("TN 784x64x128");
    assertThat(MatmulShape.parse("NT 64x128x784").transposedB()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "64", "64x64", "0x4x4", "TT 4x4x4", "4x4x4x4", "4X4X4", " 4x4x4"})
  void whatIsNoLabelIsRefused(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> MatmulShape.parse(text))
        .withMessageContaining("expected MxKxN");
  }

  @Test
  void theShortListIsPartOfTheLongOnesAndNoneIsTwice() {
    List<MatmulShape> all = new ArrayList<>(MatmulShape.MATRICES);
    all.addAll(MatmulShape.THIN);
    assertThat(all).doesNotHaveDuplicates().containsAll(MatmulShape.QUICK);
  }

  @Test
  void aProductTakesTwoOperationsForEachTerm() {
    assertThat(MatmulShape.parse("2x3x5").operations()).isEqualTo(60);
  }
}
