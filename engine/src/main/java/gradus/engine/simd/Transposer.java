package gradus.engine.simd;

/// Transposes strips of W rows in registers, W columns at a time.
abstract class Transposer {
  static final Transposer MINE = TransposerAssembler.assemble();

  /// Writes column p of a strip of rows as a vector at `yo + p·ldy`, for p from 0 to W·blocks - 1
  /// in this order, so that vectors may overlap: of two the later stays.
  ///
  /// @param rows how many rows the strip has, from 1 to W; its last one fills the vectors up
  /// @param blocks how many times W columns
  /// @param ldx from a row of x to the next
  /// @param ldy from a vector of y to the next
  abstract void transpose(
      int rows, int blocks, float[] x, int xo, int ldx, float[] y, int yo, int ldy);

  /// The same in plain loops.
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
