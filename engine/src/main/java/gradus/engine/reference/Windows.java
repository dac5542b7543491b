package gradus.engine.reference;

import gradus.engine.ArgMaxPool;
import gradus.engine.Convolve;
import gradus.engine.Operand;
import gradus.engine.Shape;
import java.util.Arrays;
import java.util.List;

/// The kernels over windows of the last axes: convolutions and max pooling.
final class Windows {
  /// What a place of a window is if it lies in the padding, or between two elements.
  private static final int PADDING = -1;

  private static final int GAP = -2;

  private Windows() {}

  /// For each window and each of its places, both counted in row-major order, the element of the
  /// input, [#PADDING] or [#GAP].
  private static int[][] places(List<Convolve.Axis> axes, int[] input, int[] window, int[] output) {
    int[][] places = new int[size(output)][size(window)];
    for (int i = 0; i < places.length; i++) {
      for (int j = 0; j < places[i].length; j++) {
        places[i][j] = place(axes, input, window, output, i, j);
      }
    }
    return places;
  }

  private static int place(
      List<Convolve.Axis> axes, int[] input, int[] window, int[] output, int i, int j) {
    int place = 0;
    int scale = 1;
    for (int a = axes.size() - 1; a >= 0; a--) {
      Convolve.Axis axis = axes.get(a);
      long moved =
          (long) (i % output[a]) * axis.stride()
              + (long) (j % window[a]) * axis.dilation()
              - axis.low();
      i /= output[a];
      j /= window[a];
      if (Math.floorMod(moved, axis.spread()) != 0) {
        return GAP;
      }
      long element = Math.floorDiv(moved, axis.spread());
      boolean inside = element >= 0 && element < input[a];
      place = inside && place != PADDING ? place + (int) element * scale : PADDING;
      scale *= input[a];
    }
    return place;
  }

  private static int size(int... dims) {
    return Arrays.stream(dims).reduce(1, (a, b) -> a * b);
  }

  private static int[] last(Shape shape, int count) {
    return Arrays.copyOfRange(shape.dims(), shape.rank() - count, shape.rank());
  }

  static double[] convolve(
      Convolve op, boolean integers, List<Operand> inputs, double[][] in, Shape output) {
    int count = op.axes().size();
    int[] signal = last(inputs.get(0).shape(), count);
    int[] taps = last(inputs.get(1).shape(), count);
    int[][] places = places(op.axes(), signal, taps, last(output, count));
    int size = size(signal);
    int channels = inputs.get(0).shape().dim(2);
    double[] y = new double[output.size()];
    for (int row = 0; row < y.length / places.length; row++) {
      // Of the axes (n, g, o).
      int out = row % output.dim(2);
      int image = row / output.dim(2);
      int group = image % output.dim(1);
      for (int i = 0; i < places.length; i++) {
        double sum = 0;
        for (int c = 0; c < channels; c++) {
          for (int j = 0; j < places[i].length; j++) {
            if (places[i][j] != GAP) {
              int place = places[i][j];
              double x = place == PADDING ? 0 : in[0][(image * channels + c) * size + place];
              int kernel = (group * output.dim(2) + out) * channels + c;
              double factor = in[1][kernel * places[i].length + j];
              sum += integers ? (int) factor * (int) x : factor * x;
            }
          }
        }
        y[row * places.length + i] = sum;
      }
    }
    return y;
  }

  static double[] argMax(ArgMaxPool op, Shape input, double[] x, Shape output) {
    int count = op.windows().size();
    int[] signal = last(input, count);
    int[] window = op.windows().stream().mapToInt(ArgMaxPool.Window::size).toArray();
    List<Convolve.Axis> axes = op.windows().stream().map(ArgMaxPool.Window::axis).toList();
    int[][] places = places(axes, signal, window, last(output, count));
    int size = size(signal);
    double[] y = new double[output.size()];
    for (int i = 0; i < y.length; i++) {
      int start = i / places.length * size;
      int best = PADDING;
      for (int place : places[i % places.length]) {
        if (place != PADDING) {
          double value = x[start + place];
          if (best == PADDING || Double.isNaN(value) || value > x[start + best]) {
            best = place;
          }
        }
      }
      y[i] = best;
    }
    return y;
  }
}
