package gradus.tornado;

import gradus.engine.Axes;
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

  /// Returns a loop over some operands, without axes.
  static Axes axes(Operand... operands) {
    return new Axes(
        Arrays.stream(operands)
            .mapToInt(x -> ((DeviceStorage) x.storage()).start() + x.layout().offset())
            .toArray());
  }

  /// Sets the loop over a shape; the operands are [Args#OUT], [Args#A] and so on, in order.
  ///
  /// @return whether its axes fit
  boolean loop(Shape shape, Operand... operands) {
    Axes axes = axes(operands);
    Layout[] layouts = Arrays.stream(operands).map(Operand::layout).toArray(Layout[]::new);
    for (int axis = 0; axis < shape.rank(); axis++) {
      axes.add(axis, layouts);
    }
    return loop(axes);
  }

  /// Sets the loop.
  ///
  /// @return whether its axes fit
  boolean loop(Axes axes) {
    int[] places = {Args.OUT, Args.A, Args.B, Args.C};
    for (int i = 0; i < axes.operands(); i++) {
      args[places[i]] = axes.offset(i, 0);
      places[i]++;
    }
    args[Args.COUNT] = axes.size();
    return put(axes, Args.RANK, Args.DIMS, places);
  }

  /// Sets the inner loop over a reduction's row, with the strides of the only operand.
  ///
  /// @return whether its axes fit
  boolean row(Axes row) {
    args[Args.LENGTH] = row.size();
    return put(row, Args.ROW_RANK, Args.ROW_DIMS, Args.ROW_STRIDES);
  }

  /// Writes axes into the arguments, if they fit.
  ///
  /// @param rank the position of the number of axes
  /// @param dims the position of their lengths
  /// @param strides the position of each operand's strides
  private boolean put(Axes axes, int rank, int dims, int... strides) {
    if (axes.rank() > Args.AXES) {
      return false;
    }
    args[rank] = axes.rank();
    for (int axis = 0; axis < axes.rank(); axis++) {
      args[dims + axis] = axes.dim(axis);
      for (int i = 0; i < axes.operands(); i++) {
        args[strides[i] + axis] = axes.stride(i, axis);
      }
    }
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
