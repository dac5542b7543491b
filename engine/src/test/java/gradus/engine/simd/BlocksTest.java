package gradus.engine.simd;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// How a matrix product is cut, which decides on the bits of long sums, or on what threads share.
class BlocksTest {
  private static Matrix rows(int pitch) {
    return new Matrix(new float[0], 0, pitch, 1);
  }

  @Test
  void sumsAreCutIntoPieces() {
    assertThat(Blocks.piece(20, 100, rows(100))).isEqualTo(2048);
    assertThat(Blocks.piece(20, 100, rows(1000))).isEqualTo(2048);
  }

  /// Shorter ones where rows of B begin at the same place of a page, and C stays in the cache.
  @Test
  void sumsAreCutShorterWhereRowsCompete() {
    assertThat(Blocks.piece(20, 100, rows(1024))).isEqualTo(320);
    assertThat(Blocks.piece(20, 100, rows(4096))).isEqualTo(320);
    assertThat(Blocks.piece(20, 100, rows(1024).transposed())).isEqualTo(2048);
    assertThat(Blocks.piece(20, 64, rows(1024))).isEqualTo(320);
    assertThat(Blocks.piece(20, 63, rows(1024))).isEqualTo(2048);
    assertThat(Blocks.piece(191, 100, rows(1024))).isEqualTo(320);
    assertThat(Blocks.piece(192, 100, rows(1024))).isEqualTo(2048);
    assertThat(Blocks.piece(112, 1024, rows(1024))).isEqualTo(320);
    assertThat(Blocks.piece(112, 1025, rows(2048))).isEqualTo(2048);
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
