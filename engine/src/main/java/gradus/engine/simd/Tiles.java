package gradus.engine.simd;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// The register tiles of this program: each is made when it is first asked for, and kept.
final class Tiles {
  /// So many are kept: more than the sizes need, with some that have constants in their code.
  private static final int MOST = 256;

  private static final Map<Tile.Form, Tile> MADE = new ConcurrentHashMap<>();

  private Tiles() {}

  /// {@return a tile for sums and strides of any length}
  static Tile of(int rows, int vectors, boolean columnwise) {
    return of(new Tile.Form(rows, vectors, columnwise));
  }

  /// {@return a tile of a form, or, where there are very many already, the general one}
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
