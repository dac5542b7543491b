package gradus.engine.simd;

/// The rows of a product in register tiles, which are multiplied with one packed panel of columns
/// after another.
final class PanelRows {
  private final Lane lane;
  private final int w;
  private final Split rows;
  private final Split vectors;

  /// Whether one tile serves all panels, see [Tiles#any].
  private final boolean any;

  /// The space after the packed rows of a tile; see [Blocks].
  private final int gap;

  /// At index 2·(1 if taller) + (1 if wider).
  private final Tile[] tiles = new Tile[4];

  private PanelRows(Lane lane, int m, int columns, boolean any) {
    boolean many = Lanes.registers() == 32;
    int whole = Math.ceilDiv(columns, lane.width());
    this.lane = lane;
    this.w = lane.width();
    this.any = any;
    this.gap = Math.max(w, Tiles.ANY_ROWS);
    int wide = any ? Tiles.ANY_VECTORS : many ? 3 : 2;
    int tall = many ? 24 / Math.min(whole, wide) : Tiles.ANY_ROWS;
    this.rows = any ? Split.each(Tiles.ANY_ROWS, m) : Split.atMost(tall, m);
    this.vectors = Split.atMost(wide, whole);
  }

  /// {@return the rows in tiles that fit if these are compiled, otherwise in the tile that serves
  /// all; null if that isn't compiled, either}
  ///
  /// @param m the number of rows
  /// @param columns the number of columns that are divided into panels
  /// @param work the number of multiply-adds
  static PanelRows of(Lane lane, int m, int columns, long work) {
    if (!Tiles.anyOn(lane, work)) {
      return null;
    }
    PanelRows exact = new PanelRows(lane, m, columns, false);
    return exact.ready(work) ? exact : new PanelRows(lane, m, columns, true);
  }

  private boolean ready(long work) {
    boolean ready = true;
    for (int height = rows.size(0); height <= rows.size(rows.parts() - 1); height++) {
      for (int side = vectors.size(0); side <= vectors.size(vectors.parts() - 1); side++) {
        Tile tile = Tiles.on(Tile.Form.packed(lane, height, side), work);
        tiles[place(height, side)] = tile;
        ready &= tile != null;
      }
    }
    return ready;
  }

  private int place(int height, int side) {
    return 2 * (height - rows.size(0)) + side - vectors.size(0);
  }

  /// {@return the number of panels}
  int panels() {
    return vectors.parts();
  }

  /// {@return the first column of a panel}
  int column(int panel) {
    return vectors.start(panel) * w;
  }

  /// {@return the number of columns of a panel in packed form}
  int side(int panel) {
    return (any ? Tiles.ANY_VECTORS : vectors.size(panel)) * w;
  }

  /// {@return the number of tiles}
  int tiles() {
    return rows.parts();
  }

  /// {@return the tiles that read windows in place, one for each of these tiles; null if they are
  /// not compiled, or the rows are divided otherwise}
  ///
  /// @param work the number of multiply-adds
  WindowTile[] windowTiles(long work) {
    if (any || rows.size(rows.parts() - 1) > WindowTile.mostRows(WindowTile.VECTORS)) {
      return null;
    }
    WindowTile[] found = new WindowTile[rows.parts()];
    boolean ready = true;
    for (int t = 0; t < found.length; t++) {
      WindowTile.Form form =
          new WindowTile.Form(lane, rows.size(t), WindowTile.VECTORS, WindowTile.Side.VECTORS);
      found[t] = WindowTile.on(form, work);
      ready &= found[t] != null;
    }
    return ready ? found : null;
  }

  /// {@return the first row of a tile}
  int row(int tile) {
    return rows.start(tile);
  }

  /// {@return the length of the packed rows of a range of tiles}
  int packed(int first, int end, int depth) {
    return (rows.start(end) - rows.start(first)) * depth + (end - first) * gap;
  }

  /// Packs some columns of the rows of a tile, those after what is packed already. What follows
  /// them in the tile's place may be overwritten, so that the columns are packed in their order.
  ///
  /// @param a the columns, from the first row of all tiles on
  /// @param done the number of columns that are packed already
  /// @param k the number of columns
  /// @param depth the number of all columns
  /// @param to the place of the tile
  void pack(Matrix a, int tile, int done, int k, int depth, Object packed, int to) {
    int height = rows.size(tile);
    int room = (depth - done - k) * height + gap;
    Packing.rows(a.from(rows.start(tile), 0), height, k, packed, to + done * height, room);
  }

  /// Multiplies the rows of a range of tiles with a panel.
  ///
  /// @param a the packed rows, from the first of these tiles on
  /// @param b the packed panel, [#side] elements for each k
  /// @param c where the results go
  /// @param add whether they are added to what is there
  void multiply(
      int first,
      int end,
      int depth,
      Object a,
      int ao,
      int panel,
      Object b,
      PanelColumns c,
      boolean add) {
    int side = side(panel);
    int ldb = side;
    int width = c.width();
    boolean direct = c.isRun() && width >= w;
    for (int t = first; t < end; t++) {
      int height = rows.size(t);
      int row = rows.start(t);
      Tile tile = any ? Tiles.any(lane) : tiles[place(height, side / w)];
      if (direct && (!any || height == Tiles.ANY_ROWS)) {
        int last = width - w;
        tile.multiply(
            depth, a, ao, height, b, 0, ldb, c.array(), c.row(row), c.rowStride(), last, add);
      } else {
        Object beside = PackBuffers.of(lane).tile(Math.max(height, gap) * side);
        tile.multiply(depth, a, ao, height, b, 0, ldb, beside, 0, side, side - w, false);
        for (int i = 0; i < height; i++) {
          c.store(beside, i * side, row + i, add);
        }
      }
      ao += height * depth + gap;
    }
  }
}
