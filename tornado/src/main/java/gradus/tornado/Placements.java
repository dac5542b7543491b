package gradus.tornado;

import gradus.engine.Axes;
import gradus.engine.DType;
import gradus.engine.HostStorage;
import gradus.engine.Layout;
import gradus.engine.Movement;
import gradus.engine.Operand;
import gradus.engine.Placement;
import gradus.engine.Placement.Concat;
import gradus.engine.Placement.Gather;
import gradus.engine.Placement.Pad;
import gradus.engine.Placement.ScatterAdd;
import gradus.engine.Shape;
import java.util.Collections;
import java.util.List;

/// Calls the kernels that move elements. Operations without an index tensor are copies into parts
/// of the output.
final class Placements {
  private final Device device;
  private final Elements elements;

  Placements(Device device, Elements elements) {
    this.device = device;
    this.elements = elements;
  }

  /// Runs an operation.
  ///
  /// @return false if the device has no kernel for it, or if an index is out of range; the CPU then
  ///   reports which one
  boolean run(Placement op, List<Operand> inputs, Operand output) {
    return switch (op) {
      case Pad pad -> pad(pad, inputs.getFirst(), output);
      case Concat(int axis) -> concat(axis, inputs, output);
      case Gather(int axis) -> gather(axis, inputs.get(0), inputs.get(1), output);
      case ScatterAdd(int axis) -> scatterAdd(axis, inputs, output);
      case Placement.Fold _ -> false;
    };
  }

  private static Operand part(Operand whole, Shape shape, List<Integer> start, List<Integer> step) {
    Layout layout = new Movement.Slice(shape, start, step).apply(whole.layout());
    return new Operand(whole.storage(), layout);
  }

  private boolean pad(Pad pad, Operand input, Operand output) {
    if (!elements.fill(pad.value(), output)) {
      return false;
    }
    if (input.shape().size() == 0) {
      return true;
    }
    List<Integer> step = pad.interior().stream().map(between -> between + 1).toList();
    return elements.copy(input, part(output, input.shape(), pad.low(), step));
  }

  private boolean concat(int axis, List<Operand> inputs, Operand output) {
    int start = 0;
    for (Operand input : inputs) {
      Shape shape = input.shape();
      Integer[] from = Collections.nCopies(shape.rank(), 0).toArray(Integer[]::new);
      from[axis] = start;
      List<Integer> step = Collections.nCopies(shape.rank(), 1);
      if (shape.size() > 0 && !elements.copy(input, part(output, shape, List.of(from), step))) {
        return false;
      }
      start += shape.dim(axis);
    }
    return true;
  }

  /// Returns a layout with stride 0 on an axis.
  private static Layout without(int axis, Shape shape, Layout layout) {
    List<Integer> none = Collections.nCopies(shape.rank(), 0);
    List<Integer> one = Collections.nCopies(shape.rank(), 1);
    Shape first = shape.with(axis, 1);
    return new Movement.Slice(first, none, one).apply(layout).expand(shape);
  }

  private boolean gather(int axis, Operand x, Operand index, Operand output) {
    Shape shape = index.shape();
    if (shape.size() == 0) {
      return true;
    }
    if (x.shape().size() == 0) {
      return false;
    }
    Operand origin = new Operand(x.storage(), without(axis, shape, x.layout()));
    Call call =
        new Call(DeviceKernel.GATHER)
            .with(Args.OP, output.dtype() == DType.F32 ? Opcode.FLOATS : Opcode.INTS)
            .with(Args.A_STRIDE, x.layout().stride(axis))
            .with(Args.LIMIT, x.shape().dim(axis));
    return call.loop(shape, output, origin, index) && checked(call);
  }

  private boolean scatterAdd(int axis, List<Operand> inputs, Operand output) {
    Operand index = inputs.get(1);
    Operand source = inputs.get(2);
    Shape shape = index.shape();
    if (output.dtype() != DType.F32 || output.shape().size() == 0 && shape.size() > 0) {
      return false;
    }
    Axes across = Call.axes(output, output, index, source);
    for (int other = 0; other < shape.rank(); other++) {
      if (other != axis) {
        int out = output.layout().stride(other);
        int at = index.layout().stride(other);
        across.add(shape.dim(other), new int[] {out, out, at, source.layout().stride(other)});
      }
    }
    Call call = new Call(DeviceKernel.SCATTER_ADD);
    if (!call.loop(across) || !elements.copy(inputs.get(0), output)) {
      return false;
    }
    call.with(Args.LENGTH, shape.dim(axis))
        .with(Args.LIMIT, output.shape().dim(axis))
        .with(Args.OUT_STRIDE, output.layout().stride(axis))
        .with(Args.B_STRIDE, index.layout().stride(axis))
        .with(Args.C_STRIDE, source.layout().stride(axis));
    return shape.size() == 0 || checked(call);
  }

  /// Runs a kernel that may find an index out of range. Only one runs at a time, so that each reads
  /// its own result.
  private boolean checked(Call call) {
    synchronized (device) {
      call.run(device);
      HostStorage wrong = device.read(DType.I32, Args.WRONG, 1);
      if (wrong.get(0) != 0) {
        device.write(HostStorage.allocate(DType.I32, 1), Args.WRONG);
        return false;
      }
      return true;
    }
  }
}
