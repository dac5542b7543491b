package gradus.engine.simd;

/// One matrix product, C = A·B or C += A·B, split into cache blocks and those into register tiles.
/// The package's documentation shows the block structure.
final class Blocks {
  /// KC: the sums over k are split into equal pieces of at most this length. C is read and written
  /// once per piece.
  static final int PIECE = 2048;

  /// KC where the rows of B start at the same offset within a page and B is read in place, so that
  /// the rows compete for the same cache sets. A panel of this length stays in the cache, whatever
  /// its physical pages.
  private static final int COMPETING_FLOATS = 320;

  /// The same for doubles.
  private static final int COMPETING_DOUBLES = 256;

  /// The bytes of a page of memory.
  private static final int PAGE = 4096;

  /// MC: a block of this many bytes of A, half of the L2 cache, is multiplied with one panel of B
  /// after another.
  private static final int GROUP = 448 * 1024;

  /// NC: B is packed in parts of this many bytes, which stay in the L3 cache.
  private static final int PART = 8 * 1024 * 1024;

  /// Up to this sum length, a tile is finished before the next part of C arrives from memory.
  private static final int SHORT = 48;

  /// Up to this width and, for sums, the length below, a tile takes so little time that its bounds
  /// checks matter; such tiles get k and the strides as constants.
  private static final int THIN = 64;

  private static final int THIN_SUM = 256;

  /// From this height on, packing pays off: for B if it is large, for A if C is wide.
  private static final int TALL = 192;

  /// The same for B where there are 16 registers, if B exceeds the L1 cache twice: such processors
  /// have smaller caches, and B packed is read with fewer conflicts and checks.
  private static final int TALL_OF_FEW = 64;

  /// From this width on, packing A pays off where there are 16 registers, if A exceeds the L1
  /// cache: of rows in place, each needs a register for its offset and a check in each step.
  private static final int WIDE_OF_FEW = 96;

  /// The bytes of the L1 cache of a processor with 16 vector registers.
  private static final int L1 = 32 * 1024;

  /// Transposed operands are packed this many rows at a time, so that each page of memory is
  /// visited once.
  private static final int STRIP = 16;

  private final Lane lane;

  /// The number of elements of a vector.
  private final int w;

  /// The space after the rows of a tile in packed A: for what packing writes beyond them, and for
  /// what a tile with more rows reads.
  private final int gap;

  private final int m;
  private final int n;
  private final int k;
  private final Matrix a;
  private final Matrix b;
  private final Matrix c;
  private final boolean add;

  /// Whether one tile serves all of C, instead of tiles that fit it exactly; see [Tiles#any].
  private final boolean any;

  private final Split pieces;
  private final boolean packA;
  private final boolean packB;
  private final boolean columnwise;
  private final Split rows;
  private final Split vectors;

  /// The register tiles that fit, at index 2·(1 if taller) + (1 if wider), since heights and widths
  /// differ by at most 1.
  private final Tile[] tiles = new Tile[4];

  /// The same for tiles that are computed beside C, which have no strides as constants.
  private final Tile[] besides = new Tile[4];

  /// Whether the tiles have k and the strides as constants.
  private final boolean thin;

