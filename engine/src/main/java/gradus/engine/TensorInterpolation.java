package gradus.engine;

import java.util.Arrays;
import java.util.Locale;

/// The resizing of a [Tensor] along its last axes, PyTorch's `interpolate`.
sealed interface TensorInterpolation permits Tensor {
  private Tensor self() {
    return (Tensor) this;
  }

  /// {@return a tensor of another size whose elements are the nearest ones of this tensor: element
  /// i of an axis is element ⌊i·length / size⌋, computed in floating point}
  ///
  /// The quotient length / size is rounded first, to F64 for a tensor of F64 and to F32 otherwise,
  /// as in PyTorch. So where i·length / size is an integer, the element may be the one before it.
  ///
  /// @param sizes the lengths of the last axes in the result, at least 1 each
  default Tensor interpolateNearest(int... sizes) {
    int leading = leading("interpolateNearest", sizes);
    Tensor y = self();
    for (int i = 0; i < sizes.length; i++) {
      int length = self().size(leading + i);
      int[] index = new int[sizes[i]];
      double scale = (double) length / sizes[i];
      boolean wide = y.dtype() == DType.F64;
      // PyTorch takes the floor of a float in both types.
      Arrays.setAll(
          index, j -> Math.min((int) (wide ? (float) (j * scale) : j * (float) scale), length - 1));
      y = y.indexSelect(leading + i, Tensor.of(index).to(y.backend()));
    }
    return y;
  }

  /// {@return a tensor of another size whose elements are interpolated linearly along each axis,
  /// between two elements of this tensor; bilinearly for two axes}
  ///
  /// @param alignCorners whether the centres of the first and last elements stay in place;
  ///   otherwise the outer edges of these elements do
  /// @param sizes the lengths of the last axes in the result, at least 1 each
  default Tensor interpolateLinear(boolean alignCorners, int... sizes) {
    int leading = leading("interpolateLinear", sizes);
    Tensor y = self().floating();
    for (int i = 0; i < sizes.length; i++) {
      y = linear(y, leading + i, sizes[i], alignCorners);
    }
    return y;
  }

  private static Tensor linear(Tensor x, int axis, int size, boolean alignCorners) {
    int length = x.size(axis);
    double scale =
        !alignCorners ? (double) length / size : size == 1 ? 0 : (length - 1.0) / (size - 1);
    int[] low = new int[size];
    int[] high = new int[size];
    double[] share = new double[size];
    for (int i = 0; i < size; i++) {
      double place = alignCorners ? i * scale : Math.max(0, (i + 0.5) * scale - 0.5);
      low[i] = Math.min((int) place, length - 1);
      high[i] = Math.min(low[i] + 1, length - 1);
      share[i] = place - low[i];
    }
    int[] dims = new int[x.rank() - axis];
    Arrays.fill(dims, 1);
    dims[0] = size;
    Tensor weight = Tensor.of(x.dtype(), share).to(x.backend()).reshape(dims);
    Tensor from = x.indexSelect(axis, Tensor.of(low).to(x.backend()));
    Tensor to = x.indexSelect(axis, Tensor.of(high).to(x.backend()));
    return from.mul(weight.neg().add(1)).add(to.mul(weight));
  }

  private int leading(String name, int... sizes) {
    int leading = self().rank() - sizes.length;
    boolean valid = sizes.length > 0 && leading >= 0;
    for (int i = 0; valid && i < sizes.length; i++) {
      valid = sizes[i] >= 1 && self().size(leading + i) >= 1;
    }
    if (!valid) {
      throw self()
          .rejected(
              name,
              String.format(
                  Locale.ROOT,
                  "needs a size of at least 1 for each of the last axes, not %s, and elements along"
                      + " them",
                  Arrays.toString(sizes)));
    }
    return leading;
  }
}
