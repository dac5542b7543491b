package gradus.engine.simd;

import gradus.engine.simd.Switch.Order;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// A register tile that reads the windows of a convolution in place: one of its sides may be
/// anywhere in the planes, and each step of the sums adds the offset of that step to all its
/// places. The other side is packed. Its sums are the same chains of fused multiply-adds as those
/// of [Tile].
abstract class WindowTile {
  /// The greatest number of vectors.
  static final int VECTORS = Lanes.registers() == 32 ? 3 : 2;

  /// The number of sums, in vectors.
  private static final int SUMS = Lanes.registers() == 32 ? 24 : 12;

  /// The side that is read in place.
  enum Side {
    /// A row is one number in each step.
    ROWS,
    /// A vector is a part of a row of pixels.
    VECTORS
  }

  /// The number of multiply-adds that count as one element of a [Switch]; see [Tiles].
  private static final int SHARE = 64 * 1024;

  private static final Map<Form, Entry> ENTRIES = new ConcurrentHashMap<>();

  /// The form of a tile: everything that its code depends on.
  ///
  /// @param lane the type of the elements
  /// @param rows the number of rows, at least 1
  /// @param vectors the number of vectors, at least 1
  /// @param inPlace the side that is read in place
  record Form(Lane lane, int rows, int vectors, Side inPlace) {}

  /// {@return the greatest number of rows that fit with a number of vectors}
  static int mostRows(int vectors) {
    return SUMS / vectors;
  }

  /// A form with its switch, and its tile once it is needed.
  private static final class Entry {
    private final Form form;
    private final Switch its;
    private final Generated<WindowTile> tile;
    // Of samples, which only one thread runs.
    private Object packed;
    private Object planes;
    private Object c;
    private int[] offsets;
    private int[] starts;
    private int[] places;
    private boolean add;

    Entry(Form form) {
      this.form = form;
      int step = Math.max(8, form.rows() * form.vectors() * 4 / 3);
      this.tile = new Generated<>(() -> WindowTileAssembler.assemble(form));
      this.its = new Switch(form.toString(), Order.EXACT, step, this::sample, tile::renew);
    }

    private void sample(int turns, int times) {
      int w = form.lane().width();
      int ldc = form.vectors() * w;
      if (packed == null) {
        int side = form.inPlace() == Side.ROWS ? ldc : form.rows();
        packed = Scratch.of(form.lane().dtype(), Warming.LONG * side);
        planes = Scratch.of(form.lane().dtype(), Warming.LONG + Math.max(ldc, form.rows()));
        c = Scratch.of(form.lane().dtype(), form.rows() * ldc);
        offsets = new int[Warming.LONG];
        starts = new int[form.inPlace() == Side.ROWS ? form.rows() : form.vectors()];
        places = new int[form.vectors()];
        Arrays.setAll(offsets, i -> i);
        Arrays.setAll(starts, i -> form.inPlace() == Side.ROWS ? i : i * w);
        Arrays.setAll(places, i -> i * w);
      }
      int k = turns == 0 ? -1 : turns;
      for (int i = 0; i < times; i++) {
        add = !add;
        tile.get().multiply(k, packed, 0, planes, offsets, starts, c, 0, ldc, places, add);
      }
    }
  }

  /// {@return the tile of a form if it is compiled; otherwise null, and it is asked for}
  ///
  /// @param work the number of multiply-adds of a convolution that needs it
  static WindowTile on(Form form, long work) {
    Entry entry = ENTRIES.computeIfAbsent(form, Entry::new);
    return entry.its.on(Math.max(1, work / SHARE)) ? entry.tile.get() : null;
  }

  /// Computes a tile of a convolution.
  ///
  /// @param k the length of the sums; if it is less than 0, nothing is done
  /// @param packed the side that is packed: the elements of the rows, or the vectors, for each k
  /// @param at where it begins
  /// @param planes the other side
  /// @param offsets the offset in the planes of each k
  /// @param starts where the rows or the vectors are in the planes
  /// @param c the output
  /// @param co the place of the first row
  /// @param ldc the stride between rows
  /// @param places where the vectors are in a row
  /// @param add whether the sums are added to what is there; then no vectors may overlap
  abstract void multiply(
      int k,
      Object packed,
      int at,
      Object planes,
      int[] offsets,
      int[] starts,
      Object c,
      int co,
      int ldc,
      int[] places,
      boolean add);

  /// The same in plain Java, for JVMs where classes can't be defined at run time.
  static final class Plain extends WindowTile {
    private final Form form;

    Plain(Form form) {
      this.form = form;
    }

    @Override
    void multiply(
        int k,
        Object packed,
        int at,
        Object planes,
        int[] offsets,
        int[] starts,
        Object c,
        int co,
        int ldc,
        int[] places,
        boolean add) {
      Level1 level1 = form.lane().level1();
      int w = form.lane().width();
      int side = form.vectors() * w;
      Object sums = level1.allocate(w);
      for (int i = 0; k >= 0 && i < form.rows(); i++) {
        for (int v = 0; v < form.vectors(); v++) {
          level1.clear(w, sums, 0);
          for (int p = 0; p < k; p++) {
            if (form.inPlace() == Side.ROWS) {
              int vector = at + p * side + v * w;
              level1.axpy(w, planes, starts[i] + offsets[p], packed, vector, sums, 0);
            } else {
              int row = at + p * form.rows() + i;
              level1.axpy(w, packed, row, planes, starts[v] + offsets[p], sums, 0);
            }
          }
          level1.store(w, sums, 0, c, co + i * ldc + places[v], 1, add);
        }
      }
    }
  }
}
