package gradus.engine.simd;

import java.lang.reflect.Array;
import java.util.Arrays;

/// The signals of a convolution, padded and laid out such that neighbouring outputs are neighbours
/// in memory, whatever the stride: along each axis, elements that are a stride apart form a
/// *phase*, and a plane has one phase after the other. Then tap t of output i is at the sum of an
/// offset that depends on t only and of one that depends on i only. Where the signals already lie
/// so, they are read in place.
///
/// *Dense* planes contain the signal once for each tap along the last axis, moved by that tap, so
/// that no padding is between the rows, and all pixels of a picture follow each other.
final class Planes {
  private final Lane lane;
  private final WindowAxis[] axes;
  private final Object x;
  private final int[] strides;

  /// Along each axis: the phases that some tap needs, their common length, and the stride between
  /// elements of a phase in a plane.
  private final int[][] phases;

  private final int[] lengths;
  private final int[] pitches;

  /// Along each axis, the distance between phases in a plane.
  private final int[] phaseStrides;

  private final boolean dense;

  /// The number of elements of a plane; 0 if the signals are read in place.
  private final int size;

  /// Where the first element is, relative to that of the signal; in place only.
  private final int start;

  /// @param strides the strides of the signals along each axis
  Planes(Lane lane, WindowAxis[] axes, Object x, int... strides) {
    this(lane, axes, x, false, strides);
  }

  private Planes(Lane lane, WindowAxis[] axes, Object x, boolean dense, int... strides) {
    this.lane = lane;
    this.axes = axes;
    this.x = x;
    this.strides = strides;
    this.phases = new int[axes.length][];
    this.lengths = new int[axes.length];
    this.pitches = new int[axes.length];
    this.phaseStrides = new int[axes.length];
    this.dense = dense;
    int last = axes.length - 1;
    int pitch = 1;
    int first = 0;
    boolean direct = axes[last].outputs() == 1 || strides[last] == 1;
    for (int a = last; a >= 0; a--) {
      WindowAxis axis = axes[a];
      int reach = dense && a == last ? 0 : (axis.taps() - 1) * axis.dilation();
      boolean[] used = new boolean[axis.stride()];
      int count = 0;
      for (int t = 0; t < axis.taps(); t++) {
        int phase = t * axis.dilation() % axis.stride();
        count += used[phase] ? 0 : 1;
        used[phase] = true;
      }
      phases[a] = new int[count];
      for (int phase = 0, i = 0; phase < used.length; phase++) {
        if (used[phase]) {
          phases[a][i++] = phase;
        }
      }
      lengths[a] = axis.outputs() + reach / axis.stride();
      pitches[a] = pitch;
      phaseStrides[a] = pitch * lengths[a];
      pitch *= count * lengths[a];
      first -= axis.low() * strides[a];
      direct &= !dense && axis.low() <= 0 && reach + axis.outputs() - axis.low() <= axis.length();
      direct &= axis.stride() == 1;
    }
    if (dense) {
      phaseStrides[last] = pitch;
      pitch *= axes[last].taps();
    }
    this.size = direct ? 0 : pitch;
    this.start = direct ? first : 0;
    if (direct) {
      System.arraycopy(strides, 0, pitches, 0, strides.length);
    }
  }

  /// {@return dense planes; null if the rows of the signals and of the outputs do not follow each
  /// other in the same way}
  static Planes dense(Lane lane, WindowAxis[] axes, Object x, int... strides) {
    int last = axes.length - 1;
    boolean can =
        last > 0
            && axes[last].stride() == 1
            && axes[last - 1].stride() == 1
            && axes[last].outputs() == axes[last].length()
            && strides[last] == 1
            && strides[last - 1] == axes[last].length();
    return can ? new Planes(lane, axes, x, true, strides) : null;
  }

  /// {@return whether the signals are read where they are}
  boolean direct() {
    return size == 0;
  }

  /// {@return the number of elements of a plane, if it is not read in place}
  int size() {
    return size;
  }

  /// {@return the place of the first element, relative to that of the signal, if that is read in
  /// place}
  int start() {
    return start;
  }

  /// {@return the offsets of the taps, in row-major order}
  int[] taps() {
    int[] offsets = {0};
    for (int a = 0; a < axes.length; a++) {
      WindowAxis axis = axes[a];
      int[] along = new int[axis.taps()];
      for (int t = 0; t < along.length; t++) {
        int moved = t * axis.dilation();
        int phase = Arrays.binarySearch(phases[a], moved % axis.stride());
        along[t] =
            dense && a == axes.length - 1
                ? t * phaseStrides[a]
                : phase * phaseStrides[a] + moved / axis.stride() * pitches[a];
      }
      offsets = sums(offsets, along);
    }
    return offsets;
  }

  /// {@return the number of neighbouring outputs, a row's or a picture's, that are neighbours here}
  int run() {
    int last = axes.length - 1;
    return axes[last].outputs() * (dense ? axes[last - 1].outputs() : 1);
  }

