package gradus.engine.simd;

import gradus.engine.Axes;
import gradus.engine.Operand;

/// The elements of an array that reductions read in contiguous ranges: either an array itself, read
/// in place, or an operand of any layout in row-major order, of which ranges are gathered into
/// scratch memory when they are read. So a reduction of a flipped or expanded view needs no copy of
/// it.
final class RowMajor {
  private final Object array;
  private final int offset;

  /// The operand's axes; null to read in place.
  private final Axes axes;

  private RowMajor(Object array, int offset, Axes axes) {
    this.array = array;
    this.offset = offset;
    this.axes = axes;
  }

  /// {@return the elements of an array from an offset on, in place}
  static RowMajor inPlace(Object array, int offset) {
    return new RowMajor(array, offset, null);
  }

  /// {@return the elements of an operand in row-major order, gathered range by range}
  static RowMajor gathered(Operand operand) {
    return new RowMajor(Runs.array(operand.storage()), 0, Axes.of(operand.layout()));
  }

  /// {@return the least number of units of work for a task, so that few tasks allocate scratch
  /// memory}
  ///
  /// @param units of work in all
  int leastInTask(int units) {
    return axes == null ? 1 : Math.max(1, Math.ceilDiv(units, 4 * Workers.threads()));
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
      block = axes == null ? array : null;
    }

    boolean isInPlace() {
      return axes == null;
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
      if (axes == null) {
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
    int rows(int from, int stride, int rows, int n) {
      if (axes == null) {
        return offset + from;
      }
      if (length < rows * n) {
        length = rows * n;
        block = Runs.scratch(array, length);
      }
      if (stride == n) {
        gather(from, 0, rows * n);
      } else {
        for (int row = 0; row < rows; row++) {
          gather(from + row * stride, row * n, n);
        }
      }
      return 0;
    }

    /// Gathers a range, box by box: as many of the inner axes as the range contains whole.
    private void gather(int from, int to, int n) {
      int rank = axes.rank();
      int[] extent = new int[rank + 1];
      int[] strides = new int[rank + 1];
      int[] dense = new int[rank + 1];
      extent[0] = 1;
      for (int done = 0; done < n; ) {
        int axis = rank - 1;
        int unit = 1;
        int inner = 0;
        for (; axis > 0; axis--, inner++) {
          long whole = (long) unit * axes.dim(axis);
          if (whole > n - done || (from + done) % whole != 0) {
            break;
          }
          extent[inner] = axes.dim(axis);
          strides[inner] = axes.stride(0, axis);
          dense[inner] = unit;
          unit = (int) whole;
        }
        int count = 1;
        if (axis >= 0) {
          int index = (from + done) / unit % axes.dim(axis);
          count = Math.min((n - done) / unit, axes.dim(axis) - index);
          extent[inner] = count;
          strides[inner] = axes.stride(0, axis);
          dense[inner++] = unit;
        }
        int first = axes.offset(0, from + done);
        Boxes.move(extent, Math.max(1, inner), array, first, strides, block, to + done, dense);
        done += count * unit;
      }
    }
  }
}
