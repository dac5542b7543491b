package gradus.engine.reference;

import gradus.engine.Axes;
import gradus.engine.HostStorage;
import gradus.engine.Operand;

/// Operands as contiguous arrays of doubles in row-major order. A double holds the values of every
/// type exactly.
final class Dense {
  private Dense() {}

  private interface Element {
    /// @param place the element's index in the storage
    /// @param position its position in row-major order
    void at(int place, int position);
  }

  private static void forEach(Operand operand, Element element) {
    Axes axes = Axes.of(operand.layout());
    int[] position = {0};
    axes.forEachRow(
        offsets -> {
          for (int i = 0; i < axes.length(); i++) {
            element.at(offsets[0] + i * axes.stride(0), position[0]++);
          }
        });
  }

  static double[] read(Operand operand) {
    double[] values = new double[operand.shape().size()];
    HostStorage storage = (HostStorage) operand.storage();
    forEach(operand, (place, position) -> values[position] = storage.get(place));
    return values;
  }

  static void write(double[] values, Operand operand) {
    HostStorage storage = (HostStorage) operand.storage();
    forEach(operand, (place, position) -> storage.set(place, values[position]));
  }
}
