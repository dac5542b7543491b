package gradus.engine.simd;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Locale;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// The classes that are written while the program runs have the bits of plain loops, and aren't
/// replaced by them: each is written anew here, as a program does once.
class AssemblersTest {
  private static final int W = Lanes.WIDTH;

  private static float[] draw(int length, SplittableRandom random) {
    float[] x = new float[length];
    for (int i = 0; i < length; i++) {
      x[i] = (float) random.nextDouble(-1, 1);
    }
    return x;
  }

  @Test
  void tiles() {
    SplittableRandom random = new SplittableRandom(7);
    for (boolean columnwise : new boolean[] {false, true}) {
      for (int rows : new int[] {1, 2, 5, 12}) {
        for (int vectors : new int[] {1, 2, 3}) {
          for (int k : new int[] {0, 1, 17}) {
            Tile.Form form = new Tile.Form(rows, vectors, columnwise);
            check(form, k, random);
            check(new Tile.Form(rows, vectors, columnwise, k, columnwise ? 0 : 19, 71), k, random);
          }
        }
      }
    }
  }

  private static void check(Tile.Form form, int k, SplittableRandom random) {
    Tile tile = TileAssembler.assemble(form);
    Tile plain = new PlainTile(form);
    assertThat(tile).isNotInstanceOf(PlainTile.class);
    // Not even with `k` as a constant.
    tile.multiply(-1, null, 0, 0, null, 0, 0, null, 0, 0, 0, false);
    assertThat(form.general()).isEqualTo(form.ldc() == 0);
    float[] a = draw(400, random);
    float[] b = draw(80 * W, random);
    float[] expected = draw(20 * 71, random);
    int last = Math.max(0, (form.vectors() - 1) * W - 1);
    for (boolean add : new boolean[] {false, true}) {
      float[] actual = expected.clone();
      tile.multiply(k, a, 1, 19, b, 2, 3 * W, actual, 3, 71, last, add);
      plain.multiply(k, a, 1, 19, b, 2, 3 * W, expected, 3, 71, last, add);
      assertThat(actual).as("%s", form).isEqualTo(expected);
    }
  }

  /// There are but so many tiles, each one once; what is beyond gets a general one.
  @Test
  void tilesAreKept() {
    Tile.Form form = new Tile.Form(3, 2, true);
    assertThat(Tiles.of(form)).isSameAs(Tiles.of(new Tile.Form(3, 2, true)));
    for (int k = 1; k < 300; k++) {
      assertThat(Tiles.of(new Tile.Form(3, 2, true, k, 0, 71))).isNotNull();
    }
    assertThat(Tiles.of(new Tile.Form(3, 2, true, 1000, 0, 71))).isSameAs(Tiles.of(form));
    assertThat(Tiles.of(new Tile.Form(3, 3, true, 1000, 0, 71)))
        .isSameAs(Tiles.of(new Tile.Form(3, 3, true)));
  }

  @Test
  void dots() {
    SplittableRandom random = new SplittableRandom(5);
    for (int unroll : new int[] {1, 2}) {
      for (int rows = 1; rows <= W; rows *= 2) {
        for (int k : new int[] {W, W + 1, 2 * W - 1, 2 * W, 5 * W + 3}) {
          check(DotsAssembler.assemble(rows, unroll, 0), rows, unroll, k, k + 3, random);
          if (unroll == 1) {
            check(DotsAssembler.assemble(rows, unroll, k), rows, unroll, k, k, random);
          }
        }
      }
    }
  }

  private static void check(
      Dots dots, int rows, int unroll, int k, int lda, SplittableRandom random) {
    assertThat(dots).isNotInstanceOf(Dots.Plain.class);
    assertThat(dots.rows).isEqualTo(rows);
    assertThat(dots.unroll).isEqualTo(unroll);
    float[] a = draw(3 * rows * lda + 1, random);
    float[] x = draw(k + 2, random);
    String what = String.format(Locale.ROOT, "%d rows of %d by %d", rows, k, unroll);
    same(what, dots, k, lda, a, x);
    if (k % W != 0) {
      // What is read again beside the rest must not count again, even if it is infinite.
      float[] infinite = a.clone();
      infinite[1 + (rows - 1) * lda + k - W] = Float.POSITIVE_INFINITY;
      same(what, dots, k, lda, infinite, x);
      x[2 + k - W] = Float.POSITIVE_INFINITY;
      same(what, dots, k, lda, a, x);
    }
  }

  private static void same(String what, Dots dots, int k, int lda, float[] a, float[] x) {
    int length = 3 * dots.rows;
    float[] actual = new float[length + W];
    float[] expected = new float[length + W];
    dots.multiply(3, k, a, 1, lda, x, 2, actual, 1);
    new Dots.Plain(dots.rows, dots.unroll).multiply(3, k, a, 1, lda, x, 2, expected, 1);
    assertThat(Arrays.copyOf(actual, length + 1))
        .as(what)
        .isEqualTo(Arrays.copyOf(expected, length + 1));
  }

  @Test
  void transposers() {
    SplittableRandom random = new SplittableRandom(9);
    Transposer transposer = TransposerAssembler.assemble();
    assertThat(transposer).isNotInstanceOf(Transposer.Plain.class);
    for (int rows = 1; rows <= W; rows++) {
      float[] x = draw(rows * (2 * W + 3) + 1, random);
      float[] actual = new float[2 * W * (W + 1)];
      float[] expected = new float[2 * W * (W + 1)];
      transposer.transpose(rows, 2, x, 1, 2 * W + 3, actual, 0, W + 1);
      new Transposer.Plain().transpose(rows, 2, x, 1, 2 * W + 3, expected, 0, W + 1);
      assertThat(actual).isEqualTo(expected);
    }
  }
}
