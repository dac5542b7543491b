package gradus.text.model;

import gradus.engine.Generator;
import gradus.engine.Tensor;
import gradus.nn.Embedding;
import gradus.nn.Layer;
import gradus.nn.Linear;
import gradus.nn.RMSNorm;
import gradus.nn.RotaryEmbedding;
import gradus.nn.Sequential;
import gradus.nn.StateDict;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// Llama, a causal transformer: rotary positions, RMS normalisation before each part of a block, a
/// gated MLP (SwiGLU), several heads of queries for one of keys and values, and no biases.
///
/// H. Touvron et al.: *Llama: open and efficient foundation language models*, 2023. The names of
/// the tensors are those of Hugging Face's files. New weights are normal with a standard deviation
/// of 0.02, divided by the root of the number of additions to the state for those that the
/// additions come from.
public final class Llama implements Transformer {
  private final LlamaConfig config;
  private final Embedding embedTokens;
  private final List<Block> layers;
  private final RMSNorm norm;
  private final Linear lmHead;

  private Llama(Parameters random, LlamaConfig c) {
    config = c;
    embedTokens = random.embedding(c.vocabSize(), c.hiddenSize());
    RotaryEmbedding rotary =
        new RotaryEmbedding(
            c.frequencies(), c.maxPositionEmbeddings(), RotaryEmbedding.Pairing.HALVES);
    layers =
        IntStream.range(0, c.numHiddenLayers())
            .mapToObj(i -> Block.create(random, c, i, rotary))
            .toList();
    norm = random.rmsNorm(c.hiddenSize(), c.rmsNormEps());
    lmHead =
        c.tieWordEmbeddings()
            ? new Linear(embedTokens.weight(), null)
            : random.linear(c.hiddenSize(), c.vocabSize(), false);
  }

  /// {@return a model with random parameters}
  ///
  /// @param generator the random number generator
  /// @param config the sizes
  public static Llama create(Generator generator, LlamaConfig config) {
    return new Llama(Parameters.random(generator), config);
  }

  /// {@return a model with given parameters}
  static Llama create(Parameters parameters, LlamaConfig config) {
    return new Llama(parameters, config);
  }

  /// {@return the sizes}
  public LlamaConfig config() {
    return config;
  }

  @Override
  public int contextLength() {
    return config.maxPositionEmbeddings();
  }

  @Override
  public int vocabularySize() {
    return config.vocabSize();
  }

  @Override
  public KeyValueCache cache(int batch, int length) {
    int heads = config.numKeyValueHeads();
    return new KeyValueCache(batch, config.numHiddenLayers(), heads, length, config.headSize());
  }

  @Override
  public Tensor embed(Tensor ids, int from) {
    return embedTokens.forward(ids);
  }

  @Override
  public List<? extends Transformer.Block> blocks() {
    return layers;
  }

  @Override
  public Tensor normalize(Tensor states) {
    return norm.forward(states);
  }

  @Override
  public Tensor logits(Tensor features) {
    return lmHead.forward(features);
  }

  @Override
  public Map<String, Tensor> state() {
    Layer blocks = new Sequential(List.copyOf(layers));
    Layer model =
        new Sequential(
            List.of("embed_tokens", "layers", "norm"), List.of(embedTokens, blocks, norm));
    StateDict state = new StateDict().add("model", model);
    return (config.tieWordEmbeddings() ? state : state.add("lm_head", lmHead)).tensors();
  }

  private record Block(
      RMSNorm inputLayernorm, SelfAttention selfAttn, RMSNorm postAttentionLayernorm, Mlp mlp)
      implements Transformer.Block {
    static Block create(Parameters random, LlamaConfig c, int layer, RotaryEmbedding rotary) {
      int width = c.hiddenSize();
      int queries = c.numAttentionHeads() * c.headSize();
      int keys = c.numKeyValueHeads() * c.headSize();
      Parameters residual = random.scaled(1 / Math.sqrt(2 * c.numHiddenLayers()));
      return new Block(
          random.rmsNorm(width, c.rmsNormEps()),
          new SelfAttention(
              layer,
              c,
              rotary,
              random.linear(width, queries, false),
              random.linear(width, keys, false),
              random.linear(width, keys, false),
              residual.linear(queries, width, false)),
          random.rmsNorm(width, c.rmsNormEps()),
          new Mlp(
              random.linear(width, c.intermediateSize(), false),
              random.linear(width, c.intermediateSize(), false),
              residual.linear(c.intermediateSize(), width, false)));
    }

    @Override
    public Tensor forward(Tensor x, KeyValueCache cache) {
      x = x.add(selfAttn.forward(inputLayernorm.forward(x), cache));
      return x.add(mlp.forward(postAttentionLayernorm.forward(x)));
    }

    @Override
    public Tensor attentionWeights(Tensor x) {
      return selfAttn.weights(inputLayernorm.forward(x));
    }

    @Override
    public Map<String, Tensor> state() {
      return new StateDict()
          .add("input_layernorm", inputLayernorm)
          .add("self_attn", selfAttn)
          .add("post_attention_layernorm", postAttentionLayernorm)
          .add("mlp", mlp)
          .tensors();
    }
  }

  private record SelfAttention(
      int layer,
      LlamaConfig config,
      RotaryEmbedding rotary,
      Linear qProj,
      Linear kProj,
      Linear vProj,
      Linear oProj)
      implements CausalLayer {
    @Override
    public Tensor forward(Tensor x, KeyValueCache cache) {
      int from = cache == null ? 0 : cache.length();
      Tensor v = Heads.split(vProj.forward(x), config.numKeyValueHeads());
      Tensor y = KeyValueCache.attend(cache, layer, queries(x, from), keys(x, from), v);
      return oProj.forward(Heads.merge(y));
    }

    Tensor weights(Tensor x) {
      return KeyValueCache.weights(queries(x, 0), keys(x, 0));
    }

    private Tensor queries(Tensor x, int from) {
      return rotary.apply(Heads.split(qProj.forward(x), config.numAttentionHeads()), from);
    }

    private Tensor keys(Tensor x, int from) {
      return rotary.apply(Heads.split(kProj.forward(x), config.numKeyValueHeads()), from);
    }

    @Override
    public Map<String, Tensor> state() {
      return new StateDict()
          .add("q_proj", qProj)
          .add("k_proj", kProj)
          .add("v_proj", vProj)
          .add("o_proj", oProj)
          .tensors();
    }
  }

  private record Mlp(Linear gateProj, Linear upProj, Linear downProj) implements Layer {
    @Override
    public Tensor forward(Tensor x) {
      return downProj.forward(gateProj.forward(x).silu().mul(upProj.forward(x)));
    }

    @Override
    public Map<String, Tensor> state() {
      return new StateDict()
          .add("gate_proj", gateProj)
          .add("up_proj", upProj)
          .add("down_proj", downProj)
          .tensors();
    }
  }
}