  /// @param pieces how the sums are split
  /// @param any whether one tile serves all of C, see [Tiles#any]; it must be in vectors
  Blocks(int m, int n, Split pieces, Matrix a, Matrix b, Matrix c, boolean add, boolean any) {
    this.lane = c.lane();
    this.w = lane.width();
    this.gap = Math.max(w, Tiles.ANY_ROWS);
    this.m = m;
    this.n = n;
    this.k = pieces.length();
    this.pieces = pieces;
    this.a = a;
    this.b = b;
    this.c = c;
    this.add = add;
    this.any = any;
    boolean many = Lanes.registers() == 32;
    long bytesOfA = (long) m * k * lane.bytes();
    long bytesOfB = (long) n * k * lane.bytes();
    boolean across = a.rowStride() == 1;
    boolean along = a.columnStride() == 1;
    this.packA =
        any
            || !across && !along
            || !many && along && n >= WIDE_OF_FEW && bytesOfA >= L1
            || n >= TALL && (along || bytesOfA >= 512 * 1024);
    this.packB =
        b.columnStride() != 1
            || n < w
            || m >= TALL && bytesOfB >= 1_600_000
            || !many && m >= TALL_OF_FEW && bytesOfB >= 2 * L1;
    this.columnwise = packA || !along;
    int wholeVectors = Math.ceilDiv(n, w);
    // Three vectors are read at once if there are no more.
    int most = many ? !columnwise && !packB ? 4 : 2 : wholeVectors == 3 ? 3 : 2;
    int wide = Math.clamp(wholeVectors, 1, most);
    int tall = (many ? 24 : Tiles.SUMS_OF_FEW) / wide;
    this.rows = any ? Split.each(Tiles.ANY_ROWS, m) : Split.atMost(tall, m);
    this.vectors = Split.atMost(any ? Tiles.ANY_VECTORS : wide, wholeVectors);
    this.thin = !any && k <= THIN_SUM && n <= THIN && m >= THIN;
  }

  /// {@return a product with the tiles that fit it if they are compiled, otherwise with the one
  /// that serves all}
  static Blocks of(int m, int n, Split pieces, Matrix a, Matrix b, Matrix c, boolean add) {
    Blocks exact = new Blocks(m, n, pieces, a, b, c, add, false);
    return exact.ready() ? exact : new Blocks(m, n, pieces, a, b, c, add, true);
  }

  /// {@return the maximum length of a piece of the sums}
  static int piece(int m, int n, Matrix b) {
    // Only if C mostly stays in the L2 cache, because each piece reads and writes it. The same for
    // any vector width, because the bits of a sum depend on it.
    boolean competing =
        b.columnStride() == 1
            && b.rowStride() * b.lane().bytes() % PAGE == 0
            && m < TALL
            && n >= THIN
            && (long) m * n <= GROUP / Float.BYTES;
    if (!competing) {
      return PIECE;
    }
    return b.lane() == Lane.F32 ? COMPETING_FLOATS : COMPETING_DOUBLES;
  }

  private int panels() {
    return vectors.parts();
  }

  /// The first column of a panel, or n after the last panel.
  private int column(int panel) {
    return vectors.start(panel) * w;
  }

  /// Whether all tiles that this product needs are compiled; those that are not are asked for.
  private boolean ready() {
    long work = (long) m * n * k;
    boolean ready = true;
    for (int height = rows.size(0); height <= rows.size(rows.parts() - 1); height++) {
      for (int side = vectors.size(0); side <= vectors.size(vectors.parts() - 1); side++) {
        Tile tile = Tiles.on(form(height, side), work);
        Tile beside = tile;
        if (thin && n < w) {
          beside = Tiles.on(new Tile.Form(lane, height, side, columnwise), work);
        }
        tiles[place(height, side)] = tile;
        besides[place(height, side)] = beside;
        // Ask for all of them, even if one is not ready.
        ready &= tile != null && beside != null;
      }
    }
    return ready;
  }

  private Tile.Form form(int height, int side) {
    int ldb = packB ? Tile.Form.packedColumns(lane, side) : 0;
    int lda = thin && !columnwise ? a.rowStride() : 0;
    return new Tile.Form(
        lane, height, side, columnwise, thin ? k : 0, lda, ldb, thin ? c.rowStride() : 0);
  }

  private int place(int height, int side) {
    return 2 * (height - rows.size(0)) + side - vectors.size(0);
  }

  void multiply() {
    int threads = (long) m * n * k < Gemm.GRAIN ? 1 : Workers.threads();
    int depth = Math.max(1, pieces.size(pieces.parts() - 1));
    boolean byColumns = threads > 1 && n > 2 * m && (long) m * depth * lane.bytes() <= GROUP;
    int panelsAtOnce = packB ? Math.max(1, PART / lane.bytes() / depth / (2 * w)) : panels();
    Split columns = Split.atMost(panelsAtOnce, panels());
    for (int block = 0; block < columns.parts(); block++) {
      int first = columns.start(block);
      int end = columns.start(block + 1);
      for (int piece = 0; piece < pieces.parts(); piece++) {
        Piece part =
            new Piece(pieces.start(piece), pieces.size(piece), first, end, add || piece > 0);
        if (byColumns) {
          part.byColumns(threads);
        } else {
          part.byRows(threads);
        }
      }
    }
  }

