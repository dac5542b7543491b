package gradus.engine;

import java.util.Arrays;
import java.util.Locale;

/// The attention of a [Tensor] of queries to keys and their values.
sealed interface TensorAttention permits Tensor {
  private Tensor self() {
    return (Tensor) this;
  }

  /// {@return the attention of these queries, without a mask: see
  /// [#scaledDotProductAttention(Tensor, Tensor, AttentionOptions)]}
  ///
  /// @param k the keys
  /// @param v the values
  default Tensor scaledDotProductAttention(Tensor k, Tensor v) {
    return scaledDotProductAttention(k, v, AttentionOptions.DEFAULT);
  }

  /// {@return for each of these queries, (…, heads, L, E), the mean of the values weighted by the
  /// softmax of the queries' inner products with the keys: softmax(q·kᵀ · scale + mask)·v, (…,
  /// heads, L, Ev)}
  ///
  /// The memory is linear in L and in S, for the gradients as well, except for that of a mask. A
  /// query that sees no key, because the mask hides all with -∞ or 0, has the result 0, as in
  /// PyTorch since 2.5. A hidden key has the weight 0, but NaN or an infinity in it or its value
  /// may still make a result NaN.
  ///
  /// @param k the keys, (…, kvHeads, S, E). The number of heads is a multiple of kvHeads: heads 0,
  ///   1, … of a group have the same keys, which are not repeated in memory (J. Ainslie et al.:
  ///   *GQA*, 2023)
  /// @param v the values, (…, kvHeads, S, Ev). The axes before the last three broadcast
  /// @param options mask, causality and scale
  default Tensor scaledDotProductAttention(Tensor k, Tensor v, AttentionOptions options) {
    Tensor mask = options.mask();
    boolean added = mask != null && mask.dtype().isFloating();
    DType common = DType.promote(self().floating().dtype(), DType.promote(k.dtype(), v.dtype()));
    common = added ? DType.promote(common, mask.dtype()) : common;
    Shape batch = checked(k, v);
    Tensor q = expanded(self().to(common), batch);
    double scale = Double.isNaN(options.scale()) ? 1 / Math.sqrt(q.size(-1)) : options.scale();
    Attention attention = new Attention(options.causal(), scale);
    Tensor keys = expanded(k.to(common), batch);
    Tensor values = expanded(v.to(common), batch);
    if (mask == null) {
      return attention.apply(q, keys, values);
    }
    Shape scores = q.shape().with(q.rank() - 1, k.size(-2));
    boolean fits = mask.rank() <= scores.rank();
    for (int axis = 1; fits && axis <= mask.rank(); axis++) {
      fits = mask.size(-axis) == 1 || mask.size(-axis) == scores.dim(-axis);
    }
    if (!fits) {
      throw self()
          .rejected(
              "scaledDotProductAttention",
              String.format(Locale.ROOT, "the mask must broadcast to %s", scores),
              k,
              v,
              mask);
    }
    Tensor sum =
        added ? mask.to(common) : Tensor.where(mask, q.like(0), q.like(Double.NEGATIVE_INFINITY));
    int[] dims = new int[q.rank()];
    Arrays.fill(dims, 1);
    System.arraycopy(sum.shape().dims(), 0, dims, dims.length - sum.rank(), sum.rank());
    return attention.apply(q, keys, values, sum.reshape(dims));
  }

  /// Returns the leading axes.
  private Shape checked(Tensor k, Tensor v) {
    Shape q = self().shape();
    boolean fits = q.rank() >= 3 && k.rank() >= 3 && v.rank() >= 3;
    fits =
        fits
            && k.size(-3) > 0
            && q.dim(-3) > 0
            && q.dim(-3) % k.size(-3) == 0
            && v.size(-3) == k.size(-3)
            && q.dim(-1) == k.size(-1)
            && v.size(-2) == k.size(-2);
    if (!fits) {
      throw self()
          .rejected(
              "scaledDotProductAttention",
              "needs q (…, heads, L, E), k (…, kvHeads, S, E) and v (…, kvHeads, S, Ev), heads a"
                  + " multiple of kvHeads, at least 1",
              k,
              v);
    }
    try {
      return Shape.broadcast(leading(q), Shape.broadcast(leading(k.shape()), leading(v.shape())));
    } catch (IllegalArgumentException e) {
      throw self().rejected("scaledDotProductAttention", e.getMessage(), k, v);
    }
  }

  private static Shape leading(Shape shape) {
    return Shape.of(Arrays.copyOf(shape.dims(), shape.rank() - 3));
  }

  private static Tensor expanded(Tensor x, Shape batch) {
    int[] dims = Arrays.copyOf(batch.dims(), batch.rank() + 3);
    System.arraycopy(x.shape().dims(), x.rank() - 3, dims, batch.rank(), 3);
    return Arrays.equals(dims, x.shape().dims()) ? x : x.expand(dims);
  }
}
