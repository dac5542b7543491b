package gradus.engine.simd;

/// One matrix product, C = A·B or C += A·B, cut into blocks that fit into the caches, and those
/// into register tiles; the package's documentation shows what goes where.
final class Blocks {
  /// Sums are cut into equal pieces no longer than this. C is read and written once a piece.
  private static final int PIECE = 2048;

  /// Where rows of B begin at the same place of a page and stay there, they compete for the same
  /// few places of the caches: how long a sum may be before a panel pushes itself out, wherever its
  /// pages lie.
  private static final int COMPETING_PIECE = 320;

  private static final int PAGE = 1024;

  /// Rows of A that make about so many elements, half of the second cache, are worked on with one
  /// panel of B after the other.
  private static final int GROUP = 112 * 1024;

  /// B is packed in parts of about so many elements, which stay in the third cache.
  private static final int PART = 2 * 1024 * 1024;

  /// Sums up to this length leave a tile sooner than the next part of C comes from memory.
  private static final int SHORT = 48;

  /// Up to this width and, for sums, this length, a tile is so soon done that its bounds checks
  /// count: it gets k and its strides as constants.
  private static final int THIN = 64;

  private static final int THIN_SUM = 256;

  /// From this height on, packing pays for itself: for B where it is large, for A where it is wide.
  private static final int TALL = 192;

  /// What lies across is packed so many rows at a time, so that each page of memory is visited
  /// once.
  private static final int STRIP = 16;

  private static final int W = Lanes.WIDTH;

  private static final ThreadLocal<Buffers> MINE = ThreadLocal.withInitial(Buffers::new);

  /// A thread's own memory.
  private static final class Buffers {
    private float[] a = {};
    private float[] b = {};
    private float[] tile = {};

    float[] a(int length) {
      return a = atLeast(a, length);
    }

    float[] b(int length) {
      return b = atLeast(b, length);
    }

    float[] tile(int length) {
      return tile = atLeast(tile, length);
    }

    private static float[] atLeast(float[] array, int length) {
      return array.length >= length ? array : new float[length];
    }
  }

  private final int m;
  private final int n;
  private final int k;
  private final Matrix a;
  private final Matrix b;
  private final Matrix c;
  private final boolean add;

  private final boolean packA;
  private final boolean packB;
  private final boolean columnwise;
  private final Split rows;
  private final Split vectors;

  /// The tiles that are used: of the lesser height and the lesser width, of the lesser height and
  /// the greater width, and so on.
  private final Tile[] tiles = new Tile[4];

  /// Whether the tiles have k and their strides as constants.
  private final boolean thin;

  Blocks(int m, int n, int k, Matrix a, Matrix b, Matrix c, boolean add) {
    this.m = m;
    this.n = n;
    this.k = k;
    this.a = a;
    this.b = b;
    this.c = c;
    this.add = add;
    boolean across = a.row() == 1;
    boolean along = a.column() == 1;
    this.packA = !across && !along || n >= TALL && (along || (long) m * k >= 128 * 1024);
    this.packB = b.column() != 1 || n < W || m >= TALL && (long) n * k >= 400_000;
    this.columnwise = packA || !along;
    int wholeVectors = (n + W - 1) / W;
    boolean many = Lanes.registers() == 32;
    int wide = many && !columnwise && !packB ? 4 : 2;
    int tall = many ? 24 / Math.clamp(wholeVectors, 1, wide) : 6;
    this.rows = Split.atMost(tall, m);
    this.vectors = Split.atMost(wide, wholeVectors);
    this.thin = k <= THIN_SUM && n <= THIN && m >= THIN;
  }

  /// {@return how long a piece of the sums is at most}
  static int piece(int m, int n, Matrix b) {
    // Only where C stays in the second cache, since each piece reads and writes it. The same for
    // any width of vectors, as the bits of a sum depend on it.
    boolean competing =
        b.column() == 1 && b.row() % PAGE == 0 && m < TALL && n >= THIN && (long) m * n <= GROUP;
    return competing ? COMPETING_PIECE : PIECE;
  }

  private int panels() {
    return vectors.parts();
  }

  /// Where a panel starts among the columns; the last one ends with them.
  private int column(int panel) {
    return vectors.start(panel) * W;
  }

  private Tile tileOf(int height, int side) {
    int place = 2 * (height - rows.size()) + side - vectors.size();
    Tile tile = tiles[place];
    if (tile == null) {
      tile =
          thin
              ? Tiles.of(
                  new Tile.Form(height, side, columnwise, k, columnwise ? 0 : a.row(), c.row()))
              : Tiles.of(height, side, columnwise);
      tiles[place] = tile;
    }
    return tile;
  }

