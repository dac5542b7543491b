package gradus.text.tokenize;

import com.google.gson.JsonArray;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import gradus.text.tokenize.AddedTokens.Added;
import gradus.text.tokenize.ByteLevelBpe.Words;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// A `tokenizer.json` whose model is byte-pair encoding of bytes.
final class BpeJson {
  private static final String SPLITS = "Split, Digits and ByteLevel";

  private BpeJson() {}

  static ByteLevelBpe read(Field file) {
    Field model = file.get("model");
    for (String name : List.of("continuing_subword_prefix", "end_of_word_suffix")) {
      if (!model.get(name).isNull() && !model.get(name).string().isEmpty()) {
        throw model.get(name).unsupported("an empty one");
      }
    }
    for (String name : List.of("dropout", "byte_fallback")) {
      Field field = model.get(name);
      if (!field.isNull() && !field.value().toString().matches("false|0(\\.0)?")) {
        throw field.unsupported("false");
      }
    }
    file.get("decoder").expectType("ByteLevel");
    List<String[]> merges = new ArrayList<>();
    for (Field merge : model.get("merges").list()) {
      merges.add(pair(merge));
    }
    Map<String, Integer> vocabulary = model.get("vocab").numbers();
    List<Added> added = TokenizerJson.added(file, vocabulary);
    return new ByteLevelBpe(Vocabulary.ordered(vocabulary), merges, added, words(file));
  }

  private static String[] pair(Field merge) {
    if (merge.isString()) {
      return Gpt2Files.pair(merge.string(), merge.place());
    }
    List<Field> parts = merge.list();
    if (parts.size() != 2) {
      throw merge.unsupported("two tokens");
    }
    return new String[] {parts.get(0).string(), parts.get(1).string()};
  }

  private static Words words(Field file) {
    Field preTokenizer = file.get("pre_tokenizer");
    List<Field> steps =
        preTokenizer.type().equals("Sequence")
            ? preTokenizer.get("pretokenizers").list()
            : List.of(preTokenizer);
    List<Pattern> patterns = new ArrayList<>();
    boolean prefixSpace = false;
    for (int i = 0; i < steps.size(); i++) {
      Field step = steps.get(i);
      switch (step.type()) {
        case "Split" -> patterns.add(split(step));
        case "Digits" ->
            patterns.add(
                Splitter.pattern(
                    step.get("individual_digits").isTrue(false) ? "\\p{N}" : "\\p{N}+"));
        case "ByteLevel" -> {
          prefixSpace = step.get("add_prefix_space").isTrue(true);
          if (prefixSpace && i > 0) {
            throw step.get("add_prefix_space").unsupported("false after another pre_tokenizer");
          }
          if (step.get("use_regex").isTrue(true)) {
            patterns.add(Splitter.GPT2);
          }
        }
        default -> throw step.unsupportedType(SPLITS);
      }
    }
    if (steps.isEmpty() || !steps.getLast().type().equals("ByteLevel")) {
      throw preTokenizer.unsupported("one that ends with ByteLevel");
    }
    return new Words(
        normalization(file.get("normalizer")),
        new Splitter(patterns),
        prefixSpace,
        file.get("model").get("ignore_merges").isTrue(false));
  }

  private static Pattern split(Field step) {
    if (!step.get("behavior").string().equals("Isolated")) {
      throw step.get("behavior").unsupported("Isolated");
    }
    if (step.get("invert").isTrue(false)) {
      throw step.get("invert").unsupported("false");
    }
    Field pattern = step.get("pattern");
    if (!pattern.get("String").isNull()) {
      return Splitter.pattern(Pattern.quote(pattern.get("String").string()));
    }
    Field regex = pattern.get("Regex");
    try {
      return Splitter.pattern(regex.string());
    } catch (PatternSyntaxException e) {
      throw regex.unsupported("regular expressions of Java: " + e.getDescription());
    }
  }

  private static Optional<Normalizer.Form> normalization(Field normalizer) {
    return switch (normalizer.type()) {
      case "null" -> Optional.empty();
      case "NFC", "NFD", "NFKC", "NFKD" -> Optional.of(Normalizer.Form.valueOf(normalizer.type()));
      case "Sequence" -> {
        List<Field> steps = normalizer.get("normalizers").list();
        if (steps.size() > 1) {
          throw normalizer.unsupportedType("a single step of NFC, NFD, NFKC or NFKD");
        }
        yield steps.isEmpty() ? Optional.empty() : normalization(steps.getFirst());
      }
      default -> throw normalizer.unsupportedType("NFC, NFD, NFKC and NFKD");
    };
  }

  static JsonObject write(Vocabulary vocabulary, Merges merges, List<Added> added, Words words) {
    JsonObject normalizer = null;
    if (words.normalization().isPresent()) {
      normalizer = TokenizerJson.typed(words.normalization().get().name());
    }
    JsonObject model = TokenizerJson.typed("BPE");
    for (String name :
        List.of("dropout", "unk_token", "continuing_subword_prefix", "end_of_word_suffix")) {
      model.add(name, JsonNull.INSTANCE);
    }
    model.addProperty("fuse_unk", false);
    model.addProperty("byte_fallback", false);
    model.addProperty("ignore_merges", words.wholeWords());
    model.add("vocab", TokenizerJson.numbers(vocabulary));
    JsonArray pairs = new JsonArray();
    merges
        .inOrder()
        .forEach(
            merge ->
                pairs.add(vocabulary.token(merge.left()) + " " + vocabulary.token(merge.right())));
    model.add("merges", pairs);
    JsonObject decoder = byteLevel(words.prefixSpace(), true);
    return TokenizerJson.file(added, normalizer, preTokenizer(words), null, decoder, model);
  }

  private static JsonObject preTokenizer(Words words) {
    List<Pattern> patterns = words.splitter().patterns();
    boolean gpt2 = !patterns.isEmpty() && patterns.getLast() == Splitter.GPT2;
    JsonObject last = byteLevel(words.prefixSpace(), gpt2);
    if (patterns.size() == (gpt2 ? 1 : 0)) {
      return last;
    }
    JsonArray steps = new JsonArray();
    for (Pattern pattern : gpt2 ? patterns.subList(0, patterns.size() - 1) : patterns) {
      JsonObject regex = new JsonObject();
      regex.addProperty("Regex", pattern.pattern());
      JsonObject step = TokenizerJson.typed("Split");
      step.add("pattern", regex);
      step.addProperty("behavior", "Isolated");
      step.addProperty("invert", false);
      steps.add(step);
    }
    steps.add(last);
    JsonObject sequence = TokenizerJson.typed("Sequence");
    sequence.add("pretokenizers", steps);
    return sequence;
  }

  private static JsonObject byteLevel(boolean prefixSpace, boolean gpt2) {
    JsonObject step = TokenizerJson.typed("ByteLevel");
    step.addProperty("add_prefix_space", prefixSpace);
    step.addProperty("trim_offsets", true);
    step.addProperty("use_regex", gpt2);
    return step;
  }
}