  /// A piece of the sums for a range of panels.
  private final class Piece {
    private final int from;
    private final int depth;
    private final int firstPanel;
    private final int endPanel;
    private final boolean adds;

    Piece(int from, int depth, int firstPanel, int endPanel, boolean adds) {
      this.from = from;
      this.depth = depth;
      this.firstPanel = firstPanel;
      this.endPanel = endPanel;
      this.adds = adds;
    }

    /// All threads pack B once; then each thread repeatedly takes a group of rows.
    void byRows(int threads) {
      Object packedB = packB ? PackBuffers.of(lane).b(sizeOfB(firstPanel, endPanel)) : null;
      if (packB) {
        Split shares =
            Split.into(Math.min(endPanel - firstPanel, 4 * threads), endPanel - firstPanel);
        Workers.run(
            threads == 1 ? 1 : shares.parts(),
            share -> {
              int first = threads == 1 ? 0 : shares.start(share);
              int end = threads == 1 ? shares.length() : shares.start(share + 1);
              packB(firstPanel + first, firstPanel + end, packedB, firstPanel);
            });
      }
      Split groups = groups(threads);
      Workers.run(
          groups.parts(),
          group -> {
            int first = groups.start(group);
            int end = groups.start(group + 1);
            Object packedA = null;
            if (packA) {
              packedA = PackBuffers.of(lane).a(sizeOfA(first, end));
              packA(first, end, packedA, first);
            }
            tiles(first, end, firstPanel, endPanel, packedA, first, packedB, firstPanel);
          });
    }

    private Split groups(int threads) {
      int tiles = rows.parts();
      int groups = Math.max(1, (int) ((long) m * depth * lane.bytes() / GROUP));
      if (threads > 1) {
        // A multiple of the number of threads, so that all finish at about the same time; at least
        // two for each, so that one that begins late does less.
        int each = Math.max(2, Math.ceilDiv(groups, threads));
        groups = Math.min(tiles, each * threads);
      }
      return Split.into(groups, tiles);
    }

    /// All threads pack A once; then each thread repeatedly takes a group of panels.
    void byColumns(int threads) {
      Object packedA = packA ? PackBuffers.of(lane).a(sizeOfA(0, rows.parts())) : null;
      if (packA) {
        Split shares = Split.into(Math.min(rows.parts(), 2 * threads), rows.parts());
        Workers.run(shares.parts(), s -> packA(shares.start(s), shares.start(s + 1), packedA, 0));
      }
      int panels = endPanel - firstPanel;
      Split groups = Split.into(Math.min(panels, 2 * threads), panels);
      Workers.run(
          groups.parts(),
          group -> {
            int first = firstPanel + groups.start(group);
            int end = firstPanel + groups.start(group + 1);
            Object packedB = null;
            if (packB) {
              packedB = PackBuffers.of(lane).b(sizeOfB(first, end));
              packB(first, end, packedB, first);
            }
            tiles(0, rows.parts(), first, end, packedA, 0, packedB, first);
          });
    }

    private int sizeOfA(int first, int end) {
      return placeOfA(end, first);
    }

    /// The offset of a tile's rows in the packed rows that start with tile `first`. There is space
    /// between two tiles for the excess that [Packing#rows] writes.
    private int placeOfA(int tile, int first) {
      return (rows.start(tile) - rows.start(first)) * depth + (tile - first) * gap;
    }

    private void packA(int first, int end, Object packed, int origin) {
      int strip = a.rowStride() == 1 ? STRIP : depth;
      for (int p = 0; p < depth; p += strip) {
        for (int tile = first; tile < end; tile++) {
          int height = rows.size(tile);
          Packing.rows(
              a.from(rows.start(tile), from + p),
              height,
              Math.min(strip, depth - p),
              packed,
              placeOfA(tile, origin) + p * height);
        }
      }
    }

