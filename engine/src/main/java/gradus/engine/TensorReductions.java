package gradus.engine;

import java.util.List;

/// The reductions of a [Tensor]. Methods that take several axes reduce all axes if none is given; a
/// negative axis counts from the last. With `keepdim` the reduced axes stay, with length 1.
sealed interface TensorReductions permits Tensor {
  private Tensor self() {
    return (Tensor) this;
  }

  /// Removes the axes of length 1 that a reduction leaves.
  private static Tensor drop(Tensor reduced, List<Integer> axes, boolean keepdim) {
    if (keepdim || axes.isEmpty()) {
      return reduced;
    }
    int[] dropped = new int[axes.size()];
    for (int i = 0; i < dropped.length; i++) {
      dropped[i] = axes.get(i);
    }
    return reduced.squeeze(dropped);
  }

  private Tensor reduce(Reduction reduction, boolean keepdim) {
    return drop(reduction.apply(self()), reduction.axes(), keepdim);
  }

  /// {@return the sum along some axes, 0 along empty ones}
  ///
  /// @param axes the axes; none for all
  default Tensor sum(int... axes) {
    return sum(axes, false);
  }

  /// {@return the sum along one axis}
  ///
  /// @param axis the axis; negative counts from the last
  /// @param keepdim whether the axis stays, with length 1
  default Tensor sum(int axis, boolean keepdim) {
    return sum(new int[] {axis}, keepdim);
  }

  /// {@return the sum along some axes}
  ///
  /// @param axes the axes; none for all
  /// @param keepdim whether the axes stay, with length 1
  default Tensor sum(int[] axes, boolean keepdim) {
    return reduce(new Reduction.Sum(self().axes("sum", axes)), keepdim);
  }

  /// {@return the mean along some axes, NaN along empty ones; of integers F32}
  ///
  /// @param axes the axes; none for all
  default Tensor mean(int... axes) {
    return mean(axes, false);
  }

  /// {@return the mean along one axis}
  ///
  /// @param axis the axis; negative counts from the last
  /// @param keepdim whether the axis stays, with length 1
  default Tensor mean(int axis, boolean keepdim) {
    return mean(new int[] {axis}, keepdim);
  }

  /// {@return the mean along some axes}
  ///
  /// @param axes the axes; none for all
  /// @param keepdim whether the axes stay, with length 1
  default Tensor mean(int[] axes, boolean keepdim) {
    double count = count("mean", axes);
    return self().floating().sum(axes, keepdim).div(count);
  }

  private double count(String operation, int... axes) {
    Shape shape = self().shape();
    double count = 1;
    for (int axis : self().axes(operation, axes)) {
      count *= shape.dim(axis);
    }
    return count;
  }

  /// {@return the maximum along some axes, none of them empty; NaN if any is}
  ///
  /// @param axes the axes; none for all
  default Tensor max(int... axes) {
    return max(axes, false);
  }

  /// {@return the maximum along one axis}
  ///
  /// @param axis the axis; negative counts from the last
  /// @param keepdim whether the axis stays, with length 1
  default Tensor max(int axis, boolean keepdim) {
    return max(new int[] {axis}, keepdim);
  }

  /// {@return the maximum along some axes}
  ///
  /// @param axes the axes; none for all
  /// @param keepdim whether the axes stay, with length 1
  default Tensor max(int[] axes, boolean keepdim) {
    return reduce(new Reduction.Max(self().axes("max", axes)), keepdim);
  }

  /// {@return the minimum along some axes, none of them empty; NaN if any is}
  ///
  /// @param axes the axes; none for all
  default Tensor min(int... axes) {
    return min(axes, false);
  }

  /// {@return the minimum along one axis}
  ///
  /// @param axis the axis; negative counts from the last
  /// @param keepdim whether the axis stays, with length 1
  default Tensor min(int axis, boolean keepdim) {
    return min(new int[] {axis}, keepdim);
  }

