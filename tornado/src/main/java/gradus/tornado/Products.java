package gradus.tornado;

import gradus.engine.Axes;
import gradus.engine.DType;
import gradus.engine.Operand;
import gradus.engine.Shape;
import java.util.List;

/// Calls the kernels of matrix products.
final class Products {
  /// The minimum number of rows and of columns, and of products, for the tiled kernel.
  private static final int LARGE = 32;

  private static final int MANY = 1 << 16;

  private final Device device;
  private final Elements elements;

  Products(Device device, Elements elements) {
    this.device = device;
    this.elements = elements;
  }

  /// Multiplies matrices.
  ///
  /// @param inputs the operands, and optionally a term to add
  /// @return false if the device has no kernel for it
  boolean run(List<Operand> inputs, Operand output) {
    Operand a = inputs.get(0);
    Operand b = inputs.get(1);
    Shape shape = output.shape();
    int rank = shape.rank();
    int m = shape.dim(-2);
    int n = shape.dim(-1);
    int k = a.shape().dim(-1);
    Axes batch = Call.axes(output, a, b);
    for (int axis = 0; axis < rank - 2; axis++) {
      batch.add(axis, output.layout(), a.layout(), b.layout());
    }
    boolean tiled = m >= LARGE && n >= LARGE && (long) m * n * k >= MANY;
    Call call = new Call(tiled ? DeviceKernel.PRODUCT_TILED : DeviceKernel.PRODUCT);
    if (output.dtype() != DType.F32 || !call.loop(batch)) {
      return false;
    }
    boolean add = inputs.size() == 3;
    if (add && !elements.copy(inputs.get(2), output)) {
      return false;
    }
    call.with(Args.M, m).with(Args.N, n).with(Args.K, k).with(Args.ADD, add ? 1 : 0);
    call.with(Args.OUT_STRIDE, output.layout().stride(rank - 2))
        .with(Args.OUT_COLUMN, output.layout().stride(rank - 1))
        .with(Args.A_STRIDE, a.layout().stride(rank - 2))
        .with(Args.A_COLUMN, a.layout().stride(rank - 1))
        .with(Args.B_STRIDE, b.layout().stride(rank - 2))
        .with(Args.B_COLUMN, b.layout().stride(rank - 1));
    int tiles = Math.ceilDiv(m, ProductKernels.TILE) * Math.ceilDiv(n, ProductKernels.TILE);
    call.run(device, tiled ? batch.size() * tiles : shape.size());
    return true;
  }
}
