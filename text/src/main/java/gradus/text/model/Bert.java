package gradus.text.model;

import gradus.engine.AttentionOptions;
import gradus.engine.Generator;
import gradus.engine.Tensor;
import gradus.nn.Embedding;
import gradus.nn.Layer;
import gradus.nn.LayerNorm;
import gradus.nn.Linear;
import gradus.nn.Sequential;
import gradus.nn.StateDict;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/// BERT, a transformer that reads a text in both directions: learned positions, layer normalisation
/// after each part of a block, GELU. Sentence encoders such as all-MiniLM-L6-v2 are of this kind.
///
/// J. Devlin et al.: *BERT: pre-training of deep bidirectional transformers*, NAACL 2019; N.
/// Reimers, I. Gurevych: *Sentence-BERT*, EMNLP 2019. The names of the tensors are those of Hugging
/// Face's files, without the pooler and other heads. New weights are normal with a standard
/// deviation of 0.02; biases are 0.
public final class Bert implements Layer {
  private final BertConfig config;
  private final Embeddings embeddings;
  private final List<Block> layers;

  private Bert(Parameters random, BertConfig c) {
    config = c;
    embeddings =
        new Embeddings(
            random.embedding(c.vocabSize(), c.hiddenSize()),
            random.embedding(c.maxPositionEmbeddings(), c.hiddenSize()),
            random.embedding(c.typeVocabSize(), c.hiddenSize()),
            random.layerNorm(c.hiddenSize(), c.layerNormEps(), true));
    layers =
        IntStream.range(0, c.numHiddenLayers()).mapToObj(_ -> Block.create(random, c)).toList();
  }

  /// {@return a model with random parameters}
  ///
  /// @param generator the random number generator
  /// @param config the sizes
  public static Bert create(Generator generator, BertConfig config) {
    return new Bert(Parameters.random(generator), config);
  }

  /// {@return a model with given parameters}
  static Bert create(Parameters parameters, BertConfig config) {
    return new Bert(parameters, config);
  }

  /// {@return the sizes}
  public BertConfig config() {
    return config;
  }

  /// {@inheritDoc}
  ///
  /// @param ids the tokens, I32 (N, T), all of which count
  /// @return their states, (N, T, width)
  @Override
  public Tensor forward(Tensor ids) {
    return forward(ids, null);
  }

