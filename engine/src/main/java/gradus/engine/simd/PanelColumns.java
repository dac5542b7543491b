package gradus.engine.simd;

import java.util.Arrays;

/// The columns of a panel in the output of a convolution: runs of neighbouring elements.
final class PanelColumns {
  private final Lane lane;
  private final Object array;
  private final int offset;
  private final int rowStride;
  private int[] places = new int[8];
  private int[] lengths = new int[8];
  private int runs;
  private int width;

  /// @param array the output
  /// @param offset the place of its first row
  /// @param rowStride the stride between rows
  PanelColumns(Lane lane, Object array, int offset, int rowStride) {
    this.lane = lane;
    this.array = array;
    this.offset = offset;
    this.rowStride = rowStride;
  }

  /// Forgets the columns.
  void clear() {
    runs = 0;
    width = 0;
  }

  /// Adds the next columns.
  ///
  /// @param place where they are in a row
  void add(int place, int length) {
    width += length;
    if (runs > 0 && places[runs - 1] + lengths[runs - 1] == place) {
      lengths[runs - 1] += length;
      return;
    }
    if (runs == places.length) {
      places = Arrays.copyOf(places, 2 * runs);
      lengths = Arrays.copyOf(lengths, 2 * runs);
    }
    places[runs] = place;
    lengths[runs++] = length;
  }

  int width() {
    return width;
  }

  boolean isRun() {
    return runs == 1;
  }

  Object array() {
    return array;
  }

  int rowStride() {
    return rowStride;
  }

  /// {@return the place of a row's first column in this panel}
  int row(int row) {
    return offset + row * rowStride + places[0];
  }

  /// Stores a row of results, or adds it.
  void store(Object from, int at, int row, boolean add) {
    int start = offset + row * rowStride;
    for (int run = 0; run < runs; run++) {
      lane.level1().store(lengths[run], from, at, array, start + places[run], 1, add);
      at += lengths[run];
    }
  }
}
