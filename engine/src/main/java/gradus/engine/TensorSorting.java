package gradus.engine;

import java.util.Arrays;
import java.util.Locale;

/// The operations of a [Tensor] that order, search and count elements.
sealed interface TensorSorting permits Tensor {
  private Tensor self() {
    return (Tensor) this;
  }

  /// {@return the indices, I32, that sort this tensor along an axis in ascending order, NaN last}
  ///
  /// @param axis the axis; negative counts from the last
  default Tensor argsort(int axis) {
    return argsort(axis, false);
  }

  /// {@return the indices, I32, that sort this tensor along an axis. Equal elements keep their
  /// order; NaN is greater than all numbers}
  ///
  /// @param axis the axis; negative counts from the last
  /// @param descending whether the greatest is first
  default Tensor argsort(int axis, boolean descending) {
    return new Sort(self().axis("argsort", axis), descending).apply(self());
  }

  /// {@return the elements sorted along an axis in ascending order, NaN last, and their indices}
  ///
  /// @param axis the axis; negative counts from the last
  default Sorted sort(int axis) {
    return sort(axis, false);
  }

  /// {@return the elements sorted along an axis, and their indices. Equal elements keep their
  /// order; NaN is greater than all numbers}
  ///
  /// @param axis the axis; negative counts from the last
  /// @param descending whether the greatest is first
  default Sorted sort(int axis, boolean descending) {
    int along = self().axis("sort", axis);
    Tensor indices = self().argsort(along, descending);
    return new Sorted(self().gather(along, indices), indices);
  }

  /// {@return the greatest elements along an axis, the greatest first, and their indices}
  ///
  /// @param axis the axis; negative counts from the last
  /// @param count the number of elements, from 0 to the axis's length
  default Sorted topk(int axis, int count) {
    return topk(axis, count, true);
  }

  /// {@return the greatest or the least elements along an axis, sorted, and their indices. Of equal
  /// elements the first ones come first; NaN is greater than all numbers}
  ///
  /// @param axis the axis; negative counts from the last
  /// @param count the number of elements, from 0 to the axis's length
  /// @param largest whether the greatest elements are taken, or else the least
  default Sorted topk(int axis, int count, boolean largest) {
    int along = self().axis("topk", axis);
    if (count < 0 || count > self().size(along)) {
      throw self()
          .rejected(
              "topk", String.format(Locale.ROOT, "axis %d does not have %d elements", axis, count));
    }
    Tensor indices = self().argsort(along, largest).slice(along, 0, count);
    return new Sorted(self().gather(along, indices), indices);
  }

  /// {@return the distinct elements in ascending order, where each occurs and how often}
  default Unique unique() {
    Tensor flat = self().detach().flatten();
    Sorted sorted = flat.sort(0);
    int n = flat.size();
    int[] order = sorted.indices().toInts();
    int[] first = new int[n];
    int[] inverse = new int[n];
    int[] counts = new int[n];
    int values = 0;
    // 1 where an element differs from the one before it, which for the first is the last.
    int[] differs = sorted.values().ne(sorted.values().roll(0, 1)).toInts();
    for (int i = 0; i < n; i++) {
      if (i == 0 || differs[i] != 0) {
        first[values++] = i;
      }
      inverse[order[i]] = values - 1;
      counts[values - 1]++;
    }
    Tensor starts = on(Tensor.of(Arrays.copyOf(first, values)));
    return new Unique(
        sorted.values().gather(0, starts),
        on(Tensor.fromArray(inverse, self().shape().dims())),
        on(Tensor.of(Arrays.copyOf(counts, values))));
  }

  private Tensor on(Tensor counted) {
    return counted.to(self().backend());
  }

  /// {@return for each value the index, I32, at which it would have to be inserted into this sorted
  /// vector, before equal elements}
  ///
  /// @param values the values, of any shape
  default Tensor searchsorted(Tensor values) {
    return searchsorted(values, false);
  }

