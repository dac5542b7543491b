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

/// The kernels that reduce along axes.
final class Reductions {
  private Reductions() {}

  /// Runs a reduction.
  ///
  /// @return false if the reference backend's loops are as good: argmax and softmax of types other
  ///   than F32
  static boolean run(Reduction op, Operand input, Operand output) {
    boolean floats = input.storage() instanceof Floats;
    int n = output.shape().size();
    return switch (op) {
      case Sum _, Max _, Min _ -> {
        if (n > 0) {
          fold(op, input, output);
        }
        yield true;
      }
      case ArgMax(int axis) -> floats && along(op, axis, input, output);
      case Softmax(int axis) -> floats && along(op, axis, input, output);
      case LogSoftmax(int axis) -> floats && along(op, axis, input, output);
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

  /// The elements in row-major order.
  private static Object dense(Operand input) {
    int[] dims = input.shape().dims();
    Object x = Runs.array(input.storage());
    Object dense = Runs.scratch(x, input.shape().size());
    int offset = input.layout().offset();
    Runs.copy(dims, x, offset, Runs.steps(input.layout()), dense, 0, rowMajor(dims));
    return dense;
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

  /// Runs a reduction that needs the elements of one axis together.
  private static boolean along(Reduction op, int axis, Operand input, Operand output) {
    int[] dims = input.shape().dims();
    int n = dims[axis];
    int size = input.shape().size();
    if (size == 0) {
      return true;
    }
    int inner = 1;
    for (int after = axis + 1; after < dims.length; after++) {
      inner *= dims[after];
    }
    int outer = size / n / inner;
    boolean direct = input.layout().isContiguous() || op instanceof ArgMax;
    float[] x = direct ? ((Floats) input.storage()).array() : (float[]) dense(input);
    int xo = direct ? input.layout().offset() : 0;
    Object to = Runs.array(output.storage());
    boolean there = output.layout().isContiguous();
    Object y = there ? to : Runs.scratch(to, output.shape().size());
    int yo = there ? output.layout().offset() : 0;
    switch (op) {
      case ArgMax _ when !input.layout().isContiguous() ->
          ArgMaxes.run(input, axis, outer, n, inner, (int[]) y, yo);
      case ArgMax _ -> ArgMaxes.run(x, xo, outer, n, inner, (int[]) y, yo);
      case Softmax _ -> Softmaxes.run(false, x, xo, outer, n, inner, (float[]) y, yo);
      case LogSoftmax _ -> Softmaxes.run(true, x, xo, outer, n, inner, (float[]) y, yo);
      case Sum _, Max _, Min _ -> throw new IllegalArgumentException(op.label());
    }
    if (!there) {
      int[] shape = output.shape().dims();
      int offset = output.layout().offset();
      Runs.copy(shape, y, 0, rowMajor(shape), to, offset, Runs.steps(output.layout()));
    }
    return true;
  }
}
