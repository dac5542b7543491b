package gradus.engine.reference;

import gradus.engine.Operand;
import gradus.engine.Placement;
import gradus.engine.Placement.Concat;
import gradus.engine.Placement.Fold;
import gradus.engine.Placement.Gather;
import gradus.engine.Placement.Pad;
import gradus.engine.Placement.ScatterAdd;
import gradus.engine.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.IntBinaryOperator;

/// The kernels that move elements to other positions.
final class Placements {
  private Placements() {}

  static double[] compute(Placement op, List<Operand> inputs, double[][] in, Shape output) {
    return switch (op) {
      case Pad pad -> pad(pad, inputs.get(0).shape(), in[0], output);
      case Concat(int axis) -> concat(axis, inputs, in, output);
      case Gather(int axis) -> gather(axis, inputs, in);
      case ScatterAdd(int axis) -> scatterAdd(axis, inputs, in);
      case Fold fold -> fold(fold, inputs.get(0).shape(), in[0], output);
    };
  }

  /// Returns, for each element of `from` in row-major order, its position in row-major `to`, where
  /// `index` maps an axis and an element's index on it to the new index.
  private static int[] places(Shape from, Shape to, IntBinaryOperator index) {
    int[] places = new int[from.size()];
    int repeat = from.size();
    for (int axis = 0; axis < from.rank(); axis++) {
      repeat = from.dim(axis) == 0 ? 0 : repeat / from.dim(axis);
      for (int i = 0; i < places.length; i++) {
        int moved = index.applyAsInt(axis, i / repeat % from.dim(axis));
        places[i] = places[i] * to.dim(axis) + moved;
      }
    }
    return places;
  }

  private static double[] pad(Pad pad, Shape shape, double[] x, Shape output) {
    double[] result = new double[output.size()];
    Arrays.fill(result, pad.value());
    int[] places =
        places(
            shape, output, (axis, i) -> pad.low().get(axis) + i * (1 + pad.interior().get(axis)));
    for (int i = 0; i < x.length; i++) {
      result[places[i]] = x[i];
    }
    return result;
  }

  private static double[] fold(Fold fold, Shape windows, double[] x, Shape output) {
    int size = windows.dim(-1);
    int inner = 1;
    for (int axis = fold.axis() + 1; axis < output.rank(); axis++) {
      inner *= output.dim(axis);
    }
    int count = windows.dim(fold.axis());
    double[] result = new double[output.size()];
    for (int i = 0; i < x.length; i++) {
      int row = i / size;
      int moved = row / inner % count * fold.step() + i % size * fold.dilation();
      result[(row / inner / count * fold.length() + moved) * inner + row % inner] += x[i];
    }
    return result;
  }

  private static double[] concat(int axis, List<Operand> inputs, double[][] in, Shape output) {
    double[] result = new double[output.size()];
    int start = 0;
    for (int part = 0; part < in.length; part++) {
      Shape shape = inputs.get(part).shape();
      int first = start;
      int[] places = places(shape, output, (a, i) -> a == axis ? first + i : i);
      for (int i = 0; i < in[part].length; i++) {
        result[places[i]] = in[part][i];
      }
      start += shape.dim(axis);
    }
    return result;
  }

  /// Returns, for each element of the index, the position in the target that it refers to.
  private static int[] named(int axis, Shape target, Operand index, double... numbers) {
    int[] origin = places(index.shape(), target, (a, i) -> a == axis ? 0 : i);
    int inner = 1;
    for (int after = axis + 1; after < target.rank(); after++) {
      inner *= target.dim(after);
    }
    for (int i = 0; i < origin.length; i++) {
      int number = (int) numbers[i];
      if (number < 0 || number >= target.dim(axis)) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "index %d is outside axis %d, of length %d",
                number,
                axis,
                target.dim(axis)));
      }
      origin[i] += number * inner;
    }
    return origin;
  }

  private static double[] gather(int axis, List<Operand> inputs, double[]... in) {
    int[] places = named(axis, inputs.get(0).shape(), inputs.get(1), in[1]);
    return Arrays.stream(places).mapToDouble(place -> in[0][place]).toArray();
  }

  private static double[] scatterAdd(int axis, List<Operand> inputs, double[]... in) {
    int[] places = named(axis, inputs.get(0).shape(), inputs.get(1), in[1]);
    for (int i = 0; i < places.length; i++) {
      in[0][places[i]] += in[2][i];
    }
    return in[0];
  }
}
