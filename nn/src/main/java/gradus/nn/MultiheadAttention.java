package gradus.nn;

import gradus.engine.AttentionOptions;
import gradus.engine.Generator;
import gradus.engine.Tensor;
import java.util.Locale;
import java.util.Map;

/// Attention of several heads: queries, keys and values are projected, each head attends in its
/// part of the width, and the heads' results side by side are projected again. A. Vaswani et al.:
/// *Attention is all you need*, NeurIPS 2017.
///
/// The rows of a batch come first, as with PyTorch's `batch_first=True`. See
/// [Tensor#scaledDotProductAttention(Tensor, Tensor, AttentionOptions)].
///
/// @param inProjWeight (3 · width, width): the projections of queries, keys and values, one below
///   the other
/// @param inProjBias (3 · width); null for none
/// @param outProj the last projection, of the width to the width
/// @param heads the number of heads, a divisor of the width
/// @param dropout applied to the weights of the keys during [Training]; null for none
public record MultiheadAttention(
    Tensor inProjWeight, Tensor inProjBias, Linear outProj, int heads, Dropout dropout)
    implements Layer {
  /// Creates a layer with given parameters.
  ///
  /// @throws IllegalArgumentException if they do not fit each other
  public MultiheadAttention {
    Checks.positive("MultiheadAttention", "number of heads", heads);
    int width = outProj.weight().size(0);
    boolean fits =
        inProjWeight.rank() == 2
            && inProjWeight.size(0) == 3 * width
            && inProjWeight.size(1) == width
            && outProj.weight().size(1) == width
            && (inProjBias == null || inProjBias.rank() == 1 && inProjBias.size() == 3 * width);
    if (!fits) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "MultiheadAttention: needs projections (3 · width, width), (3 · width) and (width,"
                  + " width), not %s, %s and %s",
              inProjWeight.spec(),
              inProjBias == null ? "none" : inProjBias.spec(),
              outProj.weight().spec()));
    }
    if (width % heads != 0) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "MultiheadAttention: the width, %d, must be a multiple of the number of heads, %d",
              width,
              heads));
    }
  }

  /// Creates a layer with biases and PyTorch's initialisation.
  ///
  /// @param generator the random number generator
  /// @param width the width of queries, keys, values and results, a multiple of the number of heads
  /// @param heads the number of heads
  public MultiheadAttention(Generator generator, int width, int heads) {
    this(generator, width, heads, true, null);
  }

  /// Creates a layer with PyTorch's initialisation: the last projection as [Linear] has it, then
  /// the others uniform by Glorot's method; biases of 0.
  ///
  /// @param generator the random number generator
  /// @param width the width of queries, keys, values and results, a multiple of the number of heads
  /// @param heads the number of heads
  /// @param bias whether there are biases
  /// @param dropout applied to the weights of the keys; null for none
  public MultiheadAttention(
      Generator generator, int width, int heads, boolean bias, Dropout dropout) {
    Linear last = new Linear(generator, width, width, bias);
    Tensor first = Init.xavierUniform(Tensor.zeros(3 * width, width), generator, 1);
    if (bias) {
      Init.constant(last.bias(), 0);
    }
    this(
        first.requiresGrad(true),
        bias ? Tensor.zeros(3 * width).requiresGrad(true) : null,
        last,
        heads,
        dropout);
  }

  /// {@inheritDoc} Each position of a row attends to all of them.
  ///
  /// @param x (rows, positions, width)
  /// @return of the same shape
  @Override
  public Tensor forward(Tensor x) {
    return forward(x, AttentionOptions.DEFAULT);
  }

  /// {@return the self-attention of rows}
  ///
  /// @param x (rows, positions, width)
  /// @param options mask, causality and scale; a mask broadcasts to (rows, heads, positions,
  ///   positions)
  public Tensor forward(Tensor x, AttentionOptions options) {
    return forward(x, x, x, options);
  }

  /// {@return the attention of queries to keys: cross-attention}
  ///
  /// @param query (rows, queries, width)
  /// @param key (rows, keys, width)
  /// @param value (rows, keys, width)
  /// @param options mask, causality and scale; a mask broadcasts to (rows, heads, queries, keys)
  public Tensor forward(Tensor query, Tensor key, Tensor value, AttentionOptions options) {
    check(query, key, value);
    return attention(project(query, 0), project(key, 1), project(value, 2), options);
  }

  private void check(Tensor... inputs) {
    int width = inProjWeight.size(1);
    for (Tensor x : inputs) {
      if (x.rank() != 3 || x.size(-1) != width) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "MultiheadAttention: takes (rows, positions, %d), but got %s",
                width,
                x.spec()));
      }
    }
  }

  /// Applies one of the three projections. One product for all would have a gradient that is padded
  /// three times.
  private Tensor project(Tensor x, int part) {
    int width = inProjWeight.size(1);
    Tensor weight = inProjWeight.slice(0, part * width, (part + 1) * width).t();
    return inProjBias == null
        ? x.matmul(weight)
        : inProjBias.slice(0, part * width, (part + 1) * width).addmm(x, weight);
  }

  private Tensor attention(Tensor query, Tensor key, Tensor value, AttentionOptions options) {
    Tensor q = split(query);
    Tensor k = split(key);
    Tensor v = split(value);
    boolean drops = dropout != null && Training.isOn();
    Tensor y =
        drops
            ? dropout.forward(q.attentionWeights(k, options)).matmul(v)
            : q.scaledDotProductAttention(k, v, options);
    return outProj.forward(y.transpose(1, 2).reshape(query.shape().dims()));
  }

  /// Returns (rows, heads, positions, width / heads).
  private Tensor split(Tensor x) {
    return x.reshape(x.size(0), x.size(1), heads, x.size(2) / heads).transpose(1, 2);
  }

  @Override
  public Map<String, Tensor> state() {
    return new StateDict()
        .add("in_proj_weight", inProjWeight)
        .add("in_proj_bias", inProjBias)
        .add("out_proj", outProj)
        .tensors();
  }
}