    private int sizeOfB(int first, int end) {
      return placeOfB(end, first);
    }

    private int placeOfB(int panel, int first) {
      return (vectors.start(panel) - vectors.start(first)) * w * depth;
    }

    private void packB(int first, int end, Object packed, int origin) {
      int strip = b.columnStride() == 1 ? STRIP : depth;
      for (int p = 0; p < depth; p += strip) {
        for (int panel = first; panel < end; panel++) {
          int side = vectors.size(panel) * w;
          Packing.columns(
              b.from(from + p, column(panel)),
              width(panel),
              Math.min(strip, depth - p),
              packed,
              placeOfB(panel, origin) + p * side,
              side);
        }
      }
    }

    /// The number of columns of a panel; the last panel may end with a partial vector.
    private int width(int panel) {
      return Math.min(n, column(panel + 1)) - column(panel);
    }

    private void tiles(
        int firstTile,
        int endTile,
        int first,
        int end,
        Object packedA,
        int originA,
        Object packedB,
        int originB) {
      // With short sums, moving to the next tile of C is the bottleneck: write C along its rows,
      // while all of B stays in the L2 cache.
      if (depth <= SHORT && (long) depth * n * lane.bytes() <= 256 * 1024 && end - first > 1) {
        for (int t = firstTile; t < endTile; t++) {
          for (int panel = first; panel < end; panel++) {
            panel(panel, t, t + 1, packedA, originA, packedB, originB);
          }
        }
      } else {
        for (int panel = first; panel < end; panel++) {
          panel(panel, firstTile, endTile, packedA, originA, packedB, originB);
        }
      }
    }

    private void panel(
        int panel,
        int firstTile,
        int endTile,
        Object packedA,
        int originA,
        Object packedB,
        int originB) {
      Object aa = packA ? packedA : a.array();
      Object bb = packB ? packedB : b.array();
      int width = width(panel);
      int side = vectors.size(panel);
      int ldb = packB ? side * w : b.rowStride();
      int bo = packB ? placeOfB(panel, originB) : b.at(from, column(panel));
      int row = rows.start(firstTile);
      int ao = packA ? placeOfA(firstTile, originA) : a.at(row, from);
      int co = c.at(row, column(panel));
      int last = Math.max(0, width - w);
      boolean whole = width >= w;
      // If a row is shorter than a vector, the following rows overwrite the excess.
      boolean overwritten = !any && !adds && c.rowStride() == n;
      int end = c.at(rows.start(endTile), 0);
      for (int t = firstTile; t < endTile; t++) {
        int height = rows.size(t);
        int lda = packA ? height : columnwise ? a.columnStride() : a.rowStride();
        boolean fits = whole && (!any || height == Tiles.ANY_ROWS);
        if (fits || overwritten && co + (height - 1) * n + w <= end) {
          Tile tile = any ? Tiles.any(lane) : tiles[place(height, side)];
          tile.multiply(depth, aa, ao, lda, bb, bo, ldb, c.array(), co, c.rowStride(), last, adds);
        } else {
          int ld = any ? Tiles.ANY_VECTORS * w : w;
          Object beside = PackBuffers.of(lane).tile(Math.max(height, gap) * ld);
          Tile tile = any ? Tiles.any(lane) : besides[place(height, side)];
          tile.multiply(depth, aa, ao, lda, bb, bo, ldb, beside, 0, ld, last, false);
          copy(beside, ld, height, width, co);
        }
        ao += packA ? height * depth + gap : height * a.rowStride();
        co += height * c.rowStride();
      }
    }

    /// Copies or adds what C has of a scratch tile.
    private void copy(Object tile, int ld, int height, int width, int co) {
      for (int i = 0; i < height; i++) {
        int row = co + i * c.rowStride();
        lane.level1().store(width, tile, i * ld, c.array(), row, 1, adds);
      }
    }
  }
}