  void multiply() {
    int threads = (long) m * n * k < Gemm.GRAIN ? 1 : Workers.threads();
    Split pieces = Split.atMost(piece(m, n, b), k);
    int depth = Math.max(1, pieces.size(pieces.parts() - 1));
    boolean byColumns = threads > 1 && n > 2 * m && (long) m * depth <= GROUP;
    int panelsAtOnce = packB ? Math.max(1, PART / depth / (2 * W)) : panels();
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

  /// A piece of the sums, for some panels of columns.
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

    /// All threads pack B, once; then each takes a group of rows after the other.
    void byRows(int threads) {
      float[] packedB = packB ? MINE.get().b(sizeOfB(firstPanel, endPanel)) : null;
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
            float[] packedA = null;
            if (packA) {
              packedA = MINE.get().a(sizeOfA(first, end));
              packA(first, end, packedA, first);
            }
            tiles(first, end, firstPanel, endPanel, packedA, first, packedB, firstPanel);
          });
    }

    private Split groups(int threads) {
      int tiles = rows.parts();
      int groups = Math.max(1, (int) ((long) m * depth / GROUP));
      if (threads > 1) {
        // As many for each thread, so that none waits long for the last.
        int each = (groups + threads - 1) / threads;
        groups = Math.min(tiles, each * threads);
      }
      return Split.into(groups, tiles);
    }

    /// All threads pack A, once; then each takes some panels of columns after the other.
    void byColumns(int threads) {
      float[] packedA = packA ? MINE.get().a(sizeOfA(0, rows.parts())) : null;
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
            float[] packedB = null;
            if (packB) {
              packedB = MINE.get().b(sizeOfB(first, end));
              packB(first, end, packedB, first);
            }
            tiles(0, rows.parts(), first, end, packedA, 0, packedB, first);
          });
    }

    private int sizeOfA(int first, int end) {
      return placeOfA(end, first);
    }

    /// Where a tile's rows are among those packed from a first tile on. Between two tiles there is
    /// room for what [Packing#rows] writes too much.
    private int placeOfA(int tile, int first) {
      return (rows.start(tile) - rows.start(first)) * depth + (tile - first) * W;
    }

    private void packA(int first, int end, float[] packed, int origin) {
      int strip = a.row() == 1 ? STRIP : depth;
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
      return (vectors.start(panel) - vectors.start(first)) * W * depth;
    }

    private void packB(int first, int end, float[] packed, int origin) {
      int strip = b.column() == 1 ? STRIP : depth;
      for (int p = 0; p < depth; p += strip) {
        for (int panel = first; panel < end; panel++) {
          int side = vectors.size(panel) * W;
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

    /// The columns of a panel; the last panel's last vector need not be whole.
    private int width(int panel) {
      return Math.min(n, column(panel + 1)) - column(panel);
    }

    private void tiles(
        int firstTile,
        int endTile,
        int first,
        int end,
        float[] packedA,
        int originA,
        float[] packedB,
        int originB) {
      // Short sums leave a tile of C much sooner than they would bring the next: C is written along
      // its rows, while all of B stays in the second cache.
      if (depth <= SHORT && (long) depth * n <= 64 * 1024 && end - first > 1) {
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
        float[] packedA,
        int originA,
        float[] packedB,
        int originB) {
      float[] aa = packA ? packedA : a.array();
      float[] bb = packB ? packedB : b.array();
      int width = width(panel);
      int side = vectors.size(panel);
      int ldb = packB ? side * W : b.row();
      int bo = packB ? placeOfB(panel, originB) : b.at(from, column(panel));
      int row = rows.start(firstTile);
      int ao = packA ? placeOfA(firstTile, originA) : a.at(row, from);
      int co = c.at(row, column(panel));
      int last = Math.max(0, width - W);
      // Where a row is shorter than a vector, the next ones write over what is too much.
      boolean whole = width >= W;
      boolean overwritten = !adds && c.row() == n;
      int end = c.at(rows.start(endTile), 0);
      for (int t = firstTile; t < endTile; t++) {
        int height = rows.size(t);
        int lda = packA ? height : columnwise ? a.column() : a.row();
        if (whole || overwritten && co + (height - 1) * n + W <= end) {
          tileOf(height, side)
              .multiply(depth, aa, ao, lda, bb, bo, ldb, c.array(), co, c.row(), last, adds);
        } else {
          float[] beside = MINE.get().tile(height * W);
          Tiles.of(height, side, columnwise)
              .multiply(depth, aa, ao, lda, bb, bo, ldb, beside, 0, W, 0, false);
          narrow(beside, height, width, co);
        }
        ao += packA ? height * depth + W : height * a.row();
        co += height * c.row();
      }
    }

    /// Of a tile beside C, the columns that C has.
    private void narrow(float[] tile, int height, int width, int co) {
      for (int i = 0; i < height; i++) {
        int row = co + i * c.row();
        for (int j = 0; j < width; j++) {
          c.array()[row + j] = adds ? c.array()[row + j] + tile[i * W + j] : tile[i * W + j];
        }
      }
    }
  }
}
