package gradus.text.model;

import com.google.gson.JsonObject;

/// The sizes of a [Bert], under the names of Hugging Face's `config.json`.
///
/// @param vocabSize the number of tokens that there are
/// @param maxPositionEmbeddings the greatest number of tokens of a text
/// @param typeVocabSize the number of kinds of sentences that were told apart in training
/// @param hiddenSize the width of a state
/// @param intermediateSize the width inside the MLPs
/// @param numHiddenLayers the number of blocks
/// @param numAttentionHeads the number of heads, of which the width is a multiple
/// @param layerNormEps the ε of the normalisations
public record BertConfig(
    int vocabSize,
    int maxPositionEmbeddings,
    int typeVocabSize,
    int hiddenSize,
    int intermediateSize,
    int numHiddenLayers,
    int numAttentionHeads,
    double layerNormEps) {
  /// Sizes.
  ///
  /// @throws IllegalArgumentException if one is out of range
  public BertConfig {
    ConfigJson.checkSize("vocab_size", vocabSize);
    ConfigJson.checkSize("max_position_embeddings", maxPositionEmbeddings);
    ConfigJson.checkSize("type_vocab_size", typeVocabSize);
    ConfigJson.checkSize("hidden_size", hiddenSize);
    ConfigJson.checkSize("intermediate_size", intermediateSize);
    ConfigJson.checkSize("num_hidden_layers", numHiddenLayers);
    ConfigJson.checkHeads("hidden_size", hiddenSize, "num_attention_heads", numAttentionHeads);
    ConfigJson.checkPositive("layer_norm_eps", layerNormEps);
  }

  static BertConfig of(ConfigJson json) {
    json.checkText("hidden_act", "gelu", "gelu");
    json.checkText("position_embedding_type", "absolute", "absolute");
    json.checkFlag("is_decoder", false);
    return new BertConfig(
        json.integer("vocab_size"),
        json.integer("max_position_embeddings"),
        json.integer("type_vocab_size", 2),
        json.integer("hidden_size"),
        json.integer("intermediate_size"),
        json.integer("num_hidden_layers"),
        json.integer("num_attention_heads"),
        json.number("layer_norm_eps", 1e-12));
  }

  JsonObject toJson() {
    JsonObject json = new JsonObject();
    json.addProperty("model_type", "bert");
    json.addProperty("vocab_size", vocabSize);
    json.addProperty("max_position_embeddings", maxPositionEmbeddings);
    json.addProperty("type_vocab_size", typeVocabSize);
    json.addProperty("hidden_size", hiddenSize);
    json.addProperty("intermediate_size", intermediateSize);
    json.addProperty("num_hidden_layers", numHiddenLayers);
    json.addProperty("num_attention_heads", numAttentionHeads);
    json.addProperty("hidden_act", "gelu");
    json.addProperty("layer_norm_eps", layerNormEps);
    return json;
  }
}
