package gradus.engine;

import java.util.Arrays;
import java.util.List;
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

  /// {@return elements by their index along an axis, like [#gather], but the index and this tensor
  /// broadcast to each other along the other axes, and a negative index counts from the end;
  /// NumPy's `take_along_axis`}
  ///
  /// @param axis the axis; negative counts from the last
  /// @param index I32, with as many axes as this tensor, such as the result of `argsort`
  default Tensor takeAlongAxis(int axis, Tensor index) {
    int along = self().axis("takeAlongAxis", axis);
    if (index.rank() != self().rank() || index.dtype() != DType.I32) {
      throw self().rejected("takeAlongAxis", "needs an i32 index with as many axes", index);
    }
    int length = self().size(along);
    Shape others;
    try {
      others = Shape.broadcast(self().shape().with(along, 1), index.shape().with(along, 1));
    } catch (IllegalArgumentException e) {
      throw self().rejected("takeAlongAxis", e.getMessage(), index);
    }
    Tensor counted = Tensor.where(index.lt(0), index.add(length), index);
    return self()
        .expand(others.with(along, length).dims())
        .gather(along, counted.expand(others.with(along, index.size(along)).dims()));
  }

  /// {@return a copy in which slices of a source are added at the given indices along an axis}
  ///
  /// @param axis the axis; negative counts from the last
  /// @param index I32, a vector: for each slice of the source the index in this tensor
  /// @param source the slices; along the other axes of this tensor's lengths
  default Tensor indexAdd(int axis, Tensor index, Tensor source) {
    int along = self().axis("indexAdd", axis);
    if (index.rank() != 1
        || index.dtype() != DType.I32
        || !source.shape().equals(self().shape().with(along, index.size()))) {
      throw self()
          .rejected(
              "indexAdd",
              "needs a vector of i32, and a source with a slice of this tensor's shape for each",
              index,
              source);
    }
    int[] column = new int[self().rank()];
    Arrays.fill(column, 1);
    column[along] = index.size();
    return scatterAdd(along, index.reshape(column).expand(source.shape().dims()), source);
  }

  /// {@return a copy in which elements, or slices, are replaced: `y[i₀[k], i₁[k], …] = values[k]`}
  ///
  /// @param indices I32, one for each of the first axes; they broadcast to one shape; a negative
  ///   index counts from the end
  /// @param values the new values, which broadcast to the indices' shape followed by the remaining
  ///   axes
  /// @param accumulate whether the values are added to the elements instead of replacing them.
  ///   Otherwise, of several values for one element the last in row-major order stays
  default Tensor indexPut(List<Tensor> indices, Tensor values, boolean accumulate) {
    IndexedRows rows;
    Tensor added;
    try {
      rows = IndexedRows.of(self().shape(), indices);
      added = values.expand(rows.selection().dims());
    } catch (IllegalArgumentException e) {
      Tensor[] others = indices.toArray(new Tensor[indices.size() + 1]);
      others[indices.size()] = values;
      throw self().rejected("indexPut", e.getMessage(), others);
    }
    int[] dims = self().shape().dims();
    int[] merged = Arrays.copyOfRange(dims, indices.size() - 1, dims.length);
    merged[0] = rows.count();
    Tensor target = self().reshape(merged);
    merged[0] = rows.index().length;
    Tensor source = added.reshape(merged);
    if (accumulate) {
      Tensor index = Tensor.of(rows.index()).to(self().backend());
      return target.indexAdd(0, index, source).reshape(dims);
    }
    Tensor last = Tensor.of(rows.last()).to(self().backend());
    return Tensor.concat(0, target, source).indexSelect(0, last).reshape(dims);
  }

  /// {@return a copy in which the elements where a mask is not 0 are replaced by a number}
  ///
  /// @param mask I32, such as the result of a comparison; broadcasts to this shape
  /// @param value the number
  default Tensor maskedFill(Tensor mask, double value) {
    Tensor filled = Tensor.where(mask, self().like(value), self());
    if (!filled.shape().equals(self().shape())) {
      throw self().rejected("maskedFill", "the mask must broadcast to the tensor's shape", mask);
    }
    return filled;
  }

  /// {@return the elements where a mask is not 0, in row-major order, a vector}
  ///
  /// @param mask I32, such as the result of a comparison; it and this tensor broadcast to each
  ///   other
  default Tensor maskedSelect(Tensor mask) {
    if (mask.dtype() != DType.I32) {
      throw self().rejected("maskedSelect", "the mask must be i32", mask);
    }
    Shape all;
    try {
      all = Shape.broadcast(self().shape(), mask.shape());
    } catch (IllegalArgumentException e) {
      throw self().rejected("maskedSelect", e.getMessage(), mask);
    }
    int[] chosen = mask.expand(all.dims()).toInts();
    int count = 0;
    for (int i = 0; i < chosen.length; i++) {
      if (chosen[i] != 0) {
        chosen[count++] = i;
      }
    }
    Tensor index = Tensor.of(Arrays.copyOf(chosen, count)).to(self().backend());
    return self().expand(all.dims()).flatten().gather(0, index);
  }

  /// {@return the indices of the elements that are not 0, in row-major order: a matrix of I32 with
  /// a row for each such element and a column for each axis}
  default Tensor nonzero() {
    int[] chosen = self().ne(0).toInts();
    int rank = self().rank();
    int count = 0;
    for (int element : chosen) {
      count += element;
    }
    int[] index = new int[Math.multiplyExact(count, rank)];
    int row = 0;
    for (int i = 0; i < chosen.length; i++) {
      if (chosen[i] != 0) {
        int rest = i;
        for (int axis = rank - 1; axis >= 0; axis--) {
          index[row * rank + axis] = rest % self().size(axis);
          rest /= self().size(axis);
        }
        row++;
      }
    }
    return Tensor.fromArray(index, count, rank).to(self().backend());
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
