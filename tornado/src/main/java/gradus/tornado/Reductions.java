package gradus.tornado;

import gradus.engine.Axes;
import gradus.engine.DType;
import gradus.engine.Layout;
import gradus.engine.Operand;
import gradus.engine.Reduction;
import gradus.engine.Reduction.ArgMax;
import gradus.engine.Reduction.ArgMin;
import gradus.engine.Reduction.Max;
import gradus.engine.Reduction.Min;
import gradus.engine.Reduction.Sum;
import gradus.engine.Shape;
import gradus.engine.Softmax;
import java.lang.ref.Reference;
import java.util.Arrays;
import java.util.List;

/// Calls the kernels that reduce or normalise rows.
final class Reductions {
  /// The maximum length of a row for one item; a group takes a longer one.
  private static final int SHORT = 64;

  /// From this number of rows on, one item takes each row, however long.
  private static final int MANY = 1 << 14;

  /// Below this number of rows, long rows are split into parts, one for each group.
  private static final int FEW = 256;

  /// The minimum length of a part.
  private static final int PART = 2048;

  private final Device device;
  private final DeviceMemory memory;

  /// Creates the reductions of a device.
  ///
  /// @param device the device
  /// @param memory its floating-point memory, for intermediate results
  Reductions(Device device, DeviceMemory memory) {
    this.device = device;
    this.memory = memory;
  }

  /// Runs an operation.
  ///
  /// @return false if the device has no kernel for it
  boolean run(Reduction op, Operand input, Operand output) {
    if (input.dtype() != DType.F32) {
      return false;
    }
    return switch (op) {
      case Sum _ -> fold(Opcode.SUM, 0, op.axes(), input, output);
      case Max _ -> fold(Opcode.MAX, Float.NEGATIVE_INFINITY, op.axes(), input, output);
      case Min _ -> fold(Opcode.MIN, Float.POSITIVE_INFINITY, op.axes(), input, output);
      case ArgMax(int axis) -> argMax(1, axis, input, output);
      case ArgMin(int axis) -> argMax(-1, axis, input, output);
    };
  }

  private static boolean isForItems(int rows, int length) {
    return length <= SHORT || rows >= MANY;
  }

  private boolean fold(int opcode, float start, List<Integer> axes, Operand input, Operand output) {
    Shape shape = input.shape();
    Axes kept = Call.axes(output, input);
    Axes row = new Axes(0);
    for (int axis = 0; axis < shape.rank(); axis++) {
      if (axes.contains(axis)) {
        row.add(axis, input.layout());
      } else {
        kept.add(axis, output.layout(), input.layout());
      }
    }
    int rows = kept.size();
    int length = row.size();
    boolean byItem = isForItems(rows, length);
    Call call =
        new Call(byItem ? DeviceKernel.REDUCE_BY_ITEM : DeviceKernel.REDUCE_BY_GROUP)
            .with(Args.OP, opcode)
            .numbers(start);
    if (!call.loop(kept) || !call.row(row)) {
      return false;
    }
    int parts = byItem || rows >= FEW ? 1 : Math.clamp(length / PART, 1, FEW);
    call.with(Args.PARTS, parts).with(Args.PART, Math.ceilDiv(length, parts));
    if (parts == 1) {
      call.run(device, rows);
      return true;
    }
    DeviceStorage between = memory.allocate(rows * parts);
    call.with(Args.OUT, between.start()).run(device, rows * parts);
    // The results of a row's parts are now adjacent, along an additional axis.
    int rank = shape.rank();
    int[] dims = Arrays.copyOf(output.shape().dims(), rank + 1);
    dims[rank] = parts;
    Operand partial = new Operand(between, Layout.contiguous(Shape.of(dims)));
    try {
      return fold(opcode, start, List.of(rank), partial, output);
    } finally {
      // Its range must not be freed before this point.
      Reference.reachabilityFence(between);
    }
  }

  /// Finds the maximum of the elements multiplied by a sign.
  private boolean argMax(float sign, int axis, Operand input, Operand output) {
    return along(new Call(DeviceKernel.ARGMAX).numbers(sign), axis, input, output);
  }

  /// Runs a softmax.
  ///
  /// @return false if the device has no kernel for it
  boolean run(Softmax op, Operand input, Operand output) {
    if (input.dtype() != DType.F32) {
      return false;
    }
    int axis = op.axis();
    Shape shape = input.shape();
    int length = shape.dim(axis);
    if (length == 0) {
      return true;
    }
    boolean byItem = isForItems(shape.size() / length, length);
    Call call =
        new Call(byItem ? DeviceKernel.SOFTMAX_BY_ITEM : DeviceKernel.SOFTMAX_BY_GROUP)
            .with(Args.OP, op.log() ? Opcode.LOG_SOFTMAX : Opcode.SOFTMAX)
            .with(Args.OUT_STRIDE, output.layout().stride(axis));
    return along(call, axis, input, output);
  }

  /// Runs a kernel for each row along an axis.
  private boolean along(Call call, int axis, Operand input, Operand output) {
    Shape shape = input.shape();
    Axes kept = Call.axes(output, input);
    for (int other = 0; other < shape.rank(); other++) {
      if (other != axis) {
        kept.add(other, output.layout(), input.layout());
      }
    }
    if (!call.loop(kept)) {
      return false;
    }
    call.with(Args.LENGTH, shape.dim(axis))
        .with(Args.A_STRIDE, input.layout().stride(axis))
        .run(device);
    return true;
  }
}
