package gradus.tornado;

import gradus.engine.Binary;
import gradus.engine.Comparison;
import gradus.engine.DType;
import gradus.engine.Elementwise;
import gradus.engine.Elementwise.Clamp;
import gradus.engine.Elementwise.Copy;
import gradus.engine.Elementwise.Fused;
import gradus.engine.Elementwise.Where;
import gradus.engine.Operand;
import gradus.engine.Unary;
import java.lang.ref.Reference;
import java.util.List;

/// Calls the element-wise kernels.
final class Elements {
  private final Device device;

  Elements(Device device) {
    this.device = device;
  }

  /// Runs an operation.
  ///
  /// @return false if the device has no kernel for it
  boolean run(Elementwise op, List<Operand> inputs, Operand output) {
    return switch (op) {
      case Unary unary -> unary(unary, inputs, output);
      case Binary binary -> {
        DeviceKernel kernel =
            output.dtype() == DType.F32 ? DeviceKernel.BINARY : DeviceKernel.INT_BINARY;
        yield run(kernel, Opcode.of(binary), inputs, output);
      }
      case Comparison comparison -> {
        boolean floats = inputs.getFirst().dtype() == DType.F32;
        DeviceKernel kernel = floats ? DeviceKernel.COMPARE : DeviceKernel.INT_COMPARE;
        yield run(kernel, Opcode.of(comparison), inputs, output);
      }
      case Clamp(double low, double high) ->
          output.dtype() == DType.F32
              && run(DeviceKernel.UNARY, Opcode.CLAMP, inputs, output, low, high);
      case Where _ -> {
        int kind = output.dtype() == DType.F32 ? Opcode.FLOATS : Opcode.INTS;
        yield run(DeviceKernel.WHERE, kind, inputs, output);
      }
      case Copy _ -> copy(inputs.getFirst(), output);
      case Fused fused -> fused(fused, inputs, output);
    };
  }

  /// Runs a formula that has a kernel, as optimisers' steps do.
  private boolean fused(Fused op, List<Operand> inputs, Operand output) {
    int opcode = Opcode.of(op);
    double[] numbers = op.parameters().stream().mapToDouble(Double::doubleValue).toArray();
    return run(DeviceKernel.UPDATE, opcode, inputs, output, numbers);
  }

  private boolean unary(Unary op, List<Operand> inputs, Operand output) {
    if (output.dtype() != DType.F32) {
      return false;
    }
    int simple = Opcode.simple(op);
    return simple == Opcode.NONE
        ? run(DeviceKernel.FUNCTION, Opcode.function(op), inputs, output)
        : run(DeviceKernel.UNARY, simple, inputs, output);
  }

  /// Runs a kernel.
  ///
  /// @return false if the operation has no number, or the loop too many axes
  boolean run(
      DeviceKernel kernel, int opcode, List<Operand> inputs, Operand output, double... numbers) {
    if (opcode == Opcode.NONE) {
      return false;
    }
    Operand[] operands = new Operand[inputs.size() + 1];
    operands[0] = output;
    for (int i = 0; i < inputs.size(); i++) {
      operands[i + 1] = inputs.get(i);
    }
    float[] floats = new float[numbers.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) numbers[i];
    }
    Call call = new Call(kernel).with(Args.OP, opcode).numbers(floats);
    if (!call.loop(output.shape(), operands)) {
      return false;
    }
    call.run(device);
    // Their ranges must not be freed before this point.
    Reference.reachabilityFence(operands);
    return true;
  }

  /// Copies elements, and converts between F32 and I32.
  boolean copy(Operand input, Operand output) {
    boolean fromFloats = input.dtype() == DType.F32;
    DeviceKernel kernel =
        switch (output.dtype()) {
          case F32 -> fromFloats ? DeviceKernel.COPY : DeviceKernel.TO_FLOATS;
          case I32 -> fromFloats ? DeviceKernel.TO_INTS : DeviceKernel.COPY_INTS;
          case F64 -> throw new IllegalArgumentException("f64 isn't kept on the device");
        };
    return run(kernel, 0, List.of(input), output);
  }

  /// Fills the output with a number, rounded to its type as in Java.
  boolean fill(double value, Operand output) {
    boolean floats = output.dtype() == DType.F32;
    Call call =
        new Call(DeviceKernel.FILL)
            .with(Args.OP, floats ? Opcode.FLOATS : Opcode.INTS)
            .numbers((float) value);
    if (!call.loop(output.shape(), output)) {
      return false;
    }
    call.with(Args.A, (int) value).run(device);
    return true;
  }
}
