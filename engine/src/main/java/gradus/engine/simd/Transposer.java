package gradus.engine.simd;

import gradus.engine.simd.Switch.Order;

/// Transposes strips of W rows in registers, W columns at a time.
abstract class Transposer {
  /// Blocks are long: so many turns of a sample are one.
  private static final int TURNS = 4;

  /// Each row takes part in up to four exchanges of two instructions each.
  private static final Switch ITS =
      new Switch("transposer", Order.PRODUCTS, 16 * Lanes.WIDTH / TURNS, Transposer::sample);

  /// The vector code, from its first use.
  private static final class Generated {
    private static final Transposer MINE = TransposerAssembler.assemble();
    private static final int LDX = Warming.LONG / TURNS * Lanes.WIDTH;
    private static final float[] X = Scratch.floats(Lanes.WIDTH * LDX);
    private static final float[] Y = Scratch.floats(Lanes.WIDTH * LDX);
  }

  /// {@return the vector code}
  static Transposer lanes() {
    return Generated.MINE;
  }

  /// {@return the vector code if it is compiled, otherwise plain loops}
  ///
  /// @param elements the number of elements to transpose
  static Transposer of(long elements) {
    return ITS.on(elements) ? Generated.MINE : new Plain();
  }

  private static void sample(int turns) {
    int w = Lanes.WIDTH;
    Generated.MINE.transpose(w, turns / TURNS, Generated.X, 0, Generated.LDX, Generated.Y, 0, w);
  }

  /// Writes column p of a strip of rows as a vector at `yo + p·ldy`, for p from 0 to W·blocks - 1
  /// in this order. Vectors may overlap; later ones overwrite earlier ones.
  ///
  /// @param rows the number of rows in the strip, from 1 to W; copies of the last one fill the
  ///   vectors
  /// @param blocks the number of blocks of W columns
  /// @param ldx the stride between rows of x
  /// @param ldy the stride between vectors of y
  abstract void transpose(
      int rows, int blocks, float[] x, int xo, int ldx, float[] y, int yo, int ldy);

  /// The same operation in plain loops.
  static final class Plain extends Transposer {
    @Override
    void transpose(int rows, int blocks, float[] x, int xo, int ldx, float[] y, int yo, int ldy) {
      for (int p = 0; p < blocks * Lanes.WIDTH; p++) {
        for (int i = 0; i < Lanes.WIDTH; i++) {
          y[yo + p * ldy + i] = x[xo + Math.min(i, rows - 1) * ldx + p];
        }
      }
    }
  }
}
