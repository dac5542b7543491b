package gradus.text.model;

import com.google.gson.JsonObject;

/// The sizes of a [Gpt2], under the names of Hugging Face's `config.json`.
///
/// @param vocabSize the number of tokens that there are
/// @param nPositions the greatest number of tokens of a text
/// @param nEmbd the width of a state
/// @param nLayer the number of blocks
/// @param nHead the number of heads, of which the width is a multiple
/// @param nInner the width inside the MLPs
/// @param layerNormEpsilon the ε of the normalisations
/// @param bias whether the layers have biases, as GPT-2's have
/// @param dropout the probability that an element is dropped in training
public record Gpt2Config(
    int vocabSize,
    int nPositions,
    int nEmbd,
    int nLayer,
    int nHead,
    int nInner,
    double layerNormEpsilon,
    boolean bias,
    double dropout) {
  /// Sizes.
  ///
  /// @throws IllegalArgumentException if one is out of range
  public Gpt2Config {
    ConfigJson.checkSize("vocab_size", vocabSize);
    ConfigJson.checkSize("n_positions", nPositions);
    ConfigJson.checkSize("n_embd", nEmbd);
    ConfigJson.checkSize("n_layer", nLayer);
    ConfigJson.checkSize("n_inner", nInner);
    ConfigJson.checkHeads("n_embd", nEmbd, "n_head", nHead);
    ConfigJson.checkPositive("layer_norm_epsilon", layerNormEpsilon);
    if (!(dropout >= 0 && dropout < 1)) {
      throw new IllegalArgumentException(
          "the dropout must be at least 0 and less than 1, not " + dropout);
    }
  }

  /// Sizes with GPT-2's proportions: MLPs of four times the width, biases, an ε of 10⁻⁵, and no
  /// dropout.
  ///
  /// @param vocabSize the number of tokens that there are
  /// @param nPositions the greatest number of tokens of a text
  /// @param nEmbd the width of a state
  /// @param nLayer the number of blocks
  /// @param nHead the number of heads
  public Gpt2Config(int vocabSize, int nPositions, int nEmbd, int nLayer, int nHead) {
    this(vocabSize, nPositions, nEmbd, nLayer, nHead, 4 * nEmbd, 1e-5, true, 0);
  }

  /// {@return these sizes with or without biases}
  ///
  /// @param biased whether there are some
  public Gpt2Config withBias(boolean biased) {
    return new Gpt2Config(
        vocabSize, nPositions, nEmbd, nLayer, nHead, nInner, layerNormEpsilon, biased, dropout);
  }

  /// {@return these sizes with another dropout}
  ///
  /// @param probability the probability that an element is dropped in training
  public Gpt2Config withDropout(double probability) {
    return new Gpt2Config(
        vocabSize, nPositions, nEmbd, nLayer, nHead, nInner, layerNormEpsilon, bias, probability);
  }

  static Gpt2Config of(ConfigJson json) {
    json.checkText("activation_function", "gelu_new", "gelu_new", "gelu_pytorch_tanh");
    json.checkFlag("scale_attn_weights", true);
    json.checkFlag("scale_attn_by_inverse_layer_idx", false);
    json.checkFlag("add_cross_attention", false);
    json.checkFlag("tie_word_embeddings", true);
    int width = json.integer("n_embd");
    return new Gpt2Config(
        json.integer("vocab_size"),
        json.integer("n_positions"),
        width,
        json.integer("n_layer"),
        json.integer("n_head"),
        json.integer("n_inner", 4L * width),
        json.number("layer_norm_epsilon", 1e-5),
        json.flag("bias", true),
        json.number("resid_pdrop", 0.1));
  }

  JsonObject toJson() {
    JsonObject json = new JsonObject();
    json.addProperty("model_type", "gpt2");
    json.addProperty("vocab_size", vocabSize);
    json.addProperty("n_positions", nPositions);
    json.addProperty("n_embd", nEmbd);
    json.addProperty("n_layer", nLayer);
    json.addProperty("n_head", nHead);
    json.addProperty("n_inner", nInner);
    json.addProperty("activation_function", "gelu_new");
    json.addProperty("layer_norm_epsilon", layerNormEpsilon);
    json.addProperty("bias", bias);
    json.addProperty("embd_pdrop", dropout);
    json.addProperty("resid_pdrop", dropout);
    json.addProperty("attn_pdrop", 0);
    return json;
  }
}
