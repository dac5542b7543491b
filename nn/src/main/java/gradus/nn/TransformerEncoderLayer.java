package gradus.nn;

import gradus.engine.AttentionOptions;
import gradus.engine.Generator;
import gradus.engine.Tensor;
import java.util.Map;

/// A layer of a transformer: self-attention, and then two linear layers with an activation between
/// them for each position; both are added to their input and normalised. A. Vaswani et al.:
/// *Attention is all you need*, NeurIPS 2017.
///
/// With a causal attention it is the layer of a decoder such as GPT.
///
/// @param selfAttn the attention
/// @param linear1 the first linear layer, from the width to the width between them
/// @param linear2 the second one
/// @param norm1 the normalisation of the attention
/// @param norm2 the normalisation of the linear layers
/// @param options the options
public record TransformerEncoderLayer(
    MultiheadAttention selfAttn,
    Linear linear1,
    Linear linear2,
    LayerNorm norm1,
    LayerNorm norm2,
    Options options)
    implements Layer {
  /// The options.
  ///
  /// @param feedforward the width between the linear layers
  /// @param activation the function between them, such as [ReLU] or [GELU]
  /// @param normFirst whether the normalisation is before the attention and the linear layers, as
  ///   in GPT-2, or after the sums, as in BERT
  /// @param dropout applied to the weights of the keys, after the activation, and before each sum;
  ///   null for none
  public record Options(int feedforward, Layer activation, boolean normFirst, Dropout dropout) {
    /// PyTorch's defaults, except that there is no dropout, which needs a generator: a width of
    /// 2048, ReLU, normalisation after the sums.
    public static final Options DEFAULT = new Options(2048, new ReLU(), false, null);

    /// {@return these options with another width between the linear layers}
    ///
    /// @param width the width
    public Options withFeedforward(int width) {
      return new Options(width, activation, normFirst, dropout);
    }

    /// {@return these options with another activation}
    ///
    /// @param other the activation
    public Options withActivation(Layer other) {
      return new Options(feedforward, other, normFirst, dropout);
    }

    /// {@return these options with the normalisation first or last}
    ///
    /// @param first whether it is first
    public Options withNormFirst(boolean first) {
      return new Options(feedforward, activation, first, dropout);
    }

    /// {@return these options with another dropout}
    ///
    /// @param other the dropout; null for none
    public Options withDropout(Dropout other) {
      return new Options(feedforward, activation, normFirst, other);
    }
  }

  /// Creates a layer with PyTorch's initialisation.
  ///
  /// @param generator the random number generator
  /// @param width the width, a multiple of the number of heads
  /// @param heads the number of heads
  /// @param options the options
  public TransformerEncoderLayer(Generator generator, int width, int heads, Options options) {
    this(
        new MultiheadAttention(generator, width, heads, true, options.dropout()),
        new Linear(generator, width, options.feedforward()),
        new Linear(generator, options.feedforward(), width),
        new LayerNorm(width),
        new LayerNorm(width),
        options);
  }

  /// {@inheritDoc}
  ///
  /// @param x (rows, positions, width)
  /// @return of the same shape
  @Override
  public Tensor forward(Tensor x) {
    return forward(x, AttentionOptions.DEFAULT);
  }

  /// {@return the output with a mask or causal attention}
  ///
  /// @param x (rows, positions, width)
  /// @param attention the options of the attention
  public Tensor forward(Tensor x, AttentionOptions attention) {
    if (options.normFirst()) {
      Tensor y = x.add(dropped(selfAttn.forward(norm1.forward(x), attention)));
      return y.add(feedforward(norm2.forward(y)));
    }
    Tensor y = norm1.forward(x.add(dropped(selfAttn.forward(x, attention))));
    return norm2.forward(y.add(feedforward(y)));
  }

  private Tensor feedforward(Tensor x) {
    Tensor inner = dropped(options.activation().forward(linear1.forward(x)));
    return dropped(linear2.forward(inner));
  }

  private Tensor dropped(Tensor x) {
    return options.dropout() == null ? x : options.dropout().forward(x);
  }

  @Override
  public Map<String, Tensor> state() {
    return new StateDict()
        .add("self_attn", selfAttn)
        .add("linear1", linear1)
        .add("linear2", linear2)
        .add("norm1", norm1)
        .add("norm2", norm2)
        .tensors();
  }
}
