package gradus.engine.simd;

/// A register tile in plain Java, for JVMs where classes can't be defined at run time. It computes
/// the same chains of fused multiply-adds, and so the same bits.
final class PlainTile extends Tile {
  private final Form form;

  PlainTile(Form form) {
    this.form = form;
  }

  @Override
  void multiply(
      int k,
      Object a,
      int ao,
      int lda,
      Object b,
      int bo,
      int ldb,
      Object c,
      int co,
      int ldc,
      int last,
      boolean add) {
    if (k < 0) {
      return;
    }
    int width = form.lane().width();
    int columns = form.vectors() == 1 ? width : last + width;
    Matrix left = form.columnwise() ? new Matrix(a, ao, 1, lda) : new Matrix(a, ao, lda, 1);
    Matrix right = new Matrix(b, bo, ldb, 1);
    Matrix product = new Matrix(c, co, ldc, 1);
    Split piece = Split.into(1, k);
    PlainProduct.multiply(form.rows(), columns, piece, left, right, product, add, () -> false);
  }
}
