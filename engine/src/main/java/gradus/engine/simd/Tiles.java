package gradus.engine.simd;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// The register tiles of this program. Each is created when it is first needed, and cached.
final class Tiles {
  /// The maximum number of cached tiles: more than the sizes need, plus some with constants in
  /// their code.
  private static final int MOST = 256;

  private static final Map<Tile.Form, Tile> MADE = new ConcurrentHashMap<>();

  private Tiles() {}

  /// {@return a tile for any length of the sums and any strides}
  static Tile of(int rows, int vectors, boolean columnwise) {
    return of(new Tile.Form(rows, vectors, columnwise));
  }

  /// {@return a tile of a form, or the general one if the cache is full}
  static Tile of(Tile.Form form) {
    Tile made = MADE.get(form);
    if (made != null) {
      return made;
    }
    if (MADE.size() >= MOST && !form.general()) {
      return of(form.rows(), form.vectors(), form.columnwise());
    }
    return MADE.computeIfAbsent(form, TileAssembler::assemble);
  }
}
