package gradus.engine.simd;

import gradus.engine.Layout;
import gradus.engine.Operand;
import java.util.Arrays;

/// The elements of an array that reductions read in contiguous ranges: either an array itself, read
/// in place, or an operand of any layout in row-major order, of which ranges are gathered into
/// scratch memory when they are read. So a reduction of a flipped or expanded view needs no copy of
/// it.
final class RowMajor {
  private final Object array;
  private final int offset;

  /// The lengths and strides of the operand's axes, outermost first; null to read in place.
  private final int[] dims;

  private final int[] steps;

  private RowMajor(Object array, int offset, int[] dims, int[] steps) {
    this.array = array;
    this.offset = offset;
    this.dims = dims;
    this.steps = steps;
  }

  /// {@return the elements of an array from an offset on, in place}
  static RowMajor inPlace(Object array, int offset) {
    return new RowMajor(array, offset, null, null);
  }

  /// {@return the elements of an operand in row-major order, gathered range by range}
  static RowMajor gathered(Operand operand) {
    Layout layout = operand.layout();
    int[] dims = operand.shape().dims();
    int[] steps = Runs.steps(layout);
    int rank = 0;
    for (int axis = 0; axis < dims.length; axis++) {
      if (dims[axis] == 1) {
        continue;
      }
      if (rank > 0 && steps[rank - 1] == (long) steps[axis] * dims[axis]) {
        dims[rank - 1] *= dims[axis];
      } else {
        dims[rank++] = dims[axis];
      }
      steps[rank - 1] = steps[axis];
    }
    return new RowMajor(
        Runs.array(operand.storage()),
        layout.offset(),
        Arrays.copyOf(dims, rank),
        Arrays.copyOf(steps, rank));
  }

  /// {@return the least number of units of work for a task, so that few tasks allocate scratch
  /// memory}
  ///
  /// @param units of work in all
  int leastInTask(int units) {
    return dims == null ? 1 : Math.max(1, Math.ceilDiv(units, 4 * Workers.threads()));
  }

  /// {@return a reader for one thread}
  Reader reader() {
    return new Reader();
  }

  /// Reads ranges; each read invalidates the one before.
  final class Reader {
    private Object block;
    private int length;

    private Reader() {
      block = dims == null ? array : null;
    }

    boolean isInPlace() {
      return dims == null;
    }

    /// {@return the array that holds the last range read}
    Object array() {
      return block;
    }

    /// Reads the elements from a position on.
    ///
    /// @param from the position, from 0
    /// @param n the number of elements
    /// @return the index in [#array] of the first
    int at(int from, int n) {
      if (dims == null) {
        return offset + from;
      }
      if (length < n) {
        length = n;
        block = Runs.scratch(array, n);
      }
      gather(from, 0, n);
      return 0;
    }

    /// Reads rows of equal length and stride one behind the other.
    ///
    /// @return the index in [#array] of the first
    int rows(int from, int pitch, int rows, int n) {
      if (dims == null) {
        return offset + from;
      }
      if (length < rows * n) {
        length = rows * n;
        block = Runs.scratch(array, length);
      }
      if (pitch == n) {
        gather(from, 0, rows * n);
      } else {
        for (int row = 0; row < rows; row++) {
          gather(from + row * pitch, row * n, n);
        }
      }
      return 0;
    }

    /// Gathers a range, box by box: as many of the inner axes as the range contains whole.
    private void gather(int from, int to, int n) {
      int rank = dims.length;
      int[] extent = new int[rank + 1];
      int[] boxSteps = new int[rank + 1];
      int[] dense = new int[rank + 1];
      for (int done = 0; done < n; ) {
        int axis = rank - 1;
        int unit = 1;
        int axes = 0;
        for (; axis > 0; axis--, axes++) {
          long whole = (long) unit * dims[axis];
          if (whole > n - done || (from + done) % whole != 0) {
            break;
          }
          extent[axes] = dims[axis];
          boxSteps[axes] = steps[axis];
          dense[axes] = unit;
          unit = (int) whole;
        }
        int place = offset;
        int rest = (from + done) / unit;
        int count = 1;
        if (axis >= 0) {
          int index = rest % dims[axis];
          count = Math.min((n - done) / unit, dims[axis] - index);
          extent[axes] = count;
          boxSteps[axes] = steps[axis];
          dense[axes++] = unit;
        }
        for (; axis >= 0 && rest > 0; axis--) {
          place += rest % dims[axis] * steps[axis];
          rest /= dims[axis];
        }
        move(axes, extent, place, boxSteps, to + done, dense);
        done += count * unit;
      }
    }

    private void move(int axes, int[] extent, int place, int[] boxSteps, int to, int[] dense) {
      if (axes == 0) {
        extent[0] = 1;
      }
      Boxes.move(extent, Math.max(1, axes), array, place, boxSteps, block, to, dense);
    }
  }
}
