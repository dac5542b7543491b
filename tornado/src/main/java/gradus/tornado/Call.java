package gradus.tornado;

import gradus.engine.Layout;
import gradus.engine.Operand;
import gradus.engine.Shape;
import java.util.Arrays;

/// One call of a kernel, as it is put together: the loop, the operands and what else it needs.
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

  /// Sets the loop: over a shape, the operands being [Args#OUT], [Args#A] and so on in turn.
  ///
  /// @return whether there is room for its axes
  boolean loop(Shape shape, Operand... operands) {
    return loop(
        Loop.over(shape, Arrays.stream(operands).map(Operand::layout).toArray(Layout[]::new)),
        operands);
  }

  /// Sets the loop.
  ///
  /// @return whether there is room for its axes
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

  /// Sets the loop inside, over a reduction's row, whose distances are in the only operand.
  ///
  /// @return whether there is room for its axes
  boolean row(Loop row) {
    if (!row.fits()) {
      return false;
    }
    row.put(Args.ROW_RANK, Args.ROW_DIMS, new int[] {Args.ROW_STRIDES}, args);
    args[Args.LENGTH] = row.count();
    return true;
  }

  /// Runs it.
  ///
  /// @param units how many groups or elements
  void run(Device device, int units) {
    if (units > 0) {
      device.launch(kernel, units, args, numbers);
    }
  }

  /// Runs it with as many items as the loop has elements.
  void run(Device device) {
    run(device, args[Args.COUNT]);
  }
}
