package gradus.engine.simd;

import gradus.engine.simd.Switch.Order;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// A register tile that reads the windows of a convolution in place: its vectors, which may be
/// anywhere, are parts of rows of pixels, and each step of the sums adds the offset of a tap. Its
/// sums are the same chains of fused multiply-adds as those of [Tile].
abstract class WindowTile {
  /// The number of vectors.
  static final int VECTORS = Lanes.registers() == 32 ? 3 : 2;

  /// The greatest number of rows.
  static final int MOST_ROWS = Lanes.registers() == 32 ? 8 : 6;

  /// The number of multiply-adds that count as one element of a [Switch]; see [Tiles].
  private static final int SHARE = 64 * 1024;

  private static final Map<Form, Entry> ENTRIES = new ConcurrentHashMap<>();

  /// The form of a tile: everything that its code depends on.
  ///
  /// @param lane the type of the elements
  /// @param rows the number of rows, at least 1
  record Form(Lane lane, int rows) {}

  /// A form with its switch, and its tile once it is needed.
  private static final class Entry {
    private final Form form;
    private final Switch its;
    private volatile WindowTile tile;
    // Of samples, which only one thread runs.
    private Object a;
    private Object b;
    private Object c;
    private int[] offsets;
    private int[] places;

    Entry(Form form) {
      this.form = form;
      int step = Math.max(8, form.rows() * VECTORS * 4 / 3);
      this.its = new Switch(form.toString(), Order.EXACT, step, this::sample);
    }

    WindowTile tile() {
      WindowTile made = tile;
      if (made == null) {
        synchronized (this) {
          made = tile;
          if (made == null) {
            made = WindowTileAssembler.assemble(form);
            tile = made;
          }
        }
      }
      return made;
    }

    private void sample(int turns, int times) {
      int w = form.lane().width();
      int ldc = VECTORS * w;
      if (a == null) {
        a = Scratch.of(form.lane().dtype(), Warming.LONG * form.rows());
        b = Scratch.of(form.lane().dtype(), Warming.LONG + ldc);
        c = Scratch.of(form.lane().dtype(), form.rows() * ldc);
        offsets = new int[Warming.LONG];
        places = new int[VECTORS];
        for (int i = 0; i < offsets.length; i++) {
          offsets[i] = i;
        }
        for (int i = 0; i < VECTORS; i++) {
          places[i] = i * w;
        }
      }
      int k = turns == 0 ? -1 : turns;
      for (int i = 0; i < times; i++) {
        tile().multiply(k, a, 0, b, offsets, places, c, 0, ldc, places);
      }
    }
  }

  /// {@return the tile of a form if it is compiled; otherwise null, and it is asked for}
  ///
  /// @param work the number of multiply-adds of a convolution that needs it
  static WindowTile on(Form form, long work) {
    Entry entry = ENTRIES.computeIfAbsent(form, Entry::new);
    return entry.its.on(Math.max(1, work / SHARE)) ? entry.tile() : null;
  }

  /// Computes a tile of a convolution.
  ///
  /// @param k the length of the sums; if it is less than 0, nothing is done
  /// @param a the kernel, packed: the elements of the rows for each k
  /// @param b the planes
  /// @param offsets the offset in them of each k
  /// @param starts where the vectors are in them, [#VECTORS] places
  /// @param c the output
  /// @param co the place of the first row
  /// @param ldc the stride between rows
  /// @param places where the vectors are in a row
  abstract void multiply(
      int k,
      Object a,
      int ao,
      Object b,
      int[] offsets,
      int[] starts,
      Object c,
      int co,
      int ldc,
      int[] places);

  /// The same in plain Java, for JVMs where classes can't be defined at run time.
  static final class Plain extends WindowTile {
    private final Form form;

    Plain(Form form) {
      this.form = form;
    }

    @Override
    void multiply(
        int k,
        Object a,
        int ao,
        Object b,
        int[] offsets,
        int[] starts,
        Object c,
        int co,
        int ldc,
        int[] places) {
      Level1 level1 = form.lane().level1();
      int w = form.lane().width();
      for (int i = 0; k >= 0 && i < form.rows(); i++) {
        for (int v = 0; v < VECTORS; v++) {
          int to = co + i * ldc + places[v];
          level1.clear(w, c, to);
          for (int p = 0; p < k; p++) {
            level1.axpy(w, a, ao + p * form.rows() + i, b, offsets[p] + starts[v], c, to);
          }
        }
      }
    }
  }
}
