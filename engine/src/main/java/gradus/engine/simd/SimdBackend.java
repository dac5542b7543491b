package gradus.engine.simd;

import gradus.engine.ArgMaxPool;
import gradus.engine.Convolve;
import gradus.engine.DType;
import gradus.engine.Elementwise;
import gradus.engine.HostBackend;
import gradus.engine.HostStorage.Doubles;
import gradus.engine.HostStorage.Floats;
import gradus.engine.Kernel;
import gradus.engine.Layout;
import gradus.engine.MatMul;
import gradus.engine.Operand;
import gradus.engine.Placement;
import gradus.engine.Reduction;
import gradus.engine.Scan;
import gradus.engine.Softmax;
import gradus.engine.Sort;
import gradus.engine.reference.ReferenceBackend;
import java.util.List;

/// The Vector API for F32 and, for matrix products, convolutions and element-wise operations, for
/// F64; plain loops for the rest. The reference backend computes what is left, such as products of
/// I32 matrices.
public final class SimdBackend implements HostBackend {
  private final ReferenceBackend plain = new ReferenceBackend();

  /// Creates a backend; it has no state.
  public SimdBackend() {}

  @Override
  public String name() {
    return "simd";
  }

  /// The width decides the order of the sums in a matrix product.
  @Override
  public int vectorBits() {
    return Lanes.SHAPE.vectorBitSize();
  }

  @Override
  public void run(Kernel kernel, List<Operand> inputs, Operand output) {
    boolean done =
        switch (kernel) {
          case Elementwise op -> elementwise(op, inputs, output);
          case Reduction op -> {
            Reductions.run(op, inputs.get(0), output);
            yield true;
          }
          case Softmax op -> {
            Softmaxes.run(op, inputs.get(0), output);
            yield true;
          }
          case Scan op -> {
            Scans.run(op, inputs, output);
            yield true;
          }
          case Sort op -> {
            Sorts.run(op, inputs.get(0), output);
            yield true;
          }
          case MatMul _ -> product(inputs, output);
          case Convolve op -> Convolutions.run(op, inputs.get(0), inputs.get(1), output);
          case ArgMaxPool op -> WindowMaxima.run(op, inputs.getFirst(), output);
          case Placement op -> {
            Placements.run(op, inputs, output);
            yield true;
          }
        };
    if (!done) {
      plain.run(kernel, inputs, output);
    }
  }

  private static boolean elementwise(Elementwise op, List<Operand> inputs, Operand output) {
    if (!Loops.cover(op, inputs, output)) {
      return false;
    }
    Runs.run(op, inputs, output);
    return true;
  }

  private static boolean product(List<Operand> inputs, Operand c) {
    Operand a = inputs.get(0);
    Operand b = inputs.get(1);
    int rank = c.shape().rank();
    int m = c.shape().dim(-2);
    int n = c.shape().dim(-1);
    int k = a.shape().dim(-1);
    if (c.dtype() == DType.I32
        || c.layout().stride(rank - 1) != 1 && c.layout().stride(rank - 2) != 1 && n > 1) {
      return false;
    }
    boolean add = inputs.size() == 3;
    if (add) {
      Runs.run(new Elementwise.Copy(c.dtype()), inputs.subList(2, 3), c);
    }
    int count = m == 0 || n == 0 ? 0 : c.shape().size() / m / n;
    // Many products are distributed whole among threads; within a task, a product does not use
    // further threads.
    int tasks = count < 2 * Workers.threads() ? 1 : Gemm.tasks((long) m * n * k * count, count);
    Split batches = Split.into(tasks, count);
    Workers.run(
        tasks,
        task -> {
          for (int batch = batches.start(task); batch < batches.start(task + 1); batch++) {
            Matrix written = matrix(c, batch);
            // The stride between columns is meaningless if there is only one, but Gemm looks at it.
            written =
                n == 1
                    ? new Matrix(written.array(), written.offset(), written.rowStride(), 1)
                    : written;
            Gemm.multiply(m, n, k, matrix(a, batch), matrix(b, batch), written, add);
          }
        });
    return true;
  }

  /// Returns one of the matrices along the axes before the last two, in row-major order.
  private static Matrix matrix(Operand operand, int batch) {
    Layout layout = operand.layout();
    int rank = layout.shape().rank();
    int offset = layout.offset();
    int rest = batch;
    for (int axis = rank - 3; axis >= 0; axis--) {
      offset += rest % layout.shape().dim(axis) * layout.stride(axis);
      rest /= layout.shape().dim(axis);
    }
    Object array =
        operand.storage() instanceof Doubles doubles
            ? doubles.array()
            : ((Floats) operand.storage()).array();
    return new Matrix(array, offset, layout.stride(rank - 2), layout.stride(rank - 1));
  }
}
