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

    private void gather(int from, int to, int n) {
      int rank = dims.length;
      int[] index = new int[rank];
      int place = offset;
      int rest = from;
      for (int axis = rank - 1; axis >= 0; axis--) {
        index[axis] = rest % dims[axis];
        rest /= dims[axis];
        place += index[axis] * steps[axis];
      }
      if (rank == 0) {
        run(place, 0, to, n);
        return;
      }
      int last = rank - 1;
      for (int done = 0; done < n; ) {
        int run = Math.min(n - done, dims[last] - index[last]);
        run(place, steps[last], to + done, run);
        done += run;
        place -= index[last] * steps[last];
        index[last] = 0;
        int axis = last - 1;
        for (; axis >= 0 && ++index[axis] == dims[axis]; axis--) {
          place -= (dims[axis] - 1) * steps[axis];
          index[axis] = 0;
        }
        if (axis >= 0) {
          place += steps[axis];
        }
      }
    }

    private void run(int from, int step, int to, int n) {
      switch (block) {
        case float[] y -> floats((float[]) array, from, step, y, to, n);
        case int[] y -> ints((int[]) array, from, step, y, to, n);
        default -> doubles((double[]) array, from, step, (double[]) block, to, n);
      }
    }

    private static void floats(float[] x, int from, int step, float[] y, int to, int n) {
      if (step == 0) {
        Arrays.fill(y, to, to + n, x[from]);
      } else if (step == 1) {
        System.arraycopy(x, from, y, to, n);
      } else {
        for (int i = 0; i < n; i++) {
          y[to + i] = x[from + i * step];
        }
      }
    }

    private static void ints(int[] x, int from, int step, int[] y, int to, int n) {
      for (int i = 0; i < n; i++) {
        y[to + i] = x[from + i * step];
      }
    }

    private static void doubles(double[] x, int from, int step, double[] y, int to, int n) {
      for (int i = 0; i < n; i++) {
        y[to + i] = x[from + i * step];
      }
    }
  }
}
