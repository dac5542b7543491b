package gradus.engine.simd;

/// The product of a matrix and a vector, y = A·x. Each element of A is used once, so nothing is
/// packed and memory bandwidth is the limit. A is read sequentially: along its rows, as dot
/// products, or along its columns, of which y is a weighted sum.
final class MatrixVector {
  /// Below this number of bytes of A, one thread is as fast as two.
  private static final int GRAIN = 256 * 1024;

  /// This many bytes of y stay in the L1 cache while columns are added to them.
  private static final int BLOCK = 16 * 1024;

  /// So many vectors are a few.
  private static final int FEW = 2;

  /// The most elements of a matrix that is multiplied with a few vectors.
  private static final int SMALL = 8 * 1024;

  /// The most terms of sums in vectors, which wait for each other, for a few vectors.
  private static final int TERMS = 128;

  private final int m;
  private final int k;
  private final Matrix a;
  private final Object x;
  private final int xo;
  private final Object y;
  private final int yo;
  private final Lane lane;

  private MatrixVector(int m, int k, Matrix a, Object x, int xo, Object y, int yo) {
    this.m = m;
    this.k = k;
    this.a = a;
    this.x = x;
    this.xo = xo;
    this.y = y;
    this.yo = yo;
    this.lane = a.lane();
  }

  /// Returns whether this algorithm applies to an m by k matrix.
  static boolean suits(int m, int k, Matrix a) {
    return alongRows(m, k, a) || a.rowStride() == 1 && m > 4 * a.lane().width();
  }

  /// Returns whether a few vectors are each multiplied with an m by k matrix: it stays in the L1
  /// cache, and packing it would take longer than the products.
  static boolean suitsFew(int vectors, int m, int k, Matrix a) {
    boolean small = m > 1 && (long) m * k <= SMALL && (m < a.lane().width() || k <= TERMS);
    return vectors <= FEW && a.rowStride() == 1 && small;
  }

  private static boolean alongRows(int m, int k, Matrix a) {
    int w = a.lane().width();
    return a.columnStride() == 1 && k >= w && m >= w;
  }

  /// Writes A·x to y, or adds it to y.
  ///
  /// @param a m by k, for which [#suits] or [#suitsFew] is true
  /// @param x k by 1
  /// @param y m by 1
  static void multiply(int m, int k, Matrix a, Matrix x, Matrix y, boolean add) {
    Level1 level1 = a.lane().level1();
    boolean narrow = m < a.lane().width();
    if (!alongRows(m, k, a) && !narrow && !level1.axpysOn((long) m * k)) {
      Split piece = Split.into(1, k);
      PlainProduct.multiply(
          1, m, piece, x.transposed(), a.transposed(), y.transposed(), add, () -> false);
      return;
    }
    Object factors = x.array();
    int xo = x.offset();
    if (x.rowStride() != 1) {
      factors = level1.allocate(k);
      level1.copy(k, x.array(), x.offset(), x.rowStride(), factors, 0);
      xo = 0;
    }
    if (y.rowStride() == 1 && !add) {
      new MatrixVector(m, k, a, factors, xo, y.array(), y.offset()).multiply();
      return;
    }
    Object product = level1.allocate(m);
    new MatrixVector(m, k, a, factors, xo, product, 0).multiply();
    level1.store(m, product, 0, y.array(), y.offset(), y.rowStride(), add);
  }

  private void multiply() {
    if (m < lane.width() && !alongRows(m, k, a)) {
      lane.level1().sums(m, k, a.array(), a.offset(), a.columnStride(), x, xo, y, yo);
      return;
    }
    boolean large = (long) m * k * lane.bytes() >= GRAIN && Workers.threads() > 1;
    int most = m / lane.width();
    if (alongRows(m, k, a)) {
      Dots dots = Dots.of(lane, k, a.rowStride(), (long) m * k);
      Split shares = Split.into(large ? Math.min(most, 4 * Workers.threads()) : 1, m);
      Workers.run(
          shares.parts(), share -> rows(dots, shares.start(share), shares.start(share + 1)));
    } else {
      int blocks =
          Math.max(Math.ceilDiv(m, BLOCK / lane.bytes()), large ? 2 * Workers.threads() : 1);
      Split shares = Split.into(Math.min(blocks, most), m);
      Workers.run(shares.parts(), share -> columns(shares.start(share), shares.size(share)));
    }
  }

  private void rows(Dots dots, int first, int end) {
    // Groups write whole vectors. The last group goes to scratch memory, together with some rows
    // before it if need be.
    int groups = (end - first - lane.width()) / dots.rows + 1;
    dots.multiply(groups, k, a.array(), a.at(first, 0), a.rowStride(), x, xo, y, yo + first);
    Object beside = lane.level1().allocate(lane.width());
    for (int i = first + groups * dots.rows; i < end; i += dots.rows) {
      int row = Math.min(i, end - dots.rows);
      dots.multiply(1, k, a.array(), a.at(row, 0), a.rowStride(), x, xo, beside, 0);
      lane.level1().copy(dots.rows, beside, 0, 1, y, yo + row);
    }
  }

  private void columns(int first, int count) {
    int w = lane.width();
    Level1 level1 = lane.level1();
    int whole = count / w * w;
    level1.clear(whole, y, yo + first);
    level1.axpys(whole, k, a.array(), a.at(first, 0), a.columnStride(), x, xo, y, yo + first);
    if (whole < count) {
      // The last vector goes to scratch memory, together with some elements before it.
      Object beside = level1.allocate(w);
      int start = first + count - w;
      level1.axpys(w, k, a.array(), a.at(start, 0), a.columnStride(), x, xo, beside, 0);
      int rest = count - whole;
      level1.copy(rest, beside, w - rest, 1, y, yo + first + whole);
    }
  }
}
