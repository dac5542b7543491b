package gradus.engine.simd;

import gradus.engine.ArgMaxPool;
import gradus.engine.Convolve;
import gradus.engine.Layout;
import gradus.engine.Operand;
import java.util.Arrays;

/// The indices of the maxima of windows of floats. A row of the output is found in one pass over
/// the input for each place of a window. Threads divide the signals among them.
final class WindowMaxima {
  private final ArgMaxPool op;
  private final float[] x;
  private final Layout layout;
  private final int[] y;
  private final int leading;

  /// The lengths of the last axes in the input and in the output.
  private final int[] lengths;

  private final int[] outputs;

  private WindowMaxima(ArgMaxPool op, Operand x, Operand y) {
    this.op = op;
    this.x = (float[]) Runs.array(x.storage());
    this.layout = x.layout();
    this.y = (int[]) Runs.array(y.storage());
    int rank = x.shape().rank();
    this.leading = rank - op.windows().size();
    this.lengths = Arrays.copyOfRange(x.shape().dims(), leading, rank);
    this.outputs = Arrays.copyOfRange(y.shape().dims(), leading, rank);
  }

  /// Finds the indices.
  ///
  /// @return false if the elements are not floats, and nothing was done
  static boolean run(ArgMaxPool op, Operand x, Operand y) {
    if (!(Runs.array(x.storage()) instanceof float[])) {
      return false;
    }
    if (y.shape().size() == 0) {
      return true;
    }
    Operand to = y.layout().isContiguous() ? y : Convolutions.contiguous(y);
    WindowMaxima maxima = new WindowMaxima(op, x, to);
    int pixels = Arrays.stream(maxima.outputs).reduce(1, (a, b) -> a * b);
    int signals = y.shape().size() / pixels;
    int each = Math.max(1, Runs.BLOCK / pixels);
    Workers.share(
        signals,
        each,
        (first, end) -> {
          float[] best = new float[maxima.outputs[maxima.outputs.length - 1]];
          for (int signal = first; signal < end; signal++) {
            int start = to.layout().offset() + signal * pixels;
            maxima.rows(maxima.signal(signal), start, pixels / best.length, best);
          }
        });
    if (to != y) {
      Convolutions.copy(to, y);
    }
    return true;
  }

  /// Returns the place of a signal's first element.
  private int signal(int number) {
    int place = layout.offset();
    for (int axis = leading - 1; axis >= 0; axis--) {
      place += number % layout.shape().dim(axis) * layout.stride(axis);
      number /= layout.shape().dim(axis);
    }
    return place;
  }

  private void rows(int signal, int to, int count, float[] best) {
    int[] row = new int[outputs.length - 1];
    for (int i = 0; i < count; i++) {
      Arrays.fill(y, to, to + best.length, -1);
      places(0, row, signal, 0, to, best);
      to += best.length;
      for (int a = row.length - 1; a >= 0 && ++row[a] == outputs[a]; a--) {
        row[a] = 0;
      }
    }
  }

  /// Goes through the places of a row's windows, in row-major order.
  ///
  /// @param from the place of the element at index 0 along the remaining axes
  /// @param index its index
  private void places(int a, int[] row, int from, int index, int to, float[] best) {
    ArgMaxPool.Window window = op.windows().get(a);
    Convolve.Axis axis = window.axis();
    int stride = layout.stride(leading + a);
    for (int j = 0; j < window.size(); j++) {
      int moved = j * axis.dilation() - axis.low();
      if (a < row.length) {
        int element = row[a] * axis.stride() + moved;
        if (element >= 0 && element < lengths[a]) {
          int next = (index + element) * lengths[a + 1];
          places(a + 1, row, from + element * stride, next, to, best);
        }
        continue;
      }
      int first = Math.clamp(Math.ceilDiv(-moved, axis.stride()), 0, best.length);
      int end = Math.clamp(Math.ceilDiv(lengths[a] - moved, axis.stride()), first, best.length);
      int place = from + moved * stride;
      greatest(first, end, place, axis.stride() * stride, index + moved, axis.stride(), to, best);
    }
  }

  /// Compares the best so far with elements a step apart. The first of equal ones stays, and the
  /// last NaN.
  private void greatest(
      int first, int end, int place, int step, int index, int stride, int to, float[] best) {
    for (int i = first; i < end; i++) {
      float value = x[place + i * step];
      if (value > best[i] || value != value || y[to + i] < 0) {
        best[i] = value;
        y[to + i] = index + i * stride;
      }
    }
  }
}
