package gradus.tornado;

import gradus.engine.Layout;
import gradus.engine.Operand;
import gradus.engine.Shape;
import java.util.ArrayList;
import java.util.List;

/// The axes that a kernel loops over, with the operands' distances on each: as few as say the same,
/// since neighbours that lie one behind the other in all operands are one axis.
final class Loop {
  private final List<Axis> axes = new ArrayList<>();
  private final int operands;

  private record Axis(int dim, int[] strides) {}

  /// A loop without axes, of one element.
  ///
  /// @param operands how many operands it has
  Loop(int operands) {
    this.operands = operands;
  }

  /// Loops over a shape.
  ///
  /// @param shape the shape
  /// @param layouts of that shape
  static Loop over(Shape shape, Layout... layouts) {
    Loop loop = new Loop(layouts.length);
    for (int axis = 0; axis < shape.rank(); axis++) {
      loop.add(axis, shape.dim(axis), layouts);
    }
    return loop;
  }

  /// Puts an axis inside the ones that are there.
  ///
  /// @param axis which of the layouts' axes
  /// @param dim its length
  /// @param layouts the operands'
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

  /// How many elements it has.
  int count() {
    return axes.stream().mapToInt(Axis::dim).reduce(1, (a, b) -> a * b);
  }

  /// Whether a kernel has room for its axes.
  boolean fits() {
    return axes.size() <= Args.AXES;
  }

  /// Writes it among a kernel's arguments.
  ///
  /// @param rank where the number of axes goes
  /// @param dims where their lengths go
  /// @param places where each operand's distances go
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

  /// Where an operand's first element lies in the device's memory.
  static int first(Operand operand) {
    return ((DeviceStorage) operand.storage()).start() + operand.layout().offset();
  }
}
