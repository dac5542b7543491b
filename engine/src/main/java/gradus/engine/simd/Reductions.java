package gradus.engine.simd;

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

  static void run(Reduction op, Operand input, Operand output) {
    if (output.shape().size() == 0) {
      return;
    }
    Fold fold =
        switch (op) {
          case Sum _ -> Sums.ALL;
          case Max _ -> Extremes.MAX;
          case Min _ -> new Extremes(false, false);
          case ArgMax _ -> new Extremes(true, true);
          case ArgMin _ -> new Extremes(false, true);
        };
    Object x = Runs.array(input.storage());
    Object y = Runs.array(output.storage());
    Layout layout = input.layout();
    Layout to = output.layout();
    int n = input.shape().size();
    if (output.shape().size() == 1 && layout.isContiguous() && n > 0 && n <= FoldPlan.CHUNK) {
      Results result = Results.of(fold, 1, 0);
      fold.row(x, layout.offset(), n, 0, result, 0);
      result.store(0, y, to.offset());
      return;
    }
    boolean[] reduced = new boolean[input.shape().rank()];
    for (int axis : op.axes()) {
      reduced[axis] = true;
    }
    int[] dims = input.shape().dims();
    FoldPlan plan = new FoldPlan(dims, Runs.strides(layout), reduced, Runs.strides(to));
    if (plan.needsDenseRows()) {
      // Rows with gaps, reversed, or of one repeated element have to be gathered.
      int[] dense = Runs.strides(Layout.contiguous(input.shape()));
      plan = new FoldPlan(dims, dense, reduced, Runs.strides(to));
      plan.run(fold, RowMajor.gathered(input), y, to.offset());
    } else {
      plan.run(fold, RowMajor.inPlace(x, layout.offset()), y, to.offset());
    }
  }
}
