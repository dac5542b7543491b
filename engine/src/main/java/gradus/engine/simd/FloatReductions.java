package gradus.engine.simd;

import gradus.engine.HostStorage.Floats;
import gradus.engine.Layout;
import gradus.engine.Operand;
import gradus.engine.Reduction;
import gradus.engine.Reduction.ArgMax;
import gradus.engine.Reduction.LogSoftmax;
import gradus.engine.Reduction.Max;
import gradus.engine.Reduction.Min;
import gradus.engine.Reduction.Softmax;
import gradus.engine.Reduction.Sum;
import gradus.engine.Unary;
import gradus.engine.reference.Rows;
import java.util.Arrays;

/// Sums, extremes and softmaxes of floats, where rows lie without gaps.
final class FloatReductions {
  private FloatReductions() {}

  /// Runs a reduction, or returns false where plain loops do as well.
  static boolean run(Reduction op, Operand input, Operand output) {
    if (!(input.storage() instanceof Floats) || !output.layout().isContiguous()) {
      return false;
    }
    return switch (op) {
      case Sum _ -> {
        sum(input, output);
        yield true;
      }
      case Softmax(int axis) -> softmax(axis, false, input, output);
      case LogSoftmax(int axis) -> softmax(axis, true, input, output);
      case Max _ -> {
        extreme(input, output, true);
        yield true;
      }
      case Min _ -> {
        extreme(input, output, false);
        yield true;
      }
      case ArgMax _ -> false;
    };
  }

  /// Adds up in double: a row at once where a row has one sum, else element by element into the
  /// sums of a whole row, which the compiler turns into lanes by itself.
  private static void sum(Operand input, Operand output) {
    float[] x = ((Floats) input.storage()).array();
    double[] sums = new double[output.shape().size()];
    Layout targets = Layout.contiguous(output.shape()).expand(input.shape());
    Rows rows = new Rows(input.layout(), targets);
    int n = rows.length();
    int from = rows.stride(0);
    int to = rows.stride(1);
    rows.forEach(
        offsets -> {
          int xo = offsets[0];
          int so = offsets[1];
          if (to == 0 && from == 1) {
            sums[so] += FloatRows.sum(x, xo, n);
          } else if (to == 1 && from == 1) {
            for (int i = 0; i < n; i++) {
              sums[so + i] += x[xo + i];
            }
          } else {
            for (int i = 0; i < n; i++) {
              sums[so + i * to] += x[xo + i * from];
            }
          }
        });
    float[] y = ((Floats) output.storage()).array();
    int yo = output.layout().offset();
    for (int i = 0; i < sums.length; i++) {
      y[yo + i] = (float) sums[i];
    }
  }

  /// The greatest or the least, a row at once where a row has one.
  private static void extreme(Operand input, Operand output, boolean greatest) {
    float[] x = ((Floats) input.storage()).array();
    float[] y = ((Floats) output.storage()).array();
    int first = output.layout().offset();
    float start = greatest ? Float.NEGATIVE_INFINITY : Float.POSITIVE_INFINITY;
    Arrays.fill(y, first, first + output.shape().size(), start);
    Rows rows = new Rows(input.layout(), output.layout().expand(input.shape()));
    int n = rows.length();
    int from = rows.stride(0);
    int to = rows.stride(1);
    rows.forEach(
        offsets -> {
          int xo = offsets[0];
          int yo = offsets[1];
          if (to == 0 && from == 1) {
            float row = greatest ? FloatRows.max(x, xo, n) : FloatRows.min(x, xo, n);
            y[yo] = greatest ? Math.max(y[yo], row) : Math.min(y[yo], row);
          } else {
            for (int i = 0; i < n; i++) {
              float value = x[xo + i * from];
              float before = y[yo + i * to];
              y[yo + i * to] = greatest ? Math.max(before, value) : Math.min(before, value);
            }
          }
        });
  }

  private static boolean softmax(int axis, boolean log, Operand input, Operand output) {
    int rank = input.shape().rank();
    int n = input.shape().dim(axis);
    if (axis != rank - 1 || !input.layout().isContiguous() || n == 0) {
      return false;
    }
    float[] x = ((Floats) input.storage()).array();
    float[] y = ((Floats) output.storage()).array();
    int whole = (n + Lanes.WIDTH - 1) / Lanes.WIDTH * Lanes.WIDTH;
    float[] row = new float[whole];
    float[] powers = new float[whole];
    for (int start = 0; start < input.shape().size(); start += n) {
      int xo = input.layout().offset() + start;
      int yo = output.layout().offset() + start;
      float greatest = FloatRows.max(x, xo, n);
      for (int i = 0; i < n; i++) {
        row[i] = x[xo + i] - greatest;
      }
      FloatRows.unary(Unary.EXP, row, powers, n);
      double sum = FloatRows.sum(powers, 0, n);
      float shift = (float) Math.log(sum);
      float scale = (float) (1 / sum);
      for (int i = 0; i < n; i++) {
        y[yo + i] = log ? row[i] - shift : powers[i] * scale;
      }
    }
    return true;
  }
}
