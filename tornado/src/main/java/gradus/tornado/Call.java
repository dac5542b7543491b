package gradus.tornado;

import gradus.engine.Layout;
import gradus.engine.Operand;
import gradus.engine.Shape;
import java.util.Arrays;

/// A builder for a call of a kernel: the loop, the operands and other arguments.
final class Call {
  private final DeviceKernel kernel;
  private final int[] args = new int[Args.SIZE];
  private float[] numbers = new float[Args.NUMBERS];

  Call(DeviceKernel kernel) {
    this.kernel = kernel;
  }

  /// Sets one argument.
  Call with(int arg, int value) {
    args[arg] = value;
    return this;
  }

  /// Sets the floating-point numbers.
  Call numbers(float... values) {
    numbers = Arrays.copyOf(values, Args.NUMBERS);
    return this;
  }

  /// Sets the loop over a shape; the operands are [Args#OUT], [Args#A] and so on, in order.
  ///
  /// @return whether its axes fit
  boolean loop(Shape shape, Operand... operands) {
    return loop(
        Loop.over(shape, Arrays.stream(operands).map(Operand::layout).toArray(Layout[]::new)),
        operands);
  }

  /// Sets the loop.
  ///
  /// @return whether its axes fit
  boolean loop(Loop loop, Operand... operands) {
    if (!loop.fits()) {
      return false;
    }
    int[] places = {Args.OUT + 1, Args.A + 1, Args.B + 1, Args.C + 1};
    for (int i = 0; i < operands.length; i++) {
      args[places[i] - 1] = Loop.first(operands[i]);
    }
    args[Args.COUNT] = loop.count();
    loop.put(Args.RANK, Args.DIMS, places, args);
    return true;
  }

  /// Sets the inner loop over a reduction's row, with the strides of the only operand.
  ///
  /// @return whether its axes fit
  boolean row(Loop row) {
    if (!row.fits()) {
      return false;
    }
    row.put(Args.ROW_RANK, Args.ROW_DIMS, new int[] {Args.ROW_STRIDES}, args);
    args[Args.LENGTH] = row.count();
    return true;
  }

  /// Runs the kernel.
  ///
  /// @param units the number of groups or elements
  void run(Device device, int units) {
    if (units > 0) {
      device.launch(kernel, units, args, numbers);
    }
  }

  /// Runs the kernel with one unit for each element of the loop.
  void run(Device device) {
    run(device, args[Args.COUNT]);
  }
}
