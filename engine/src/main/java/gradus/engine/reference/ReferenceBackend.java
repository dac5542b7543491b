package gradus.engine.reference;

import gradus.engine.ArgMaxPool;
import gradus.engine.Convolve;
import gradus.engine.DType;
import gradus.engine.Elementwise;
import gradus.engine.HostBackend;
import gradus.engine.Kernel;
import gradus.engine.MatMul;
import gradus.engine.Operand;
import gradus.engine.Placement;
import gradus.engine.Reduction;
import gradus.engine.Scan;
import gradus.engine.Softmax;
import gradus.engine.Sort;
import java.util.List;

/// The backend in plain Java: every kernel is a simple loop over doubles, written for readability.
/// It is the oracle for other backends, and their fallback. It reads all inputs before it writes,
/// so operands may overlap. Integers wrap around as in Java.
public final class ReferenceBackend implements HostBackend {
  /// Creates a backend; it has no state.
  public ReferenceBackend() {}

  @Override
  public String name() {
    return "reference";
  }

  @Override
  public void run(Kernel kernel, List<Operand> inputs, Operand output) {
    double[][] in = inputs.stream().map(Dense::read).toArray(double[][]::new);
    double[] out =
        switch (kernel) {
          case Elementwise op -> Elements.compute(op, output.dtype(), in);
          case Reduction op -> Reductions.compute(op, inputs.get(0).shape(), in[0]);
          case Softmax op -> Along.of(op.axis(), output).softmax(op.log(), in[0]);
          case Scan op -> Along.of(op.axis(), output).scan(output.dtype(), in);
          case Sort op -> Along.of(op.axis(), output).sort(op.descending(), in[0]);
          case MatMul _ -> product(inputs, in, output);
          case Convolve op ->
              Windows.convolve(op, output.dtype() == DType.I32, inputs, in, output.shape());
          case ArgMaxPool op -> Windows.argMax(op, inputs.get(0).shape(), in[0], output.shape());
          case Placement op -> Placements.compute(op, inputs, in, output.shape());
        };
    if (output.dtype() == DType.I32 && !(kernel instanceof Elementwise.Copy)) {
      // Sums of integers are exact in a double, and wrap around here.
      for (int i = 0; i < out.length; i++) {
        out[i] = (int) (long) out[i];
      }
    }
    Dense.write(out, output);
  }

  private static double[] product(List<Operand> inputs, double[][] in, Operand output) {
    boolean integers = output.dtype() == DType.I32;
    double[] a = in[0];
    double[] b = in[1];
    double[] c = in.length == 3 ? in[2] : new double[output.shape().size()];
    int m = output.shape().dim(-2);
    int n = output.shape().dim(-1);
    int k = inputs.get(0).shape().dim(-1);
    for (int row = 0; n > 0 && row < c.length / n; row++) {
      int batch = row / m;
      for (int l = 0; l < k; l++) {
        double factor = a[row * k + l];
        for (int j = 0; j < n; j++) {
          double other = b[(batch * k + l) * n + j];
          c[row * n + j] += integers ? (int) factor * (int) other : factor * other;
        }
      }
    }
    return c;
  }
}
