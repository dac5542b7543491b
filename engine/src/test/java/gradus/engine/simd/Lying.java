package gradus.engine.simd;

import gradus.engine.DType;
import gradus.engine.HostStorage;
import gradus.engine.Operand;
import gradus.engine.Shape;
import gradus.engine.Tensor;
import java.util.Arrays;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/// How a tensor's elements lie in its storage.
enum Lying {
  ROWS,
  BEHIND_OTHERS,
  TURNED,
  EVERY_OTHER,
  WITH_GAPS,
  BACKWARDS,
  ONE_ROW_FOR_ALL,
  ONE_COLUMN_FOR_ALL,
  ONE_FOR_ALL;

  /// Those in which each element has a place of its own.
  static final Lying[] OWN = Arrays.copyOf(values(), BACKWARDS.ordinal() + 1);

  /// An operand that lies so.
  ///
  /// @param values of its storage, by their place, those between its elements as well
  Operand operand(DType dtype, IntToDoubleFunction values, int... dims) {
    Tensor storage = storage(dims);
    HostStorage elements = HostStorage.allocate(dtype, storage.size());
    for (int i = 0; i < elements.length(); i++) {
      elements.set(i, values.applyAsDouble(i));
    }
    return new Operand(elements, view(storage, dims).layout());
  }

  private Tensor storage(int... dims) {
    int last = dims.length - 1;
    int[] all = dims.clone();
    if (this == BEHIND_OTHERS) {
      return Tensor.zeros(Shape.of(dims).size() + 3);
    }
    for (int axis = 0; axis <= last; axis++) {
      switch (this) {
        case TURNED -> all[axis] = dims[last - axis];
        case EVERY_OTHER -> all[axis] = axis == last ? 2 * dims[axis] : dims[axis];
        case WITH_GAPS -> all[axis] = dims[axis] + 3;
        case ONE_ROW_FOR_ALL -> all[axis] = axis == 0 ? Math.min(1, dims[0]) : dims[axis];
        case ONE_COLUMN_FOR_ALL -> all[axis] = axis == last ? Math.min(1, dims[axis]) : dims[axis];
        case ONE_FOR_ALL -> all[axis] = Math.min(1, dims[axis]);
        case ROWS, BEHIND_OTHERS, BACKWARDS -> {}
      }
    }
    return Tensor.zeros(all);
  }

  private Tensor view(Tensor storage, int... dims) {
    int[] axes = IntStream.range(0, dims.length).toArray();
    return switch (this) {
      case ROWS -> storage;
      case BEHIND_OTHERS -> storage.slice(0, 3, storage.size()).reshape(dims);
      case TURNED -> storage.permute(Arrays.stream(axes).map(a -> axes.length - 1 - a).toArray());
      case EVERY_OTHER ->
          axes.length == 0 ? storage : storage.slice(-1, 1, 2 * dims[axes.length - 1], 2);
      case WITH_GAPS -> {
        Tensor part = storage;
        for (int axis : axes) {
          part = part.slice(axis, 2, 2 + dims[axis]);
        }
        yield part;
      }
      case BACKWARDS -> storage.flip(axes);
      case ONE_ROW_FOR_ALL, ONE_COLUMN_FOR_ALL, ONE_FOR_ALL -> storage.expand(dims);
    };
  }
}
