package gradus.text.model;

import com.google.gson.JsonObject;
import gradus.nn.RotaryEmbedding;
import java.util.Locale;
import java.util.Objects;

/// The sizes of a [Llama], under the names of Hugging Face's `config.json`.
///
/// @param vocabSize the number of tokens that there are
/// @param maxPositionEmbeddings the greatest number of tokens of a text
/// @param hiddenSize the width of a state
/// @param intermediateSize the width inside the MLPs
/// @param numHiddenLayers the number of blocks
/// @param numAttentionHeads the number of heads of queries
/// @param numKeyValueHeads the number of heads of keys and values, of which that of queries is a
///   multiple
/// @param headSize the length of a query, even
/// @param ropeTheta the base of the rotary positions' angles
/// @param rmsNormEps the ε of the normalisations
/// @param tieWordEmbeddings whether the output has the weights of the embedding
/// @param ropeScaling what makes the rotary positions fit more tokens, or [RopeScaling.None]
public record LlamaConfig(
    int vocabSize,
    int maxPositionEmbeddings,
    int hiddenSize,
    int intermediateSize,
    int numHiddenLayers,
    int numAttentionHeads,
    int numKeyValueHeads,
    int headSize,
    double ropeTheta,
    double rmsNormEps,
    boolean tieWordEmbeddings,
    RopeScaling ropeScaling) {
  /// Sizes.
  ///
  /// @throws IllegalArgumentException if one is out of range
  public LlamaConfig {
    ConfigJson.checkSize("vocab_size", vocabSize);
    ConfigJson.checkSize("max_position_embeddings", maxPositionEmbeddings);
    ConfigJson.checkSize("hidden_size", hiddenSize);
    ConfigJson.checkSize("intermediate_size", intermediateSize);
    ConfigJson.checkSize("num_hidden_layers", numHiddenLayers);
    ConfigJson.checkHeads(
        "num_attention_heads", numAttentionHeads, "num_key_value_heads", numKeyValueHeads);
    ConfigJson.checkSize("head_dim", headSize);
    ConfigJson.checkPositive("rope_theta", ropeTheta);
    ConfigJson.checkPositive("rms_norm_eps", rmsNormEps);
    Objects.requireNonNull(ropeScaling, "ropeScaling");
    if (headSize % 2 != 0) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "a head must have an even width for its pairs, not %d", headSize));
    }
  }

  static LlamaConfig of(ConfigJson json, boolean hasHead) {
    json.checkText("hidden_act", "silu", "silu");
    json.checkFlag("attention_bias", false);
    json.checkFlag("mlp_bias", false);
    int width = json.integer("hidden_size");
    int heads = json.integer("num_attention_heads");
    ConfigJson.checkSize("num_attention_heads", heads);
    // Older files have two settings for it.
    ConfigJson rope = json.object("rope_parameters");
    rope = rope == null ? json.object("rope_scaling") : rope;
    double theta = json.number("rope_theta", 10_000);
    return new LlamaConfig(
        json.integer("vocab_size"),
        json.integer("max_position_embeddings", 2048),
        width,
        json.integer("intermediate_size"),
        json.integer("num_hidden_layers"),
        heads,
        json.integer("num_key_value_heads", heads),
        json.integer("head_dim", width / heads),
        rope == null ? theta : rope.number("rope_theta", theta),
        json.number("rms_norm_eps", 1e-6),
        json.flag("tie_word_embeddings", !hasHead),
        scaling(rope));
  }

  /// {@return the angle between neighbouring positions for each pair of a query's elements}
  double[] frequencies() {
    return ropeScaling.apply(RotaryEmbedding.frequencies(headSize, ropeTheta));
  }

  JsonObject toJson() {
    JsonObject json = new JsonObject();
    json.addProperty("model_type", "llama");
    json.addProperty("vocab_size", vocabSize);
    json.addProperty("max_position_embeddings", maxPositionEmbeddings);
    json.addProperty("hidden_size", hiddenSize);
    json.addProperty("intermediate_size", intermediateSize);
    json.addProperty("num_hidden_layers", numHiddenLayers);
    json.addProperty("num_attention_heads", numAttentionHeads);
    json.addProperty("num_key_value_heads", numKeyValueHeads);
    json.addProperty("head_dim", headSize);
    json.addProperty("hidden_act", "silu");
    json.addProperty("rope_theta", ropeTheta);
    json.addProperty("rms_norm_eps", rmsNormEps);
    json.addProperty("tie_word_embeddings", tieWordEmbeddings);
    switch (ropeScaling) {
      case RopeScaling.None() -> {}
      case RopeScaling.Linear(double factor) -> json.add("rope_scaling", scaling("linear", factor));
      case RopeScaling.Llama3(double factor, double low, double high, int tokens) -> {
        JsonObject scaling = scaling("llama3", factor);
        scaling.addProperty("low_freq_factor", low);
        scaling.addProperty("high_freq_factor", high);
        scaling.addProperty("original_max_position_embeddings", tokens);
        json.add("rope_scaling", scaling);
      }
    }
    return json;
  }

  /// {@return what the object `rope_scaling` or `rope_parameters` says, if there is one}
  private static RopeScaling scaling(ConfigJson json) {
    if (json == null) {
      return new RopeScaling.None();
    }
    // In older files it is just the type.
    String name = json.text("rope_type", null) == null ? "type" : "rope_type";
    json.checkText(name, "", "default", "linear", "llama3");
    return switch (json.text(name, "")) {
      case "linear" -> new RopeScaling.Linear(json.number("factor"));
      case "llama3" ->
          new RopeScaling.Llama3(
              json.number("factor"),
              json.number("low_freq_factor"),
              json.number("high_freq_factor"),
              json.integer("original_max_position_embeddings"));
      default -> new RopeScaling.None();
    };
  }

  private static JsonObject scaling(String type, double factor) {
    JsonObject json = new JsonObject();
    json.addProperty("rope_type", type);
    json.addProperty("factor", factor);
    return json;
  }
}