  /// {@return the minimum along some axes}
  ///
  /// @param axes the axes; none for all
  /// @param keepdim whether the axes stay, with length 1
  default Tensor min(int[] axes, boolean keepdim) {
    return reduce(new Reduction.Min(self().axes("min", axes)), keepdim);
  }

  /// {@return the index of the first maximum, in row-major order, as I32}
  default Tensor argmax() {
    return self().flatten().argmax(0, false);
  }

  /// {@return the index of the first maximum along an axis, as I32}
  ///
  /// @param axis the axis; negative counts from the last
  default Tensor argmax(int axis) {
    return argmax(axis, false);
  }

  /// {@return the index of the first maximum along an axis, as I32}
  ///
  /// @param axis the axis; negative counts from the last
  /// @param keepdim whether the axis stays, with length 1
  default Tensor argmax(int axis, boolean keepdim) {
    return reduce(new Reduction.ArgMax(self().axis("argmax", axis)), keepdim);
  }

  /// {@return the index of the first minimum, in row-major order, as I32}
  default Tensor argmin() {
    return self().flatten().argmin(0, false);
  }

  /// {@return the index of the first minimum along an axis, as I32}
  ///
  /// @param axis the axis; negative counts from the last
  default Tensor argmin(int axis) {
    return argmin(axis, false);
  }

  /// {@return the index of the first minimum along an axis, as I32}
  ///
  /// @param axis the axis; negative counts from the last
  /// @param keepdim whether the axis stays, with length 1
  default Tensor argmin(int axis, boolean keepdim) {
    return reduce(new Reduction.ArgMin(self().axis("argmin", axis)), keepdim);
  }

  /// {@return the unbiased variance along some axes: the sum of the squared differences from the
  /// mean, divided by the number of elements less 1}
  ///
  /// @param axes the axes; none for all
  default Tensor var(int... axes) {
    return var(axes, 1, false);
  }

  /// {@return the variance along some axes}
  ///
  /// @param axes the axes; none for all
  /// @param correction the number subtracted from the number of elements: 1 for the unbiased
  ///   estimate, 0 for the mean squared difference
  /// @param keepdim whether the axes stay, with length 1
  default Tensor var(int[] axes, int correction, boolean keepdim) {
    double degrees = Math.max(0, count("var", axes) - correction);
    Tensor distance = self().floating().sub(mean(axes, true));
    return distance.square().sum(axes, keepdim).div(degrees);
  }

  /// {@return the standard deviation along some axes, the root of the unbiased variance}
  ///
  /// @param axes the axes; none for all
  default Tensor std(int... axes) {
    return std(axes, 1, false);
  }

  /// {@return the standard deviation along some axes, the root of [#var]; its gradient is 0 where
  /// all elements are equal}
  ///
  /// @param axes the axes; none for all
  /// @param correction the number subtracted from the number of elements: 1 for the unbiased
  ///   variance, 0 for the mean squared difference
  /// @param keepdim whether the axes stay, with length 1
  default Tensor std(int[] axes, int correction, boolean keepdim) {
    self().axes("std", axes);
    return TensorNorms.root(var(axes, correction, keepdim));
  }

  /// {@return the product along some axes, 1 along empty ones}
  ///
  /// @param axes the axes; none for all
  default Tensor prod(int... axes) {
    return prod(axes, false);
  }

  /// {@return the product along some axes; of integers it wraps around. The gradient is exact where
  /// elements are 0}
  ///
  /// @param axes the axes; none for all
  /// @param keepdim whether the axes stay, with length 1
  default Tensor prod(int[] axes, boolean keepdim) {
    List<Integer> along = self().axes("prod", axes);
    Tensor product = self();
    for (int axis : along) {
      product = product(product, axis);
    }
    return drop(product, along, keepdim);
  }

  /// Multiplies the first half of an axis by the second, until one element is left. No element is
  /// divided by, so that the gradient is right at 0.
  private static Tensor product(Tensor x, int axis) {
    if (x.size(axis) == 0) {
      return x.sum(axis, true).add(1);
    }
    Tensor product = x;
    Tensor odd = null;
    while (product.size(axis) > 1) {
      int length = product.size(axis);
      int half = length / 2;
      if (length % 2 == 1) {
        Tensor last = product.slice(axis, length - 1, length);
        odd = odd == null ? last : odd.mul(last);
      }
      product = product.slice(axis, 0, half).mul(product.slice(axis, half, 2 * half));
    }
    return odd == null ? product : product.mul(odd);
  }

