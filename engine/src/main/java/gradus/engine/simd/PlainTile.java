package gradus.engine.simd;

/// A register tile in plain loops, for JVMs where classes can't be defined at run time. It computes
/// the same chains of fused multiply-adds, and so the same bits.
final class PlainTile extends Tile {
  private final Form form;

  PlainTile(Form form) {
    this.form = form;
  }

  @Override
  void multiply(
      int k,
      float[] a,
      int ao,
      int lda,
      float[] b,
      int bo,
      int ldb,
      float[] c,
      int co,
      int ldc,
      int last,
      boolean add) {
    int columns = form.vectors() == 1 ? Lanes.WIDTH : last + Lanes.WIDTH;
    int row = form.columnwise() ? 1 : lda;
    int column = form.columnwise() ? lda : 1;
    float[] sums = new float[columns];
    for (int i = 0; i < form.rows(); i++) {
      java.util.Arrays.fill(sums, 0);
      for (int p = 0; p < k; p++) {
        float x = a[ao + i * row + p * column];
        int from = bo + p * ldb;
        for (int j = 0; j < columns; j++) {
          sums[j] = Math.fma(x, b[from + j], sums[j]);
        }
      }
      int to = co + i * ldc;
      for (int j = 0; j < columns; j++) {
        c[to + j] = add ? sums[j] + c[to + j] : sums[j];
      }
    }
  }
}
