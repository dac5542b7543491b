package gradus.engine.simd;

import gradus.engine.DType;
import gradus.engine.simd.Switch.Order;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// The register tiles of this program. Each is created when it is first needed, and cached.
final class Tiles {
  /// The rows of the tile that serves all products until those of their own forms are fast: the JVM
  /// compiles one tile in a tenth of a second, and a network needs ten. It is columnwise. Of 16
  /// registers, 10 are for the sums: with 12, the JIT keeps some of them in memory, because it
  /// loads the elements of A ahead.
  static final int ANY_ROWS = Lanes.registers() == 32 ? 12 : 5;

  /// The sums of a tile, in vectors, where there are 16 registers.
  static final int SUMS_OF_FEW = 10;

  /// Its vectors.
  static final int ANY_VECTORS = 2;

  /// The maximum number of cached tiles: more than the sizes need, plus some with constants in
  /// their code.
  private static final int MOST = 256;

  /// The number of multiply-adds that count as one element of a [Switch]. A multiply-add in plain
  /// Java takes a small part of an element's time, and compiling a tile longer than a loop.
  private static final int SHARE = 256;

  /// The same for tiles other than that which serves all, which make less difference.
  private static final int EXACT_SHARE = 64 * 1024;

  private static final Map<Tile.Form, Entry> ENTRIES = new ConcurrentHashMap<>();

  private static final Map<Lane, Entry> SERVES_ANY = new EnumMap<>(Lane.class);

  static {
    for (Lane lane : Lane.values()) {
      SERVES_ANY.put(lane, entry(new Tile.Form(lane, ANY_ROWS, ANY_VECTORS, true)));
    }
  }

  /// A form with its switch, and its tile once it is needed.
  private static final class Entry {
    private final Tile.Form form;
    private final Switch its;
    private final Generated<Tile> tile;
    // Of samples, which only one thread runs.
    private Object a;
    private Object b;
    private Object c;
    private boolean add;

    Entry(Tile.Form form) {
      this.form = form;
      this.tile = new Generated<>(() -> TileAssembler.assemble(form));
      // Two multiply-adds a cycle would be the peak; each waits four cycles for the one before.
      int step = Math.max(6, form.rows() * form.vectors() * 4 / 3);
      this.its =
          new Switch(
              form.toString(),
              isAny() ? Order.PRODUCTS : Order.EXACT,
              step * Math.ceilDiv(Math.max(form.k(), Warming.SHORT), Warming.SHORT),
              this::sample,
              tile::renew);
    }

    private boolean isAny() {
      return form.equals(new Tile.Form(form.lane(), ANY_ROWS, ANY_VECTORS, true));
    }

    /// Runs along k, or several times if that is a constant of the tile.
    private void sample(int turns, int times) {
      Tile made = tile.get();
      if (turns == 0) {
        for (int i = 0; i < times; i++) {
          made.multiply(-1, a, 0, 0, b, 0, 0, c, 0, 0, 0, false);
        }
        return;
      }
      int w = form.lane().width();
      int ldb = form.vectors() * w;
      int longest = Math.max(form.k(), Warming.LONG);
      int lda = form.columnwise() ? form.rows() : form.lda() > 0 ? form.lda() : longest;
      int ldc = form.ldc() > 0 ? form.ldc() : ldb;
      if (a == null) {
        DType dtype = form.lane().dtype();
        int lengthOfA = form.columnwise() ? longest * lda : form.rows() * lda + longest;
        a = Scratch.of(dtype, lengthOfA);
        b = Scratch.of(dtype, longest * ldb);
        c = Scratch.of(dtype, form.rows() * ldc + ldb);
      }
      int calls = times * (form.k() > 0 ? Math.ceilDiv(turns, Warming.SHORT) : 1);
      int k = form.k() > 0 ? form.k() : turns;
      for (int call = 0; call < calls; call++) {
        add = !add;
        made.multiply(k, a, 0, lda, b, 0, ldb, c, 0, ldc, ldb - w, add);
      }
    }
  }

  private Tiles() {}

  /// {@return the tile that serves all products}
  static Tile any(Lane lane) {
    return SERVES_ANY.get(lane).tile.get();
  }

  /// {@return a tile of a form, or the general one if the cache is full}
  static Tile of(Tile.Form form) {
    return entry(form).tile.get();
  }

  private static Entry entry(Tile.Form form) {
    Entry entry = ENTRIES.get(form);
    if (entry != null) {
      return entry;
    }
    if (ENTRIES.size() >= MOST && !form.general()) {
      return entry(new Tile.Form(form.lane(), form.rows(), form.vectors(), form.columnwise()));
    }
    return ENTRIES.computeIfAbsent(form, Entry::new);
  }

  /// {@return whether the tile that serves all products is compiled; if not, it is asked for}
  ///
  /// @param work the number of multiply-adds of a product
  static boolean anyOn(Lane lane, long work) {
    return SERVES_ANY.get(lane).its.on(work / SHARE);
  }

  /// {@return the tile of a form, as [#of] does, if it is compiled; otherwise null, and it is asked
  /// for}
  ///
  /// @param work the number of multiply-adds of a product that needs it
  static Tile on(Tile.Form form, long work) {
    Entry entry = entry(form);
    return entry.its.on(Math.max(1, work / EXACT_SHARE)) ? entry.tile.get() : null;
  }
}