  /// {@return I32: 1 where any element along some axes is not 0, 0 elsewhere; NaN is not 0}
  ///
  /// @param axes the axes; none for all
  default Tensor any(int... axes) {
    return any(axes, false);
  }

  /// {@return I32: 1 where any element along some axes is not 0, 0 elsewhere}
  ///
  /// @param axes the axes; none for all
  /// @param keepdim whether the axes stay, with length 1
  default Tensor any(int[] axes, boolean keepdim) {
    self().axes("any", axes);
    return self().ne(0).sum(axes, keepdim).ne(0);
  }

  /// {@return I32: 1 where no element along some axes is 0, 0 elsewhere}
  ///
  /// @param axes the axes; none for all
  default Tensor all(int... axes) {
    return all(axes, false);
  }

  /// {@return I32: 1 where no element along some axes is 0, 0 elsewhere}
  ///
  /// @param axes the axes; none for all
  /// @param keepdim whether the axes stay, with length 1
  default Tensor all(int[] axes, boolean keepdim) {
    self().axes("all", axes);
    return self().eq(0).sum(axes, keepdim).eq(0);
  }

  /// {@return the logarithm of the sum of eˣ along some axes, computed without overflow}
  ///
  /// @param axes the axes; none for all
  default Tensor logSumExp(int... axes) {
    return logSumExp(axes, false);
  }

  /// {@return the logarithm of the sum of eˣ along some axes, computed without overflow}
  ///
  /// @param axes the axes; none for all
  /// @param keepdim whether the axes stay, with length 1
  default Tensor logSumExp(int[] axes, boolean keepdim) {
    List<Integer> along = self().axes("logSumExp", axes);
    Tensor x = self().floating();
    if (along.stream().anyMatch(axis -> x.size(axis) == 0)) {
      // The sum of no elements is 0, and its logarithm -∞.
      return drop(x.exp().sum(axes, true).log(), along, keepdim);
    }
    // The maximum is subtracted. The gradient does not depend on it, so it is a constant there.
    // Where it is infinite, 0 is subtracted instead, which avoids ∞ - ∞.
    Tensor greatest = x.detach().max(axes, true);
    Tensor shift = Tensor.where(greatest.abs().eq(Double.POSITIVE_INFINITY), x.like(0), greatest);
    Tensor sum = x.sub(shift).exp().sum(axes, true).log().add(shift);
    return drop(sum, along, keepdim);
  }

  /// {@return eˣ over the sum of eˣ along an axis}
  ///
  /// @param axis the axis; negative counts from the last
  default Tensor softmax(int axis) {
    return new Softmax(self().axis("softmax", axis), false).apply(self().floating());
  }

  /// {@return the logarithm of [#softmax]}
  ///
  /// @param axis the axis; negative counts from the last
  default Tensor logSoftmax(int axis) {
    return new Softmax(self().axis("logSoftmax", axis), true).apply(self().floating());
  }

  /// {@return the sums of the elements up to each one along an axis; of integers they wrap around}
  ///
  /// @param axis the axis; negative counts from the last
  default Tensor cumsum(int axis) {
    return new Scan(self().axis("cumsum", axis)).apply(self());
  }

  /// {@return the products of the elements up to each one along an axis; of integers they wrap
  /// around. The gradient is exact where elements are 0}
  ///
  /// @param axis the axis; negative counts from the last
  default Tensor cumprod(int axis) {
    int along = self().axis("cumprod", axis);
    int n = self().size(along);
    // -0 is the number that changes nothing when it is added, not even the sign of a zero.
    Tensor first = self().slice(along, 0, Math.min(1, n)).pad(along, 0, Math.max(0, n - 1), -0.0);
    return new Scan(along).apply(first, self());
  }
}