  /// {@return the states of tokens, (N, T, width)}
  ///
  /// @param ids the tokens, I32 (N, T)
  /// @param mask I32 (N, T): 1 for a token that counts, 0 for padding; null if all count
  /// @throws IllegalArgumentException if the shapes differ, or there are too many tokens
  public Tensor forward(Tensor ids, Tensor mask) {
    if (ids.rank() != 2
        || ids.size(1) > config.maxPositionEmbeddings()
        || mask != null && !mask.spec().equals(ids.spec())) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "Bert: needs ids (N, T) of at most %d tokens and a mask like them, not %s and %s",
              config.maxPositionEmbeddings(),
              ids.spec(),
              mask == null ? "none" : mask.spec()));
    }
    Tensor visible = mask == null ? null : mask.reshape(ids.size(0), 1, 1, ids.size(1));
    Tensor x = embeddings.forward(ids);
    for (Block block : layers) {
      x = block.forward(x, visible);
    }
    return x;
  }

  /// {@return the mean of the states of the tokens that count, for each text, (N, width)}
  ///
  /// @param ids the tokens, I32 (N, T)
  /// @param mask I32 (N, T): 1 for a token that counts, at least one in a text, 0 for padding
  public Tensor mean(Tensor ids, Tensor mask) {
    Tensor counted = mask.to(embeddings.wordEmbeddings().weight().dtype()).unsqueeze(-1);
    return forward(ids, mask).mul(counted).sum(1).div(counted.sum(1));
  }

  /// {@return vectors of length 1 for texts, (N, width): the directions of their [means][#mean].
  /// The product of two is the cosine of their angle}
  ///
  /// @param ids the tokens, I32 (N, T)
  /// @param mask I32 (N, T): 1 for a token that counts, at least one in a text, 0 for padding
  public Tensor embed(Tensor ids, Tensor mask) {
    Tensor mean = mean(ids, mask);
    return mean.div(mean.square().sum(new int[] {-1}, true).sqrt());
  }

  @Override
  public Map<String, Tensor> state() {
    Layer blocks = new Sequential(List.copyOf(layers));
    Layer encoder = new Sequential(List.of("layer"), List.of(blocks));
    return new StateDict().add("embeddings", embeddings).add("encoder", encoder).tensors();
  }

  private record Embeddings(
      Embedding wordEmbeddings,
      Embedding positionEmbeddings,
      Embedding tokenTypeEmbeddings,
      LayerNorm layerNorm)
      implements Layer {
    @Override
    public Tensor forward(Tensor ids) {
      Tensor positions = positionEmbeddings.weight().slice(0, 0, ids.size(1));
      // All tokens are of the first sentence.
      Tensor type = tokenTypeEmbeddings.weight().select(0, 0);
      return layerNorm.forward(wordEmbeddings.forward(ids).add(positions.add(type)));
    }

    @Override
    public Map<String, Tensor> state() {
      return new StateDict()
          .add("word_embeddings", wordEmbeddings)
          .add("position_embeddings", positionEmbeddings)
          .add("token_type_embeddings", tokenTypeEmbeddings)
          .add("LayerNorm", layerNorm)
          .tensors();
    }
  }

  private record Block(SelfAttention self, Output selfOutput, Linear intermediate, Output output)
      implements Layer {
    static Block create(Parameters random, BertConfig c) {
      int width = c.hiddenSize();
      return new Block(
          new SelfAttention(
              c.numAttentionHeads(),
              random.linear(width, width, true),
              random.linear(width, width, true),
              random.linear(width, width, true)),
          Output.create(random, width, c),
          random.linear(width, c.intermediateSize(), true),
          Output.create(random, c.intermediateSize(), c));
    }

    @Override
    public Tensor forward(Tensor x) {
      return forward(x, null);
    }

    Tensor forward(Tensor x, Tensor visible) {
      x = selfOutput.forward(self.forward(x, visible), x);
      return output.forward(intermediate.forward(x).gelu(), x);
    }

    @Override
    public Map<String, Tensor> state() {
      return new StateDict()
          .add("attention", new Sequential(List.of("self", "output"), List.of(self, selfOutput)))
          .add("intermediate", new Sequential(List.of("dense"), List.of(intermediate)))
          .add("output", output)
          .tensors();
    }
  }

  private record SelfAttention(int heads, Linear query, Linear key, Linear value) implements Layer {
    @Override
    public Tensor forward(Tensor x) {
      return forward(x, null);
    }

    Tensor forward(Tensor x, Tensor visible) {
      Tensor q = Heads.split(query.forward(x), heads);
      Tensor k = Heads.split(key.forward(x), heads);
      Tensor v = Heads.split(value.forward(x), heads);
      return Heads.merge(
          q.scaledDotProductAttention(k, v, AttentionOptions.DEFAULT.withMask(visible)));
    }

    @Override
    public Map<String, Tensor> state() {
      return new StateDict().add("query", query).add("key", key).add("value", value).tensors();
    }
  }

  /// What ends each part of a block.
  private record Output(Linear dense, LayerNorm layerNorm) implements Layer {
    static Output create(Parameters random, int in, BertConfig c) {
      return new Output(
          random.linear(in, c.hiddenSize(), true),
          random.layerNorm(c.hiddenSize(), c.layerNormEps(), true));
    }

    @Override
    public Tensor forward(Tensor x) {
      return layerNorm.forward(dense.forward(x));
    }

    Tensor forward(Tensor y, Tensor x) {
      return layerNorm.forward(x.add(dense.forward(y)));
    }

    @Override
    public Map<String, Tensor> state() {
      return new StateDict().add("dense", dense).add("LayerNorm", layerNorm).tensors();
    }
  }
}
