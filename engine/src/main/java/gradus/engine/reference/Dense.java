package gradus.engine.reference;

import gradus.engine.HostStorage;
import gradus.engine.Operand;

/// Operands as contiguous arrays of doubles in row-major order. A double holds the values of every
/// type exactly.
final class Dense {
  private Dense() {}

  static double[] read(Operand operand) {
    double[] values = new double[operand.shape().size()];
    HostStorage storage = (HostStorage) operand.storage();
    Rows rows = new Rows(operand.layout());
    int length = rows.length();
    int stride = rows.stride(0);
    int[] next = {0};
    rows.forEach(
        offsets -> {
          for (int i = 0; i < length; i++) {
            values[next[0]++] = storage.get(offsets[0] + i * stride);
          }
        });
    return values;
  }

  static void write(double[] values, Operand operand) {
    HostStorage storage = (HostStorage) operand.storage();
    Rows rows = new Rows(operand.layout());
    int length = rows.length();
    int stride = rows.stride(0);
    int[] next = {0};
    rows.forEach(
        offsets -> {
          for (int i = 0; i < length; i++) {
            storage.set(offsets[0] + i * stride, values[next[0]++]);
          }
        });
  }
}
