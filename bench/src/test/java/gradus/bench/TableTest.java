package gradus.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class TableTest {
  private static final Table TABLE =
      new Table(
          List.of("shape", "gradus", "ratio"),
          List.of(List.of("4x4x4", "1234", "1.00 x"), List.of("TN 8x8x8", "5", "")));

  @Test
  void textIsAligned() {
    assertThat(TABLE.text())
        .isEqualTo(
            """
            shape     gradus   ratio
            4x4x4       1234  1.00 x
            TN 8x8x8       5
            """);
  }

  @Test
  void markdownIsATable() {
    assertThat(TABLE.markdown())
        .isEqualTo(
            """
            | shape | gradus | ratio |
            |---|--:|--:|
            | 4x4x4 | 1234 | 1.00 x |
            | TN 8x8x8 | 5 |  |
            """);
  }

  @Test
  void rowsAreAsLongAsTheHeader() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Table(List.of("a", "b"), List.of(List.of("1"))));
  }

  @Test
  void numbersHaveThreeDigitsOrSo() {
    assertThat(Table.number(1234.5)).isEqualTo("1235");
    assertThat(Table.number(12.345)).isEqualTo("12.3");
    assertThat(Table.number(1.2345)).isEqualTo("1.23");
    assertThat(Table.number(Double.NaN)).isEmpty();
    assertThat(Table.percent(0.876)).isEqualTo("88 %");
    assertThat(Table.ratio(1.5)).isEqualTo("1.50 x");
  }
}