  /// {@return for each value the index, I32, at which it would have to be inserted into this sorted
  /// tensor; NaN after all numbers}
  ///
  /// @param values the values: of any shape if this is a vector; otherwise each row, along the last
  ///   axis, is searched in the corresponding row of this tensor, whose other axes are the same
  /// @param right whether it is inserted after equal elements, instead of before them
  default Tensor searchsorted(Tensor values, boolean right) {
    boolean vector = self().rank() == 1;
    if (!vector
        && (self().rank() == 0
            || values.rank() != self().rank()
            || !values.shape().with(-1, 0).equals(self().shape().with(-1, 0)))) {
      throw self()
          .rejected(
              "searchsorted", "needs a vector, or rows that correspond to each other", values);
    }
    double[] sorted = self().toDoubles();
    double[] wanted = values.toDoubles();
    int length = self().size(-1);
    int row = vector ? wanted.length : values.size(-1);
    int[] found = new int[wanted.length];
    for (int i = 0; i < found.length; i++) {
      int start = vector ? 0 : i / row * length;
      int low = start;
      int high = start + length;
      while (low < high) {
        int middle = (low + high) >>> 1;
        // NaN is greater than all numbers, and equal to NaN; -0 is equal to 0.
        int order = Double.compare(sorted[middle] + 0.0, wanted[i] + 0.0);
        if (order < 0 || right && order == 0) {
          low = middle + 1;
        } else {
          high = middle;
        }
      }
      found[i] = low - start;
    }
    return on(Tensor.fromArray(found, values.shape().dims()));
  }

  /// {@return how often each integer occurs in this vector: I32, from 0 to the greatest}
  default Tensor bincount() {
    return bincount(0);
  }

  /// {@return how often each integer occurs in this vector: I32, from 0 to the greatest, or
  /// further}
  ///
  /// @param minlength the least length of the result, not negative
  default Tensor bincount(int minlength) {
    return bincount(self().eq(self()), minlength);
  }

  /// {@return the sum of the weights of each integer in this vector, from 0 to the greatest, or
  /// further}
  ///
  /// @param weights a weight for each element
  /// @param minlength the least length of the result, not negative
  default Tensor bincount(Tensor weights, int minlength) {
    if (self().rank() != 1
        || self().dtype() != DType.I32
        || !weights.shape().equals(self().shape())) {
      throw self().rejected("bincount", "needs a vector of i32, and a weight for each", weights);
    }
    if (minlength < 0) {
      throw self().rejected("bincount", "the least length must not be negative: " + minlength);
    }
    int length = minlength;
    for (int bin : self().toInts()) {
      if (bin < 0 || bin == Integer.MAX_VALUE) {
        throw self().rejected("bincount", "can't count " + bin);
      }
      length = Math.max(length, bin + 1);
    }
    return Tensor.full(self().backend(), weights.dtype(), 0, Shape.of(length))
        .scatterAdd(0, self(), weights);
  }

  /// {@return how many elements are in each of some intervals of the same length, from the least
  /// element to the greatest; of this type, integers as F32}
  ///
  /// @param bins the number of intervals, at least 1
  default Tensor histc(int bins) {
    return histc(bins, 0, 0);
  }

  /// {@return how many elements are in each of some intervals of the same length; of this type,
  /// integers as F32. Elements outside are not counted}
  ///
  /// @param bins the number of intervals, at least 1
  /// @param min the start of the first interval
  /// @param max the end of the last interval, which belongs to it; if it is equal to min, both are
  ///   those of the elements instead, and if these are equal, too, one less and one more
  default Tensor histc(int bins, double min, double max) {
    Tensor x = self().detach().floating().flatten();
    if (bins < 1) {
      throw self().rejected("histc", "there must be at least 1 interval, got " + bins);
    }
    boolean own = min == max && x.size() > 0;
    double least = own ? x.min().item() : min;
    double greatest = own ? x.max().item() : max;
    boolean point = least == greatest;
    double low = point ? least - 1 : least;
    double high = point ? greatest + 1 : greatest;
    if (!(low < high && high - low < Double.POSITIVE_INFINITY)) {
      throw self()
          .rejected("histc", String.format(Locale.ROOT, "[%s, %s] is not an interval", low, high));
    }
    Tensor bin = x.sub(low).mul(bins).div(high - low).to(DType.I32).clamp(0, bins - 1);
    Tensor counted = x.ge(low).mul(x.le(high)).to(x.dtype());
    return Tensor.full(x.backend(), x.dtype(), 0, Shape.of(bins)).scatterAdd(0, bin, counted);
  }
}
