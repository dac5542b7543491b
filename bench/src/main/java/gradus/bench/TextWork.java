package gradus.bench;

import gradus.text.model.Gpt2Config;
import gradus.text.model.LlamaConfig;
import gradus.text.model.RopeScaling;
import java.util.List;
import java.util.Locale;

/// Work of a language model.
public sealed interface TextWork {
  /// A Llama of 100 million parameters, 400 MB, whose output has the weights of the embedding.
  LlamaConfig LLAMA_100M =
      new LlamaConfig(
          32_000, 1024, 768, 2048, 12, 12, 4, 64, 10_000, 1e-5, true, new RopeScaling.None());

  /// The sizes of the model stories260K.
  LlamaConfig LLAMA_260K =
      new LlamaConfig(512, 512, 64, 172, 5, 8, 4, 8, 10_000, 1e-5, true, new RopeScaling.None());

  /// The work of a run. The first is nanoGPT's configuration for a processor.
  List<TextWork> ALL =
      List.of(
          new Training(new Gpt2Config(65, 64, 128, 4, 4).withBias(false), 12),
          new Reading(TextPart.GENERATION, LLAMA_100M, 16, 1, 144),
          new Reading(TextPart.PROMPT, LLAMA_100M, 0, 512, 512),
          new Reading(TextPart.OVERHEAD, LLAMA_260K, 16, 1, 144));

  /// {@return what is measured with it}
  TextPart part();

  /// {@return such as `GPT-2 4 x 128, 12 texts of 64 tokens`}
  String label();

  /// {@return the number of tokens of a run}
  int tokens();

  /// A training step of a GPT-2 on texts as long as its context.
  ///
  /// @param config the sizes
  /// @param batch the number of texts
  record Training(Gpt2Config config, int batch) implements TextWork {
    @Override
    public TextPart part() {
      return TextPart.TRAINING;
    }

    @Override
    public String label() {
      return String.format(
          Locale.ROOT,
          "GPT-2 %d x %d, %d texts of %d tokens",
          config.nLayer(),
          config.nEmbd(),
          batch,
          config.nPositions());
    }

    @Override
    public int tokens() {
      return batch * config.nPositions();
    }
  }

  /// A Llama reads the next tokens of a text, with a cache, and computes the logits of the token
  /// after them. At the end of the text, it goes back to a place near the beginning.
  ///
  /// @param part what is measured
  /// @param config the sizes
  /// @param before the number of tokens before that place
  /// @param tokens the number of tokens that a run reads
  /// @param length the number of tokens of the text
  record Reading(TextPart part, LlamaConfig config, int before, int tokens, int length)
      implements TextWork {
    @Override
    public String label() {
      return String.format(
          Locale.ROOT,
          "Llama %d x %d, %s",
          config.numHiddenLayers(),
          config.hiddenSize(),
          tokens == 1 ? "token by token" : "prompt of " + tokens + " tokens");
    }

    /// {@return the bytes of the weights that a run reads: all but the embedding, unless the output
    /// has its weights}
    long bytes() {
      long norms = config.hiddenSize() * (2L * config.numHiddenLayers() + 1);
      return Float.BYTES * (config.numHiddenLayers() * matrices() + norms + output());
    }

    /// {@return the floating-point operations of a run's products: with the weights of the blocks
    /// for each token, with those of the output once, and of the queries with the keys and values
    /// of the tokens that they see, in the mean over the text}
    double operations() {
      double seen = (before + 1 + length) / 2.0;
      double attention = 2.0 * seen * config.numAttentionHeads() * config.headSize();
      return 2 * (tokens * config.numHiddenLayers() * (matrices() + attention) + output());
    }

    /// The weights of a block's matrices.
    private long matrices() {
      long queries = (long) config.numAttentionHeads() * config.headSize();
      long keys = (long) config.numKeyValueHeads() * config.headSize();
      return config.hiddenSize() * (2 * queries + 2 * keys + 3L * config.intermediateSize());
    }

    private long output() {
      return (long) config.vocabSize() * config.hiddenSize();
    }
  }
}
