package gradus.text.tokenize;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import gradus.text.tokenize.AddedTokens.Added;
import gradus.text.tokenize.WordPiece.Settings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A `tokenizer.json` whose model is WordPiece, and BERT's file of lines.
final class WordPieceJson {
  private static final List<String> SPECIAL = List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]");

  private WordPieceJson() {}

  static WordPiece read(Field file) {
    Field model = file.get("model");
    Field preTokenizer = file.get("pre_tokenizer");
    preTokenizer.expectType("BertPreTokenizer");
    Field decoder = file.get("decoder");
    decoder.expectType("WordPiece");
    checkTemplate(file.get("post_processor"));
    Map<String, Integer> vocabulary = model.get("vocab").numbers();
    List<Added> added = TokenizerJson.added(file, vocabulary);
    return new WordPiece(
        Vocabulary.ordered(vocabulary),
        added,
        new Settings(
            model.get("unk_token").string(),
            model.get("continuing_subword_prefix").string(),
            model.get("max_input_chars_per_word").integer(),
            text(file.get("normalizer")),
            decoder.get("cleanup").isTrue(true)));
  }

  private static Optional<BertText> text(Field normalizer) {
    if (normalizer.isNull()) {
      return Optional.empty();
    }
    normalizer.expectType("BertNormalizer");
    boolean lowercase = normalizer.get("lowercase").isTrue(true);
    return Optional.of(
        new BertText(
            normalizer.get("clean_text").isTrue(true),
            normalizer.get("handle_chinese_chars").isTrue(true),
            normalizer.get("strip_accents").isTrue(lowercase),
            lowercase));
  }

  /// Checks that the special tokens around a text are those of [WordPiece#input(String, int)].
  private static void checkTemplate(Field processor) {
    if (processor.isNull() || processor.type().equals("BertProcessing")) {
      return;
    }
    processor.expectType("TemplateProcessing");
    for (String name : List.of("single", "pair")) {
      if (!items(processor.get(name)).equals(template(name))) {
        throw processor.get(name).unsupported(String.join(" ", template(name)));
      }
    }
  }

  private static List<String> template(String name) {
    return name.equals("single")
        ? List.of("[CLS]:0", "A:0", "[SEP]:0")
        : List.of("[CLS]:0", "A:0", "[SEP]:0", "B:1", "[SEP]:1");
  }

  private static List<String> items(Field template) {
    List<String> items = new ArrayList<>();
    for (Field item : template.list()) {
      Field of =
          item.get("SpecialToken").isNull() ? item.get("Sequence") : item.get("SpecialToken");
      items.add(of.get("id").string() + ":" + of.get("type_id").integer());
    }
    return items;
  }

  static WordPiece fromLines(Path file) throws IOException {
    return TokenizerJson.read(
        file,
        () -> {
          List<String> tokens =
              Arrays.stream(TokenizerJson.text(file).split("\n"))
                  .map(line -> line.endsWith("\r") ? line.substring(0, line.length() - 1) : line)
                  .toList();
          List<Added> added = new ArrayList<>();
          for (int id = 0; id < tokens.size(); id++) {
            if (SPECIAL.contains(tokens.get(id))) {
              added.add(Added.special(id, tokens.get(id)));
            }
          }
          boolean capitals =
              tokens.stream()
                  .filter(token -> !token.startsWith("[") || !token.endsWith("]"))
                  .anyMatch(token -> token.codePoints().anyMatch(Character::isUpperCase));
          return new WordPiece(
              tokens,
              added,
              new Settings(
                  WordPiece.UNKNOWN,
                  WordPiece.PREFIX,
                  WordPiece.MAX_CHARACTERS,
                  Optional.of(capitals ? BertText.cased() : BertText.uncased()),
                  true));
        });
  }

  static JsonObject write(Vocabulary vocabulary, List<Added> added, Settings settings) {
    JsonObject model = TokenizerJson.typed("WordPiece");
    model.addProperty("unk_token", settings.unknown());
    model.addProperty("continuing_subword_prefix", settings.prefix());
    model.addProperty("max_input_chars_per_word", settings.maxCharacters());
    model.add("vocab", TokenizerJson.numbers(vocabulary));
    JsonObject decoder = TokenizerJson.typed("WordPiece");
    decoder.addProperty("prefix", settings.prefix());
    decoder.addProperty("cleanup", settings.cleanup());
    return TokenizerJson.file(
        added,
        settings.text().map(WordPieceJson::normalizer).orElse(null),
        TokenizerJson.typed("BertPreTokenizer"),
        postProcessor(vocabulary),
        decoder,
        model);
  }

  private static JsonObject normalizer(BertText text) {
    JsonObject normalizer = TokenizerJson.typed("BertNormalizer");
    normalizer.addProperty("clean_text", text.clean());
    normalizer.addProperty("handle_chinese_chars", text.spaceChinese());
    normalizer.addProperty("strip_accents", text.stripAccents());
    normalizer.addProperty("lowercase", text.lowercase());
    return normalizer;
  }

  private static JsonElement postProcessor(Vocabulary vocabulary) {
    if (vocabulary.id("[CLS]").isEmpty() || vocabulary.id("[SEP]").isEmpty()) {
      return JsonNull.INSTANCE;
    }
    JsonObject processor = TokenizerJson.typed("BertProcessing");
    processor.add("sep", pair(vocabulary, "[SEP]"));
    processor.add("cls", pair(vocabulary, "[CLS]"));
    return processor;
  }

  private static JsonArray pair(Vocabulary vocabulary, String token) {
    JsonArray pair = new JsonArray();
    pair.add(token);
    pair.add(vocabulary.require(token));
    return pair;
  }
}
