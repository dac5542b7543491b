package gradus.tornado;

import gradus.engine.Layout;
import gradus.engine.Operand;
import gradus.engine.Shape;
import java.util.ArrayList;
import java.util.List;

/// The axes that a kernel loops over, with the operands' strides on each. Adjacent axes are merged
/// where they are contiguous in all operands.
final class Loop {
  private final List<Axis> axes = new ArrayList<>();
  private final int operands;

  private record Axis(int dim, int[] strides) {}

  /// Creates a loop without axes, over one element.
  ///
  /// @param operands the number of operands
  Loop(int operands) {
    this.operands = operands;
  }

  /// Creates a loop over a shape.
  ///
  /// @param shape the shape
  /// @param layouts the operands' layouts, of that shape
  static Loop over(Shape shape, Layout... layouts) {
    Loop loop = new Loop(layouts.length);
    for (int axis = 0; axis < shape.rank(); axis++) {
      loop.add(axis, shape.dim(axis), layouts);
    }
    return loop;
  }

  /// Adds an innermost axis.
  ///
  /// @param axis the axis of the layouts
  /// @param dim its length
  /// @param layouts the operands' layouts
  void add(int axis, int dim, Layout... layouts) {
    if (dim == 1) {
      return;
    }
    int[] strides = new int[operands];
    for (int i = 0; i < operands; i++) {
      strides[i] = layouts[i].stride(axis);
    }
    Axis last = axes.isEmpty() ? null : axes.getLast();
    boolean continues = last != null;
    for (int i = 0; continues && i < operands; i++) {
      continues = last.strides()[i] == strides[i] * dim;
    }
    if (continues) {
      axes.removeLast();
    }
    axes.add(new Axis(continues ? last.dim() * dim : dim, strides));
  }

  /// Returns the number of elements.
  int count() {
    return axes.stream().mapToInt(Axis::dim).reduce(1, (a, b) -> a * b);
  }

  /// Returns whether a kernel supports this number of axes.
  boolean fits() {
    return axes.size() <= Args.AXES;
  }

  /// Writes the loop into a kernel's arguments.
  ///
  /// @param rank the position of the number of axes
  /// @param dims the position of their lengths
  /// @param places the position of each operand's strides
  /// @param args all arguments
  void put(int rank, int dims, int[] places, int[] args) {
    args[rank] = axes.size();
    for (int axis = 0; axis < axes.size(); axis++) {
      args[dims + axis] = axes.get(axis).dim();
      for (int i = 0; i < operands; i++) {
        args[places[i] + axis] = axes.get(axis).strides()[i];
      }
    }
  }

  /// Returns the index of an operand's first element in device memory.
  static int first(Operand operand) {
    return ((DeviceStorage) operand.storage()).start() + operand.layout().offset();
  }
}
