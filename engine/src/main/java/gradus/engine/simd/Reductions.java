package gradus.engine.simd;

import gradus.engine.HostStorage.Floats;
import gradus.engine.Layout;
import gradus.engine.Operand;
import gradus.engine.Reduction;
import gradus.engine.Reduction.ArgMax;
import gradus.engine.Reduction.ArgMin;
import gradus.engine.Reduction.Max;
import gradus.engine.Reduction.Min;
import gradus.engine.Reduction.Sum;

/// The kernels that reduce along axes.
final class Reductions {
  private Reductions() {}

  /// Runs a reduction.
  ///
  /// @return false if the reference backend's loops are as good: argmax of types other than F32,
  ///   argmin
  static boolean run(Reduction op, Operand input, Operand output) {
    int n = output.shape().size();
    return switch (op) {
      case Sum _, Max _, Min _ -> {
        if (n > 0) {
          fold(op, input, output);
        }
        yield true;
      }
      case ArgMax(int axis) -> n == 0 || argMax(axis, input, output);
      case ArgMin _ -> false;
    };
  }

  private static void fold(Reduction op, Operand input, Operand output) {
    Object x = Runs.array(input.storage());
    Object y = Runs.array(output.storage());
    Layout layout = input.layout();
    Layout to = output.layout();
    int n = input.shape().size();
    Fold fold = Fold.of(op, x);
    if (output.shape().size() == 1 && layout.isContiguous() && n <= FoldPlan.CHUNK) {
      FoldPlan.store(n == 0 ? fold.start() : fold.row(x, layout.offset(), n), y, to.offset());
      return;
    }
    boolean[] reduced = new boolean[input.shape().rank()];
    for (int axis : op.axes()) {
      reduced[axis] = true;
    }
    int[] dims = input.shape().dims();
    FoldPlan plan = new FoldPlan(dims, Runs.steps(layout), reduced, Runs.steps(to));
    if (plan.needsDenseRows()) {
      // Rows with gaps, reversed, or of one repeated element have to be gathered.
      plan = new FoldPlan(dims, rowMajor(dims), reduced, Runs.steps(to));
      plan.run(fold, RowMajor.gathered(input), y, to.offset());
    } else {
      plan.run(fold, RowMajor.inPlace(x, layout.offset()), y, to.offset());
    }
  }

  private static int[] rowMajor(int... dims) {
    int[] steps = new int[dims.length];
    int step = 1;
    for (int axis = dims.length - 1; axis >= 0; axis--) {
      steps[axis] = step;
      step *= dims[axis];
    }
    return steps;
  }

  private static boolean argMax(int axis, Operand input, Operand output) {
    if (!(input.storage() instanceof Floats)) {
      return false;
    }
    Dense.Extent extent = Dense.Extent.of(input.shape(), axis);
    int outer = extent.outer();
    int n = extent.n();
    int inner = extent.inner();
    Dense y = Dense.room(output);
    int[] to = (int[]) y.array();
    if (input.layout().isContiguous()) {
      float[] x = (float[]) Runs.array(input.storage());
      ArgMaxes.run(x, input.layout().offset(), outer, n, inner, to, y.offset());
    } else {
      ArgMaxes.run(input, axis, outer, n, inner, to, y.offset());
    }
    y.writeTo(output);
    return true;
  }
}
