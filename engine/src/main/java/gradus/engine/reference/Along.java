package gradus.engine.reference;

import gradus.engine.DType;
import gradus.engine.Operand;
import gradus.engine.Shape;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/// The kernels along one axis that keep its length. The elements along it, one for each index of
/// the other axes, are a row.
///
/// @param rows the position of the first element of each row, in row-major order
/// @param length the number of elements of a row
/// @param stride the stride between them
record Along(int[] rows, int length, int stride) {
  static Along of(int axis, Operand output) {
    Shape shape = output.shape();
    int n = shape.dim(axis);
    int inner = 1;
    for (int after = axis + 1; after < shape.rank(); after++) {
      inner *= shape.dim(after);
    }
    int stride = inner;
    int count = n == 0 ? 0 : shape.size() / n;
    int[] rows =
        IntStream.range(0, count).map(row -> row / stride * n * stride + row % stride).toArray();
    return new Along(rows, n, stride);
  }

  /// Computes the softmax; the maximum is subtracted before the exponential, so nothing overflows.
  double[] softmax(boolean log, double... x) {
    for (int row : rows) {
      double greatest = Double.NEGATIVE_INFINITY;
      for (int i = 0; i < length; i++) {
        greatest = Math.max(greatest, x[row + i * stride]);
      }
      double sum = 0;
      for (int i = 0; i < length; i++) {
        x[row + i * stride] -= greatest;
        sum += Math.exp(x[row + i * stride]);
      }
      for (int i = 0; i < length; i++) {
        double below = x[row + i * stride];
        x[row + i * stride] = log ? below - Math.log(sum) : Math.exp(below) / sum;
      }
    }
    return x;
  }

  /// Computes x, plus the previous result times a factor; without factors, the cumulative sum.
  double[] scan(DType dtype, double[]... in) {
    double[] x = in[0];
    for (int row : rows) {
      for (int i = 1; i < length; i++) {
        int at = row + i * stride;
        double before = x[at - stride];
        double product = in.length == 1 ? before : before * in[1][at];
        if (dtype == DType.I32) {
          // The product of two large integers would be rounded in a double; it must wrap around.
          product = in.length == 1 ? before : (int) before * (int) in[1][at];
          x[at] = (int) x[at] + (int) product;
        } else {
          x[at] += product;
        }
      }
    }
    return x;
  }

  /// Computes the indices that sort each row.
  double[] sort(boolean descending, double... x) {
    double[] result = new double[x.length];
    for (int row : rows) {
      // Adding 0 makes -0 equal to 0; to compare, NaN is the greatest.
      Comparator<Integer> ascending =
          Comparator.comparingDouble((Integer i) -> x[row + i * stride] + 0.0);
      Integer[] order = IntStream.range(0, length).boxed().toArray(Integer[]::new);
      Arrays.sort(order, descending ? ascending.reversed() : ascending);
      for (int i = 0; i < length; i++) {
        result[row + i * stride] = order[i];
      }
    }
    return result;
  }
}
