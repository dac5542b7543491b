package gradus.engine.reference;

import gradus.engine.Reduction;
import gradus.engine.Reduction.ArgMax;
import gradus.engine.Reduction.ArgMin;
import gradus.engine.Reduction.Max;
import gradus.engine.Reduction.Min;
import gradus.engine.Reduction.Sum;
import gradus.engine.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleBinaryOperator;

/// The kernels that reduce along axes.
final class Reductions {
  private Reductions() {}

  static double[] compute(Reduction op, Shape shape, double... x) {
    int[] group = groups(shape, op.axes());
    return switch (op) {
      case Sum _ -> fold(0, Double::sum, shape, group, op, x);
      case Max _ -> fold(Double.NEGATIVE_INFINITY, Math::max, shape, group, op, x);
      case Min _ -> fold(Double.POSITIVE_INFINITY, Math::min, shape, group, op, x);
      case ArgMax(int axis) -> argmax(axis, shape, group, op, x);
      case ArgMin(int axis) ->
          argmax(axis, shape, group, op, Arrays.stream(x).map(v -> -v).toArray());
    };
  }

  /// Returns, for each element, the number of the group that it is reduced into.
  private static int[] groups(Shape shape, List<Integer> axes) {
    int[] groups = new int[shape.size()];
    int repeat = groups.length;
    int count = 1;
    // Row-major: the index of an axis is the quotient by the size of the later axes, modulo its
    // length.
    for (int axis = 0; axis < shape.rank(); axis++) {
      int dim = shape.dim(axis);
      repeat = dim == 0 ? 0 : repeat / dim;
      if (!axes.contains(axis)) {
        for (int i = 0; i < groups.length; i++) {
          groups[i] = groups[i] * dim + i / repeat % dim;
        }
        count *= dim;
      }
    }
    return groups;
  }

  private static double[] filled(double value, Shape shape, Reduction op) {
    int count = 1;
    for (int axis = 0; axis < shape.rank(); axis++) {
      count *= op.axes().contains(axis) ? 1 : shape.dim(axis);
    }
    double[] filled = new double[count];
    Arrays.fill(filled, value);
    return filled;
  }

  private static double[] fold(
      double start, DoubleBinaryOperator f, Shape shape, int[] group, Reduction op, double[] x) {
    double[] result = filled(start, shape, op);
    for (int i = 0; i < x.length; i++) {
      result[group[i]] = f.applyAsDouble(result[group[i]], x[i]);
    }
    return result;
  }

  private static double[] argmax(int axis, Shape shape, int[] group, Reduction op, double[] x) {
    double[] greatest = filled(Double.NEGATIVE_INFINITY, shape, op);
    double[] place = new double[greatest.length];
    boolean[] seen = new boolean[greatest.length];
    int inner = 1;
    for (int after = axis + 1; after < shape.rank(); after++) {
      inner *= shape.dim(after);
    }
    for (int i = 0; i < x.length; i++) {
      int g = group[i];
      boolean nan = Double.isNaN(x[i]) && !Double.isNaN(greatest[g]);
      if (!seen[g] || nan || x[i] > greatest[g]) {
        seen[g] = true;
        greatest[g] = x[i];
        place[g] = i / inner % shape.dim(axis);
      }
    }
    return place;
  }
}
