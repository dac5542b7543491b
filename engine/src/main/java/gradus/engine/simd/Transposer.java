package gradus.engine.simd;

/// Transposes strips of W rows in registers, W columns at a time.
abstract class Transposer {
  static final Transposer MINE = TransposerAssembler.assemble();

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
