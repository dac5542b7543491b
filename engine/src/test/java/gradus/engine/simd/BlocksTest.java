package gradus.engine.simd;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// How a matrix product is cut, which decides on the bits of long sums, or on what threads share.
class BlocksTest {
  private static Matrix rows(Lane lane, int stride) {
    return new Matrix(lane.level1().allocate(0), 0, stride, 1);
  }

  @ParameterizedTest
  @EnumSource(Lane.class)
  void sumsAreCutIntoPieces(Lane lane) {
    assertThat(Blocks.piece(20, 100, rows(lane, 100))).isEqualTo(2048);
    assertThat(Blocks.piece(20, 100, rows(lane, 1000))).isEqualTo(2048);
  }

  /// Shorter ones where rows of B begin at the same place of a page, and C stays in the cache.
  @ParameterizedTest
  @EnumSource(Lane.class)
  void sumsAreCutShorterWhereRowsCompete(Lane lane) {
    int page = 4096 / lane.bytes();
    int shorter = lane == Lane.F32 ? 320 : 256;
    assertThat(Blocks.piece(20, 100, rows(lane, page))).isEqualTo(shorter);
    assertThat(Blocks.piece(20, 100, rows(lane, 4 * page))).isEqualTo(shorter);
    assertThat(Blocks.piece(20, 100, rows(lane, page / 2))).isEqualTo(2048);
    assertThat(Blocks.piece(20, 100, rows(lane, page).transposed())).isEqualTo(2048);
    assertThat(Blocks.piece(20, 64, rows(lane, page))).isEqualTo(shorter);
    assertThat(Blocks.piece(20, 63, rows(lane, page))).isEqualTo(2048);
    assertThat(Blocks.piece(191, 100, rows(lane, page))).isEqualTo(shorter);
    assertThat(Blocks.piece(192, 100, rows(lane, page))).isEqualTo(2048);
    assertThat(Blocks.piece(112, 1024, rows(lane, 2 * page))).isEqualTo(shorter);
    assertThat(Blocks.piece(112, 1025, rows(lane, 4 * page))).isEqualTo(2048);
  }

  @Test
  void littleWorkIsOneTask() {
    int threads = Workers.threads();
    assertThat(Gemm.tasks(Gemm.GRAIN - 1, 1000)).isEqualTo(1);
    assertThat(Gemm.tasks(Gemm.GRAIN, 1000)).isEqualTo(threads == 1 ? 1 : 2 * threads);
    assertThat(Gemm.tasks(1L << 40, 1000)).isEqualTo(threads == 1 ? 1 : 2 * threads);
    assertThat(Gemm.tasks(1L << 40, 2)).isEqualTo(threads == 1 ? 1 : 2);
  }
}
