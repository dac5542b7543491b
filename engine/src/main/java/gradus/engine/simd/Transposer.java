package gradus.engine.simd;

import gradus.engine.simd.Switch.Order;
import java.util.EnumMap;
import java.util.Map;

/// Transposes strips of W rows in registers, W columns at a time.
abstract class Transposer {
  /// Blocks are long: so many turns of a sample are one.
  private static final int TURNS = 4;

  private static final Map<Lane, Entry> ENTRIES = new EnumMap<>(Lane.class);

  static {
    for (Lane lane : Lane.values()) {
      ENTRIES.put(lane, new Entry(lane));
    }
  }

  /// The vector code for a type of elements, from its first use, and its switch.
  private static final class Entry {
    private final Lane lane;
    private final int w;
    private final int ldx;
    private final Switch its;
    private final Generated<Transposer> lanes;
    private Object x;
    private Object y;

    Entry(Lane lane) {
      this.lane = lane;
      this.w = lane.width();
      this.ldx = Warming.LONG / TURNS * w;
      // Each row takes part in up to four exchanges of two instructions each.
      this.lanes = new Generated<>(() -> TransposerAssembler.assemble(lane));
      this.its =
          new Switch("transposer", Order.PACKING, 16 * w / TURNS, this::sample, lanes::renew);
    }

    private void sample(int turns, int times) {
      if (x == null) {
        x = Scratch.of(lane.dtype(), w * ldx);
        y = Scratch.of(lane.dtype(), w * ldx);
      }
      Transposer transposer = lanes.get();
      for (int i = 0; i < times; i++) {
        transposer.transpose(w, turns / TURNS, x, 0, ldx, y, 0, w);
      }
    }
  }

  /// {@return the vector code}
  static Transposer lanes(Lane lane) {
    return ENTRIES.get(lane).lanes.get();
  }

  /// {@return the vector code if it is compiled, otherwise plain loops}
  ///
  /// @param elements the number of elements to transpose
  static Transposer of(Lane lane, long elements) {
    return on(lane, elements) ? lanes(lane) : new Plain(lane);
  }

  /// {@return whether the vector code is compiled; if not, it is asked for}
  ///
  /// @param elements the number of elements to transpose
  static boolean on(Lane lane, long elements) {
    return ENTRIES.get(lane).its.on(elements);
  }

  /// Writes column p of a strip of rows as a vector at `yo + p·ldy`, for p from 0 to W·blocks - 1
  /// in this order. Vectors may overlap; later ones overwrite earlier ones.
  ///
  /// @param rows the number of rows in the strip, from 1 to W; copies of the last one fill the
  ///   vectors
  /// @param blocks the number of blocks of W columns
  /// @param ldx the stride between rows of x
  /// @param ldy the stride between vectors of y
  abstract void transpose(
      int rows, int blocks, Object x, int xo, int ldx, Object y, int yo, int ldy);

  /// The same operation in plain loops.
  static final class Plain extends Transposer {
    private final Lane lane;

    Plain(Lane lane) {
      this.lane = lane;
    }

    @Override
    void transpose(int rows, int blocks, Object x, int xo, int ldx, Object y, int yo, int ldy) {
      int w = lane.width();
      for (int p = 0; p < blocks * w; p++) {
        int to = yo + p * ldy;
        lane.level1().copy(rows, x, xo + p, ldx, y, to);
        lane.level1().copy(w - rows, x, xo + (rows - 1) * ldx + p, 0, y, to + rows);
      }
    }
  }
}
