package gradus.bench;

import gradus.engine.DType;
import gradus.engine.HostStorage;
import gradus.engine.Tensor;
import java.util.SplittableRandom;

/// The elements of the operands and results of a problem, in arrays.
final class Values {
  private Values() {}

  /// Draws elements.
  ///
  /// @param dtype their type; F32 values are the F64 values, rounded
  /// @param count their number
  /// @param low the minimum
  /// @param high the maximum, exclusive
  static HostStorage draw(
      SplittableRandom random, DType dtype, int count, double low, double high) {
    HostStorage values = HostStorage.allocate(dtype, count);
    for (int i = 0; i < count; i++) {
      values.set(i, random.nextDouble(low, high));
    }
    return values;
  }

  /// {@return a tensor with a copy of elements}
  ///
  /// @param values in row-major order
  static Tensor tensor(HostStorage values, int... shape) {
    return switch (values) {
      case HostStorage.Floats floats -> Tensor.fromArray(floats.array(), shape);
      case HostStorage.Doubles doubles -> Tensor.fromArray(doubles.array(), shape);
      case HostStorage.Ints ints -> Tensor.fromArray(ints.array(), shape);
    };
  }

  /// {@return a copy of a tensor's elements, in row-major order}
  static HostStorage of(Tensor tensor) {
    return switch (tensor.dtype()) {
      case F32 -> new HostStorage.Floats(tensor.toFloats());
      case F64 -> new HostStorage.Doubles(tensor.toDoubles());
      case I32 -> new HostStorage.Ints(tensor.toInts());
    };
  }
}
