package gradus.text.tokenize;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.Strictness;
import gradus.nn.io.WholeFile;
import gradus.text.tokenize.AddedTokens.Added;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Hugging Face's `tokenizer.json`: what its models have in common.
final class TokenizerJson {
  private static final Gson GSON =
      new GsonBuilder()
          .setStrictness(Strictness.STRICT)
          .setPrettyPrinting()
          .disableHtmlEscaping()
          .serializeNulls()
          .create();

  private TokenizerJson() {}

  /// What reads a file.
  interface Reading<T> {
    T read() throws IOException;
  }

  /// {@return what a reading returns}
  ///
  /// @throws TokenizerFileException if the reading throws [IllegalArgumentException]
  static <T> T read(Path file, Reading<T> reading) throws IOException {
    try {
      return reading.read();
    } catch (IllegalArgumentException e) {
      throw new TokenizerFileException(file, e.getMessage(), e);
    }
  }

  static String text(Path file) throws IOException {
    try {
      return Files.readString(file);
    } catch (CharacterCodingException e) {
      throw new TokenizerFileException(file, "the text is not UTF-8", e);
    }
  }

  static JsonElement parse(Path file) throws IOException {
    return parse(file, text(file));
  }

  static JsonElement parse(Path file, String text) throws TokenizerFileException {
    try {
      JsonElement json = GSON.fromJson(text, JsonElement.class);
      return json == null ? JsonNull.INSTANCE : json;
    } catch (JsonParseException e) {
      throw new TokenizerFileException(file, "the file is not valid JSON: " + e.getMessage(), e);
    }
  }

  static Tokenizer read(Path path, JsonElement json) throws IOException {
    return read(
        path,
        () -> {
          Field file = new Field("", json);
          Field model = file.get("model");
          if (model.isNull()) {
            throw model.unsupported("BPE and WordPiece");
          }
          return switch (type(model)) {
            case "BPE" -> BpeJson.read(file);
            case "WordPiece" -> WordPieceJson.read(file);
            default -> throw model.unsupportedType("BPE and WordPiece");
          };
        });
  }

  /// {@return the type of a model} Early files don't have it.
  private static String type(Field model) {
    if (model.get("type").isNull() && model.get("merges").value().isJsonArray()) {
      return "BPE";
    }
    if (model.get("type").isNull() && !model.get("max_input_chars_per_word").isNull()) {
      return "WordPiece";
    }
    return model.type();
  }

  /// {@return the added tokens}
  ///
  /// @param vocabulary the tokens of the model; receives those that are added
  static List<Added> added(Field file, Map<String, Integer> vocabulary) {
    List<Added> added = new ArrayList<>();
    for (Field token : file.get("added_tokens").list()) {
      Added read =
          new Added(
              token.get("id").integer(),
              token.get("content").string(),
              token.get("single_word").isTrue(false),
              token.get("lstrip").isTrue(false),
              token.get("rstrip").isTrue(false),
              token.get("normalized").isTrue(true),
              token.get("special").isTrue(false));
      Integer before = vocabulary.put(read.content(), read.id());
      if (before != null && before != read.id()) {
        throw new IllegalArgumentException(
            token.place()
                + " "
                + Characters.quoted(read.content())
                + " has the number "
                + read.id()
                + ", but in model.vocab "
                + before);
      }
      added.add(read);
    }
    return added;
  }

  static JsonObject typed(String type) {
    JsonObject object = new JsonObject();
    object.addProperty("type", type);
    return object;
  }

  /// {@return the member `vocab` of a model}
  static JsonObject numbers(Vocabulary vocabulary) {
    JsonObject numbers = new JsonObject();
    for (int id = 0; id < vocabulary.size(); id++) {
      numbers.addProperty(vocabulary.token(id), id);
    }
    return numbers;
  }

  static JsonObject file(
      List<Added> added,
      JsonElement normalizer,
      JsonElement preTokenizer,
      JsonElement postProcessor,
      JsonElement decoder,
      JsonElement model) {
    JsonArray tokens = new JsonArray();
    for (Added token : added) {
      JsonObject object = new JsonObject();
      object.addProperty("id", token.id());
      object.addProperty("content", token.content());
      object.addProperty("single_word", token.singleWord());
      object.addProperty("lstrip", token.lstrip());
      object.addProperty("rstrip", token.rstrip());
      object.addProperty("normalized", token.normalized());
      object.addProperty("special", token.special());
      tokens.add(object);
    }
    JsonObject file = new JsonObject();
    file.addProperty("version", "1.0");
    file.add("truncation", JsonNull.INSTANCE);
    file.add("padding", JsonNull.INSTANCE);
    file.add("added_tokens", tokens);
    file.add("normalizer", normalizer);
    file.add("pre_tokenizer", preTokenizer);
    file.add("post_processor", postProcessor);
    file.add("decoder", decoder);
    file.add("model", model);
    return file;
  }

  static void save(Path file, JsonElement json) throws IOException {
    try (WholeFile whole = WholeFile.replacing(file)) {
      Files.writeString(whole.temporary(), GSON.toJson(json) + "\n");
      whole.commit();
    }
  }
}
