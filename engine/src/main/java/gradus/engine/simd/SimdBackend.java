package gradus.engine.simd;

import gradus.engine.Binary;
import gradus.engine.Comparison;
import gradus.engine.DType;
import gradus.engine.Elementwise;
import gradus.engine.Elementwise.AddOverRoot;
import gradus.engine.Elementwise.AddProduct;
import gradus.engine.Elementwise.Clamp;
import gradus.engine.Elementwise.Combine;
import gradus.engine.Elementwise.Copy;
import gradus.engine.Elementwise.Where;
import gradus.engine.HostBackend;
import gradus.engine.HostStorage.Floats;
import gradus.engine.Kernel;
import gradus.engine.Layout;
import gradus.engine.MatMul;
import gradus.engine.Operand;
import gradus.engine.Placement;
import gradus.engine.Reduction;
import gradus.engine.Unary;
import gradus.engine.reference.ReferenceBackend;
import java.util.List;

/// The Vector API for F32, where it pays; everything else goes to the reference backend's plain
/// loops: other types, what moves elements about, and the rarer functions.
public final class SimdBackend implements HostBackend {
  private final ReferenceBackend plain = new ReferenceBackend();

  /// A backend; it has no state.
  public SimdBackend() {}

  @Override
  public String name() {
    return "simd";
  }

  @Override
  public void run(Kernel kernel, List<Operand> inputs, Operand output) {
    boolean done =
        switch (kernel) {
          case Elementwise op -> elementwise(op, inputs, output);
          case Reduction op -> FloatReductions.run(op, inputs.get(0), output);
          case MatMul _ -> product(inputs, output);
          case Placement _ -> false;
        };
    if (!done) {
      plain.run(kernel, inputs, output);
    }
  }

  /// Whether lanes know the function, of these types.
  private static boolean elementwise(Elementwise op, List<Operand> inputs, Operand output) {
    FloatBlocks.Body body =
        switch (op) {
          case Unary unary when unary != Unary.ERF ->
              (in, y, n) -> FloatRows.unary(unary, in[0], y, n);
          // Powers have cases of their own that lanes don't keep to.
          case Binary binary when binary != Binary.POW ->
              (in, y, n) -> FloatRows.binary(binary, in[0], in[1], y, n);
          case Comparison comparison ->
              (in, y, n) -> FloatRows.comparison(comparison, in[0], in[1], y, n);
          case Clamp(double low, double high) ->
              (in, y, n) -> FloatRows.clamp((float) low, (float) high, in[0], y, n);
          case Where() -> (in, y, n) -> FloatRows.where(in[0], in[1], in[2], y, n);
          case Copy _ -> (in, y, n) -> System.arraycopy(in[0], 0, y, 0, n);
          case Combine(double alpha, double beta) ->
              (in, y, n) ->
                  FloatUpdates.combine((float) alpha, in[0], 0, (float) beta, in[1], 0, y, 0, n);
          case AddProduct(double alpha, double beta) ->
              (in, y, n) ->
                  FloatUpdates.addProduct(
                      (float) alpha, in[0], 0, (float) beta, in[1], 0, in[2], 0, y, 0, n);
          case AddOverRoot(double beta, double eps) ->
              (in, y, n) ->
                  FloatUpdates.addOverRoot(
                      in[0], 0, (float) beta, in[1], 0, in[2], 0, (float) eps, y, 0, n);
          case Unary _, Binary _ -> null;
        };
    boolean exact =
        switch (op) {
          // A condition may be read as floats: 0 stays 0, all else stays something else.
          case Where() -> output.dtype() == DType.F32;
          // Large integers don't fit into floats, nor do doubles.
          case Copy _ -> output.dtype() == DType.F32 && inputs.get(0).dtype() != DType.F64;
          default -> inputs.stream().allMatch(input -> input.dtype() == DType.F32);
        };
    if (body == null || !exact) {
      return false;
    }
    FloatBlocks.forEach(inputs, output, body);
    return true;
  }

  private static boolean product(List<Operand> inputs, Operand c) {
    Operand a = inputs.get(0);
    Operand b = inputs.get(1);
    int rank = c.shape().rank();
    int m = c.shape().dim(-2);
    int n = c.shape().dim(-1);
    int k = a.shape().dim(-1);
    if (!(c.storage() instanceof Floats) || n > 1 && c.layout().stride(rank - 1) != 1) {
      return false;
    }
    boolean add = inputs.size() == 3;
    if (add) {
      elementwise(new Copy(DType.F32), inputs.subList(2, 3), c);
    }
    int count = m == 0 || n == 0 ? 0 : c.shape().size() / m / n;
    for (int batch = 0; batch < count; batch++) {
      Gemm.multiply(m, n, k, matrix(a, batch), matrix(b, batch), matrix(c, batch), add);
    }
    return true;
  }

  /// One of the matrices that lie along the axes before the last two, in row-major order.
  private static Gemm.Matrix matrix(Operand operand, int batch) {
    Layout layout = operand.layout();
    int rank = layout.shape().rank();
    int offset = layout.offset();
    int rest = batch;
    for (int axis = rank - 3; axis >= 0; axis--) {
      offset += rest % layout.shape().dim(axis) * layout.stride(axis);
      rest /= layout.shape().dim(axis);
    }
    float[] array = ((Floats) operand.storage()).array();
    return new Gemm.Matrix(array, offset, layout.stride(rank - 2), layout.stride(rank - 1));
  }
}
