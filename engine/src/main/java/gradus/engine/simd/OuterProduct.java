package gradus.engine.simd;

/// The product of a column and a row, C = a·bᵀ. Its sums have one term each, so a register tile
/// would hold them no longer than it takes to write them.
final class OuterProduct {
  private OuterProduct() {}

  /// Returns whether this algorithm applies: the rows of C and of B are contiguous and have at
  /// least one vector, and its code is compiled.
  static boolean suits(int m, int n, Matrix b, Matrix c) {
    return n >= c.lane().width()
        && b.columnStride() == 1
        && c.columnStride() == 1
        && c.lane().level1().gerOn((long) m * n);
  }

  /// Writes a·bᵀ.
  static void multiply(int m, int n, Matrix a, Matrix b, Matrix c) {
    Lane lane = c.lane();
    int w = lane.width();
    int rows = Math.max(1, 128 * 1024 / lane.bytes() / n);
    int tasks = (long) m * n * lane.bytes() < 512 * 1024 ? 1 : Math.ceilDiv(m, rows);
    Split shares = Split.into(tasks, m);
    Workers.run(
        shares.parts(),
        share -> {
          int start = shares.start(share);
          for (int j = 0; j < n; j += 2 * w) {
            // The last vectors overlap the previous ones if necessary.
            int first = Math.max(0, Math.min(j, n - 2 * w));
            int second = Math.min(first + w, n - w);
            lane.level1()
                .ger(
                    shares.size(share),
                    first,
                    second,
                    a.array(),
                    a.at(start, 0),
                    a.rowStride(),
                    b.array(),
                    b.offset(),
                    c.array(),
                    c.at(start, 0),
                    c.rowStride());
          }
        });
  }
}
