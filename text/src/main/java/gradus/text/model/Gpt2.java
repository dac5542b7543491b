package gradus.text.model;

import gradus.engine.Generator;
import gradus.engine.Tensor;
import gradus.nn.Dropout;
import gradus.nn.Embedding;
import gradus.nn.Layer;
import gradus.nn.LayerNorm;
import gradus.nn.Sequential;
import gradus.nn.StateDict;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// GPT-2, a causal transformer: learned positions, layer normalisation before each part of a block,
/// GELU by a hyperbolic tangent, and an output with the weights of the token embedding.
///
/// A. Radford et al.: *Language models are unsupervised multitask learners*, 2019. The names of the
/// tensors are those of Hugging Face's files. New weights are normal with a standard deviation of
/// 0.02, divided by the root of the number of additions to the state for those that the additions
/// come from; biases are 0. Dropout is applied to the embeddings and to what is added to the state.
public final class Gpt2 implements Transformer {
  private final Gpt2Config config;
  private final Embedding wte;
  private final Embedding wpe;
  private final List<Block> h;
  private final LayerNorm lnF;
  private final Dropout drop;

  private Gpt2(Parameters random, Generator generator, Gpt2Config c) {
    config = c;
    drop = new Dropout(c.dropout(), generator);
    wte = random.embedding(c.vocabSize(), c.nEmbd());
    wpe = random.embedding(c.nPositions(), c.nEmbd());
    h = IntStream.range(0, c.nLayer()).mapToObj(i -> Block.create(random, c, i, drop)).toList();
    lnF = random.layerNorm(c.nEmbd(), c.layerNormEpsilon(), c.bias());
  }

  /// {@return a model with random parameters}
  ///
  /// @param generator the random number generator, also of the dropout
  /// @param config the sizes
  public static Gpt2 create(Generator generator, Gpt2Config config) {
    return new Gpt2(Parameters.random(generator), generator, config);
  }

  /// {@return a model with given parameters}
  static Gpt2 create(Parameters parameters, Gpt2Config config) {
    return new Gpt2(parameters, new Generator(0), config);
  }

  /// {@return the sizes}
  public Gpt2Config config() {
    return config;
  }

  @Override
  public int contextLength() {
    return config.nPositions();
  }

  @Override
  public int vocabularySize() {
    return config.vocabSize();
  }

  @Override
  public KeyValueCache cache(int batch, int length) {
    int size = config.nEmbd() / config.nHead();
    return new KeyValueCache(batch, config.nLayer(), config.nHead(), length, size);
  }

  @Override
  public Tensor embed(Tensor ids, int from) {
    Tensor positions = wpe.weight().slice(0, from, from + ids.size(1));
    return drop.forward(wte.forward(ids).add(positions));
  }

  @Override
  public List<? extends Transformer.Block> blocks() {
    return h;
  }

  @Override
  public Tensor normalize(Tensor states) {
    return lnF.forward(states);
  }

  @Override
  public Tensor logits(Tensor features) {
    return features.matmul(wte.weight().t());
  }

  @Override
  public Map<String, Tensor> state() {
    return new StateDict()
        .add("wte", wte)
        .add("wpe", wpe)
        .add("h", new Sequential(List.copyOf(h)))
        .add("ln_f", lnF)
        .tensors();
  }

  private record Block(LayerNorm ln1, SelfAttention attn, LayerNorm ln2, Mlp mlp)
      implements Transformer.Block {
    static Block create(Parameters random, Gpt2Config c, int layer, Dropout drop) {
      int width = c.nEmbd();
      Parameters residual = random.scaled(1 / Math.sqrt(2 * c.nLayer()));
      return new Block(
          random.layerNorm(width, c.layerNormEpsilon(), c.bias()),
          new SelfAttention(
              layer,
              c.nHead(),
              random.conv1d(width, 3 * width, c.bias()),
              residual.conv1d(width, width, c.bias()),
              drop),
          random.layerNorm(width, c.layerNormEpsilon(), c.bias()),
          new Mlp(
              random.conv1d(width, c.nInner(), c.bias()),
              residual.conv1d(c.nInner(), width, c.bias()),
              drop));
    }

    @Override
    public Tensor forward(Tensor x, KeyValueCache cache) {
      x = x.add(attn.forward(ln1.forward(x), cache));
      return x.add(mlp.forward(ln2.forward(x)));
    }

    @Override
    public Tensor attentionWeights(Tensor x) {
      return attn.weights(ln1.forward(x));
    }

    @Override
    public Map<String, Tensor> state() {
      return new StateDict()
          .add("ln_1", ln1)
          .add("attn", attn)
          .add("ln_2", ln2)
          .add("mlp", mlp)
          .tensors();
    }
  }

  private record SelfAttention(int layer, int heads, Conv1D cAttn, Conv1D cProj, Dropout drop)
      implements CausalLayer {
    @Override
    public Tensor forward(Tensor x, KeyValueCache cache) {
      List<Tensor> qkv = split(x);
      Tensor y = KeyValueCache.attend(cache, layer, qkv.get(0), qkv.get(1), qkv.get(2));
      return drop.forward(cProj.forward(Heads.merge(y)));
    }

    Tensor weights(Tensor x) {
      List<Tensor> qkv = split(x);
      return KeyValueCache.weights(qkv.get(0), qkv.get(1));
    }

    /// {@return queries, keys and values, (N, heads, T, size)}
    private List<Tensor> split(Tensor x) {
      return cAttn.parts(x, 3).stream().map(all -> Heads.split(all, heads)).toList();
    }

    @Override
    public Map<String, Tensor> state() {
      return new StateDict().add("c_attn", cAttn).add("c_proj", cProj).tensors();
    }
  }

  private record Mlp(Conv1D cFc, Conv1D cProj, Dropout drop) implements Layer {
    @Override
    public Tensor forward(Tensor x) {
      return drop.forward(cProj.forward(cFc.forward(x).geluTanh()));
    }

    @Override
    public Map<String, Tensor> state() {
      return new StateDict().add("c_fc", cFc).add("c_proj", cProj).tensors();
    }
  }
}
