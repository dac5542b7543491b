package gradus.engine.simd;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The classes that are written while the program runs have the bits of plain loops, and aren't
/// replaced by them: each is written anew here, as a program does once.
class AssemblersTest {
  @ParameterizedTest
  @EnumSource(Lane.class)
  void tiles(Lane lane) {
    SplittableRandom random = new SplittableRandom(7);
    for (boolean columnwise : new boolean[] {false, true}) {
      for (int rows : new int[] {1, 2, 5, 12}) {
        for (int vectors : new int[] {1, 2, 3}) {
          for (int k : new int[] {0, 1, 17}) {
            Tile.Form form = new Tile.Form(lane, rows, vectors, columnwise);
            check(form, k, random);
            check(
                new Tile.Form(
                    lane, rows, vectors, columnwise, k, columnwise ? 0 : 19, 3 * lane.width(), 71),
                k,
                random);
            check(
                new Tile.Form(lane, rows, vectors, columnwise, 0, 0, 3 * lane.width(), 0),
                k,
                random);
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
    assertThat(form.general()).isEqualTo(form.ldb() == 0);
    Lane lane = form.lane();
    int w = lane.width();
    Object a = Elements.draw(lane, 400, random);
    Object b = Elements.draw(lane, 80 * w, random);
    Object expected = Elements.draw(lane, 20 * 71, random);
    int last = Math.max(0, (form.vectors() - 1) * w - 1);
    for (boolean add : new boolean[] {false, true}) {
      Object actual = Elements.copy(expected);
      tile.multiply(k, a, 1, 19, b, 2, 3 * w, actual, 3, 71, last, add);
      plain.multiply(k, a, 1, 19, b, 2, 3 * w, expected, 3, 71, last, add);
      assertThat(actual).as("%s", form).isEqualTo(expected);
    }
  }

  /// There are but so many tiles, each one once; what is beyond gets a general one.
  @ParameterizedTest
  @EnumSource(Lane.class)
  void tilesAreKept(Lane lane) {
    Tile.Form form = new Tile.Form(lane, 3, 2, true);
    assertThat(Tiles.of(form)).isSameAs(Tiles.of(new Tile.Form(lane, 3, 2, true)));
    for (int k = 1; k < 300; k++) {
      assertThat(Tiles.of(new Tile.Form(lane, 3, 2, true, k, 0, 0, 71))).isNotNull();
    }
    assertThat(Tiles.of(new Tile.Form(lane, 3, 2, true, 1000, 0, 0, 71))).isSameAs(Tiles.of(form));
    assertThat(Tiles.of(new Tile.Form(lane, 3, 3, true, 1000, 0, 0, 71)))
        .isSameAs(Tiles.of(new Tile.Form(lane, 3, 3, true)));
  }

  @ParameterizedTest
  @EnumSource(Lane.class)
  void dots(Lane lane) {
    int w = lane.width();
    SplittableRandom random = new SplittableRandom(5);
    for (int unroll : new int[] {1, 2}) {
      for (int rows = 1; rows <= w; rows *= 2) {
        for (int k : new int[] {w, w + 1, 2 * w - 1, 2 * w, 5 * w + 3}) {
          check(
              lane, DotsAssembler.assemble(lane, rows, unroll, 0), rows, unroll, k, k + 3, random);
          if (unroll == 1) {
            check(lane, DotsAssembler.assemble(lane, rows, unroll, k), rows, unroll, k, k, random);
          }
        }
      }
    }
  }

  private static void check(
      Lane lane, Dots dots, int rows, int unroll, int k, int lda, SplittableRandom random) {
    assertThat(dots).isNotInstanceOf(Dots.Plain.class);
    assertThat(dots.rows).isEqualTo(rows);
    assertThat(dots.unroll).isEqualTo(unroll);
    int w = lane.width();
    Object a = Elements.draw(lane, 3 * rows * lda + 1, random);
    Object x = Elements.draw(lane, k + 2, random);
    String what = String.format(Locale.ROOT, "%d rows of %d by %d", rows, k, unroll);
    same(lane, what, dots, k, lda, a, x);
    if (k % w != 0) {
      // What is read again beside the rest must not count again, even if it is infinite.
      Object infinite = Elements.copy(a);
      Elements.set(infinite, 1 + (rows - 1) * lda + k - w, Double.POSITIVE_INFINITY);
      same(lane, what, dots, k, lda, infinite, x);
      Elements.set(x, 2 + k - w, Double.POSITIVE_INFINITY);
      same(lane, what, dots, k, lda, a, x);
    }
  }

  private static void same(Lane lane, String what, Dots dots, int k, int lda, Object a, Object x) {
    int length = 3 * dots.rows;
    Object actual = lane.level1().allocate(length + lane.width());
    Object expected = lane.level1().allocate(length + lane.width());
    dots.multiply(3, k, a, 1, lda, x, 2, actual, 1);
    new Dots.Plain(lane, dots.rows, dots.unroll).multiply(3, k, a, 1, lda, x, 2, expected, 1);
    assertThat(Elements.copy(actual, length + 1))
        .as(what)
        .isEqualTo(Elements.copy(expected, length + 1));
  }

  @ParameterizedTest
  @EnumSource(Lane.class)
  void transposers(Lane lane) {
    int w = lane.width();
    SplittableRandom random = new SplittableRandom(9);
    Transposer transposer = TransposerAssembler.assemble(lane);
    assertThat(transposer).isNotInstanceOf(Transposer.Plain.class);
    for (int rows = 1; rows <= w; rows++) {
      Object x = Elements.draw(lane, rows * (2 * w + 3) + 1, random);
      Object actual = lane.level1().allocate(2 * w * (w + 1));
      Object expected = lane.level1().allocate(2 * w * (w + 1));
      transposer.transpose(rows, 2, x, 1, 2 * w + 3, actual, 0, w + 1);
      new Transposer.Plain(lane).transpose(rows, 2, x, 1, 2 * w + 3, expected, 0, w + 1);
      assertThat(actual).isEqualTo(expected);
    }
  }
}
