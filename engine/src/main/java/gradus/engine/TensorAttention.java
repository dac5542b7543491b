package gradus.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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
    List<Tensor> inputs = inputs("scaledDotProductAttention", k, v, options);
    return attention(options).apply(inputs.toArray(Tensor[]::new));
  }

  /// {@return the weights by which these queries take the mean of the values: softmax(q·kᵀ · scale
  /// + mask), (…, heads, L, S)}
  ///
  /// [#scaledDotProductAttention(Tensor, Tensor, AttentionOptions)] does not need this memory.
  ///
  /// @param k the keys, (…, kvHeads, S, E)
  /// @param options mask, causality and scale
  default Tensor attentionWeights(Tensor k, AttentionOptions options) {
    return attention(options).weights(inputs("attentionWeights", k, k, options));
  }

  private Attention attention(AttentionOptions options) {
    boolean given = !Double.isNaN(options.scale());
    return new Attention(
        options.causal(), given ? options.scale() : 1 / Math.sqrt(self().size(-1)));
  }

  /// Returns q, k, v and, if there is a mask, what is added to the scores; of one type and rank.
  private List<Tensor> inputs(String name, Tensor k, Tensor v, AttentionOptions options) {
    Tensor mask = options.mask();
    boolean added = mask != null && mask.dtype().isFloating();
    DType common = DType.promote(self().floating().dtype(), DType.promote(k.dtype(), v.dtype()));
    common = added ? DType.promote(common, mask.dtype()) : common;
    Shape batch = leading(name, k, v);
    Tensor q = expanded(self().to(common), batch);
    List<Tensor> inputs = new ArrayList<>();
    inputs.add(q);
    inputs.add(expanded(k.to(common), batch));
    inputs.add(expanded(v.to(common), batch));
    if (mask != null) {
      Shape scores = q.shape().with(q.rank() - 1, k.size(-2));
      boolean fits = mask.rank() <= scores.rank();
      for (int axis = 1; fits && axis <= mask.rank(); axis++) {
        fits = mask.size(-axis) == 1 || mask.size(-axis) == scores.dim(-axis);
      }
      if (!fits) {
        String problem = String.format(Locale.ROOT, "the mask must broadcast to %s", scores);
        throw self().rejected(name, problem, k, v, mask);
      }
      Tensor sum =
          added ? mask.to(common) : Tensor.where(mask, q.like(0), q.like(Double.NEGATIVE_INFINITY));
      int[] dims = new int[q.rank()];
      Arrays.fill(dims, 1);
      System.arraycopy(sum.shape().dims(), 0, dims, dims.length - sum.rank(), sum.rank());
      inputs.add(sum.reshape(dims));
    }
    return inputs;
  }

  /// Checks the shapes, and returns the axes before the heads.
  private Shape leading(String name, Tensor k, Tensor v) {
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
              name,
              "needs q (…, heads, L, E), k (…, kvHeads, S, E) and v (…, kvHeads, S, Ev), heads a"
                  + " multiple of kvHeads, at least 1",
              k,
              v);
    }
    try {
      return Shape.broadcast(leading(q), Shape.broadcast(leading(k.shape()), leading(v.shape())));
    } catch (IllegalArgumentException e) {
      throw self().rejected(name, e.getMessage(), k, v);
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