  /// {@return the offsets of the first outputs of all runs, in row-major order}
  int[] runs() {
    int[] offsets = {0};
    for (int a = 0; a < axes.length - (dense ? 2 : 1); a++) {
      int[] along = new int[axes[a].outputs()];
      for (int i = 0; i < along.length; i++) {
        along[i] = i * pitches[a];
      }
      offsets = sums(offsets, along);
    }
    return offsets;
  }

  private static int[] sums(int[] outer, int... inner) {
    int[] sums = new int[outer.length * inner.length];
    for (int i = 0; i < sums.length; i++) {
      sums[i] = outer[i / inner.length] + inner[i % inner.length];
    }
    return sums;
  }

  /// Writes the plane of a signal.
  ///
  /// @param from the place of the signal's first element
  void fill(int from, Object planes, int to) {
    fill(0, from, false, planes, to);
  }

  private void fill(int a, int from, boolean padding, Object planes, int to) {
    WindowAxis axis = axes[a];
    for (int p = 0; p < phases[a].length; p++) {
      int shift = phases[a][p] - axis.low();
      int base = to + p * phaseStrides[a];
      int low = Math.clamp(Math.ceilDiv(-shift, axis.stride()), 0, lengths[a]);
      int high = Math.clamp(Math.ceilDiv(axis.length() - shift, axis.stride()), low, lengths[a]);
      int step = axis.stride() * strides[a];
      if (a == axes.length - 2 && dense) {
        tapByTap(from, padding, planes, base);
        continue;
      }
      if (a == axes.length - 2 && !padding && rows(a, low, high, from, planes, base)) {
        continue;
      }
      if (a == axes.length - 1) {
        lane.level1().clear(padding ? lengths[a] : low, planes, base);
        if (!padding) {
          copy(high - low, from + shift * strides[a] + low * step, step, planes, base + low);
          lane.level1().clear(lengths[a] - high, planes, base + high);
        }
        continue;
      }
      for (int i = 0; i < lengths[a]; i++) {
        boolean outside = padding || i < low || i >= high;
        int at = outside ? from : from + shift * strides[a] + i * step;
        fill(a + 1, at, outside, planes, base + i * pitches[a]);
      }
    }
  }

  /// Copies neighbouring rows at once.
  ///
  /// @param low the first row that is not padding
  /// @param high the row after the last
  /// @return false if they don't lie side by side, or the code for it isn't compiled
  private boolean rows(int a, int low, int high, int from, Object planes, int base) {
    WindowAxis row = axes[a + 1];
    int shift = -row.low();
    int first = Math.clamp(-shift, 0, lengths[a + 1]);
    int n = Math.clamp(row.length() - shift, first, lengths[a + 1]) - first;
    int start = from + (low - axes[a].low()) * strides[a] + (first + shift) * strides[a + 1];
    Level1 level1 = lane.level1();
    if (axes[a].stride() != 1
        || row.stride() != 1
        || strides[a + 1] != 1
        || n < lane.width()
        || high <= low
        || !level1.copiesRows(high - low, n, start, strides[a], Array.getLength(x))) {
      return false;
    }
    level1.clear(lengths[a] * pitches[a], planes, base);
    int to = base + low * pitches[a] + first;
    level1.copyRows(high - low, n, x, start, strides[a], planes, to, pitches[a]);
    return true;
  }

  /// Writes the rows of a dense plane, for each tap along them: all at once, and then the zeros
  /// where the tap is outside of a row.
  ///
  /// @param from the place of the first row's first element
  private void tapByTap(int from, boolean padding, Object planes, int base) {
    Level1 level1 = lane.level1();
    WindowAxis column = axes[axes.length - 2];
    WindowAxis row = axes[axes.length - 1];
    int all = lengths[axes.length - 2];
    int low = padding ? all : Math.clamp(column.low(), 0, all);
    int high = padding ? all : Math.clamp(column.length() + column.low(), low, all);
    int width = row.outputs();
    int n = (high - low) * width;
    for (int t = 0; t < row.taps(); t++) {
      int to = base + t * phaseStrides[axes.length - 1];
      int shift = t * row.dilation() - row.low();
      int outside = Math.min(Math.abs(shift), width);
      level1.clear(low * width, planes, to);
      level1.clear((all - high) * width, planes, to + high * width);
      to += low * width;
      int begin = shift < 0 ? outside : 0;
      if (outside < width && n > 0) {
        int at = from + (low - column.low()) * width + begin + shift;
        level1.copy(n - outside, x, at, 1, planes, to + begin);
      }
      level1.clearRows(high - low, outside, planes, to + (shift < 0 ? 0 : width - outside), width);
    }
  }

  private void copy(int n, int from, int step, Object planes, int to) {
    Level1 level1 = lane.level1();
    boolean alternate = step == 2 && n >= lane.width() && from + 2 * n <= Array.getLength(x);
    if (alternate && level1.copyAlternateOn(n)) {
      level1.copyAlternate(n, x, from, planes, to);
    } else if (n > 0) {
      // Nowhere, if all of a row is padding.
      level1.copy(n, x, from, step, planes, to);
    }
  }
}
