package gradus.engine;

import java.util.Arrays;
import java.util.Locale;

/// The indexing operations of a [Tensor].
sealed interface TensorIndexing permits Tensor {
  private Tensor self() {
    return (Tensor) this;
  }

  /// {@return elements by their index along an axis: for axis 0, `y[i][j] = this[index[i][j]][j]`}
  ///
  /// @param axis the axis; negative counts from the last
  /// @param index I32, with as many axes as this tensor, none but `axis` longer
  default Tensor gather(int axis, Tensor index) {
    return new Placement.Gather(self().axis("gather", axis)).apply(self(), index);
  }

  /// {@return a copy in which elements of a source are added at their index along an axis: for axis
  /// 0, `y[index[i][j]][j] += source[i][j]`}
  ///
  /// @param axis the axis; negative counts from the last
  /// @param index I32, of the source's shape
  /// @param source the elements to add
  default Tensor scatterAdd(int axis, Tensor index, Tensor source) {
    DType common = DType.promote(self().dtype(), source.dtype());
    Placement scatter = new Placement.ScatterAdd(self().axis("scatterAdd", axis));
    return scatter.apply(self().to(common), index, source.to(common));
  }

  /// {@return the slices at the given indices along an axis, in their order: rows for axis 0}
  ///
  /// @param axis the axis; negative counts from the last
  /// @param index I32, a vector
  default Tensor indexSelect(int axis, Tensor index) {
    if (index.rank() != 1) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "indexSelect(%s, %s): the index must be a vector",
              self().spec(),
              index.spec()));
    }
    int along = self().axis("indexSelect", axis);
    int[] column = new int[self().rank()];
    Arrays.fill(column, 1);
    column[along] = index.size();
    int[] shape = self().shape().with(along, index.size()).dims();
    return gather(along, index.reshape(column).expand(shape));
  }

  /// {@return the one-hot encoding: for each element a vector along a new last axis, with a 1 at
  /// the index that the element gives and zeros elsewhere; I32}
  ///
  /// @param classes the length of the vectors; every element must be from 0 to classes - 1
  default Tensor oneHot(int classes) {
    if (self().dtype() != DType.I32) {
      throw self().rejected("oneHot", "needs i32");
    }
    if (classes < 0) {
      throw self()
          .rejected("oneHot", String.format(Locale.ROOT, "there can't be %d classes", classes));
    }
    int[] shape = Arrays.copyOf(self().shape().dims(), self().rank() + 1);
    shape[self().rank()] = classes;
    Tensor index = self().unsqueeze(-1);
    Tensor zeros = self().like(0).expand(shape).contiguous();
    return zeros.scatterAdd(-1, index, index.eq(index));
  }
}
