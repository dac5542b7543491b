package gradus.engine.simd;

import gradus.engine.simd.Switch.Order;

/// Dot products of the rows of a matrix with one vector.
///
/// A row has U partial sums of W lanes each. Sum u accumulates the vectors u, u + U, u + 2U, …; the
/// vectors that remain at the end go into the first sum, and the tail of fewer than W elements into
/// its last lanes. Then the sums are added, and the lanes by halves. A result therefore depends
/// only on the row, its length and the vector width.
abstract class Dots {
  /// Up to this length, contiguous rows have specialised code.
  private static final int VERY_SHORT = 64;

  /// Rows of at least this length are long.
  private static final int LENGTH = 512;

  /// A matrix of this many elements comes from memory, or nearly so.
  private static final int LARGE = 1 << 20;

  /// Rows whose distance is a multiple of this many bytes compete for the same cache sets.
  private static final int PAGE = 4096;

  /// The places in ENTRIES of short and of long rows; those between are of contiguous rows of a
  /// length.
  private static final int SHORT = 0;

  private static final int LONG = VERY_SHORT + 1;

  private static final Entry[][] ENTRIES = new Entry[Lane.values().length][LONG + 1];

  /// Vector code for rows of some length, from its first use, and its plain twin.
  private static final class Entry {
    private final Lane lane;
    private final int rows;
    private final int unroll;
    private final int length;
    private final Switch its;
    private final Generated<Dots> lanes;
    private Object x;
    private Object y;

    /// Short rows are processed W at a time, so that no lane is idle in the final additions. Long
    /// rows use eight sums in all, enough to keep the processor's units busy: more rows would evict
    /// each other from the cache, and more sums per row measured slower. From memory, though, more
    /// rows are a third faster, if they do not compete.
    Entry(Lane lane, int place) {
      int w = lane.width();
      this.lane = lane;
      this.rows = place == LONG ? Math.min(8, w) : w;
      this.unroll = place == LONG ? Math.max(1, 8 / w) : 1;
      this.length = place == LONG ? 0 : place;
      this.lanes = new Generated<>(() -> DotsAssembler.assemble(lane, rows, unroll, length));
      // A load and a multiplication for each row, and the additions across lanes.
      this.its =
          new Switch(
              "dots of " + length,
              Order.EXACT,
              8 * rows * unroll + 8 * rows,
              this::sample,
              lanes::renew);
    }

    Dots plain() {
      return new Plain(lane, rows, unroll);
    }

    /// One group of rows of as many vectors as there are turns; or, where their length is a
    /// constant, a group for some turns.
    private void sample(int turns, int times) {
      int longest = (Warming.LONG + 1) * lane.width();
      int k = length > 0 ? length : turns * lane.width();
      int groups = length > 0 ? turns / Warming.SHORT : Math.min(turns, 1);
      if (x == null) {
        int each = Math.max(length * Warming.LONG / Warming.SHORT, longest);
        x = Scratch.of(lane.dtype(), rows * each);
        y = Scratch.of(lane.dtype(), longest);
      }
      int lda = length > 0 ? length : longest;
      Dots dots = lanes.get();
      for (int i = 0; i < times; i++) {
        dots.multiply(groups, k, x, 0, lda, x, 0, y, 0);
      }
    }
  }

  /// {@return plain loops for rows of a length, with the same bits}
  static Dots plain(Lane lane, int length) {
    return entry(lane, length, 0).plain();
  }

  /// {@return code for rows of a length, at least W, and a stride: in vectors if it is compiled}
  ///
  /// @param elements the number of elements of the matrix
  static Dots of(Lane lane, int length, int stride, long elements) {
    boolean many =
        elements >= LARGE
            && length >= LENGTH
            && lane.width() >= 8
            && (long) stride * lane.bytes() % PAGE != 0;
    // Either has one sum per row, so the bits are the same.
    Entry entry = many ? entry(lane, SHORT) : entry(lane, length, stride);
    return entry.its.on(elements) ? entry.lanes.get() : entry.plain();
  }

  /// {@return the vector code for rows of a length, at least W, and a stride}
  static Dots lanes(Lane lane, int length, int stride) {
    return entry(lane, length, stride).lanes.get();
  }

  private static Entry entry(Lane lane, int length, int stride) {
    int place = SHORT;
    if (length >= LENGTH) {
      place = LONG;
    } else if (length <= VERY_SHORT && length == stride) {
      place = length;
    }
    return entry(lane, place);
  }

  private static Entry entry(Lane lane, int place) {
    Entry entry = ENTRIES[lane.ordinal()][place];
    if (entry == null) {
      // Two threads may both create one; either is valid.
      entry = new Entry(lane, place);
      ENTRIES[lane.ordinal()][place] = entry;
    }
    return entry;
  }

  final int rows;
  final int unroll;

  /// @param rows the number of rows at a time, a power of 2, at most W
  /// @param unroll the number of partial sums per row, U
  Dots(int rows, int unroll) {
    this.rows = rows;
    this.unroll = unroll;
  }

  /// Computes y[i] = Σ a[i][p] · x[p], in arrays of its type of elements, for the rows of some
  /// groups. Up to W - 1 elements of y after the last result are overwritten.
  ///
  /// @param groups the number of groups, of as many rows as are processed at a time
  /// @param k the length of the sums, at least W
  /// @param ao the offset of the first row; each further row is `lda` further
  abstract void multiply(
      int groups, int k, Object a, int ao, int lda, Object x, int xo, Object y, int yo);

  /// The same computation in plain loops.
  static final class Plain extends Dots {
    private final Lane lane;

    Plain(Lane lane, int rows, int unroll) {
      super(rows, unroll);
      this.lane = lane;
    }

    @Override
    void multiply(
        int groups, int k, Object a, int ao, int lda, Object x, int xo, Object y, int yo) {
      Level1 level1 = lane.level1();
      int w = lane.width();
      Object sums = level1.allocate(unroll * w);
      int vectors = k / w;
      int inTurn = vectors / unroll * unroll;
      int rest = k % w;
      for (int i = 0; i < groups * rows; i++) {
        level1.clear(unroll * w, sums, 0);
        int row = ao + i * lda;
        for (int v = 0; v < vectors; v++) {
          int sum = v < inTurn ? v % unroll * w : 0;
          level1.multiplyAdd(w, a, row + v * w, x, xo + v * w, sums, sum);
        }
        level1.multiplyAdd(rest, a, row + k - rest, x, xo + k - rest, sums, w - rest);
        for (int sum = 1; sum < unroll; sum++) {
          level1.add(w, sums, sum * w, sums, 0);
        }
        for (int distance = w / 2; distance > 0; distance /= 2) {
          level1.add(distance, sums, distance, sums, 0);
        }
        level1.copy(1, sums, 0, 1, y, yo + i);
      }
    }
  }
}
