package gradus.text.generate;

import gradus.cli.InputException;
import gradus.engine.Tensor;
import gradus.text.model.LanguageModel;
import gradus.text.model.Llama2c;
import gradus.text.model.ModelFolder;
import gradus.text.tokenize.ByteLevelBpe;
import gradus.text.tokenize.CharTokenizer;
import gradus.text.tokenize.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// A language model with its tokenizer.
///
/// @param model the model
/// @param tokenizer the tokenizer, with as many tokens as the model has
public record TextModel(LanguageModel model, Tokenizer tokenizer) {
  /// The file of each tokenizer that can be saved beside a model.
  private static final Map<Class<? extends Tokenizer>, String> FILES =
      Map.of(CharTokenizer.class, "characters.json", ByteLevelBpe.class, "tokenizer.json");

  /// The names of all files that [#save] may write or remove.
  public static final List<String> NAMES =
      List.of("config.json", "model.safetensors", "characters.json", "tokenizer.json");

  /// Creates a pair.
  ///
  /// @throws IllegalArgumentException if the model has another number of tokens
  public TextModel {
    if (model.vocabularySize() != tokenizer.size()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "the model has %d tokens and the tokenizer %d, so they do not belong together",
              model.vocabularySize(),
              tokenizer.size()));
    }
  }

  /// {@return a model and its tokenizer}
  ///
  /// @param model a [ModelFolder], or a file as for [Llama2c]
  /// @param tokenizer the tokenizer's file or folder; null for the model's folder
  /// @throws InputException if they can't be read, or do not belong together
  public static TextModel load(Path model, Path tokenizer) {
    LanguageModel network =
        Files.isDirectory(model) ? new ModelFolder(model).languageModel() : Llama2c.load(model);
    Path tokens =
        tokenizer != null
            ? tokenizer
            : Files.isDirectory(model) ? model : model.toAbsolutePath().getParent();
    try {
      return new TextModel(network, Tokenizer.load(tokens));
    } catch (IOException e) {
      InputException problem = InputException.of(tokens, e);
      throw tokenizer != null
          ? problem
          : new InputException(problem.getMessage() + "; --tokenizer names another place");
    } catch (IllegalArgumentException e) {
      throw new InputException(
          String.format(Locale.ROOT, "%s, %s: %s", model, tokens, e.getMessage()));
    }
  }

  /// {@return the number of parameters}
  public long parameters() {
    return model.parameters().values().stream().mapToLong(Tensor::size).sum();
  }

  /// Writes the model and the tokenizer into a folder, from which [#load] reads them.
  ///
  /// @param folder the folder
  /// @throws IOException if it isn't there or can't be written to
  /// @throws IllegalArgumentException for a tokenizer of another kind than those that can be
  ///   trained: [CharTokenizer] and [ByteLevelBpe]
  public void save(Path folder) throws IOException {
    String file = FILES.get(tokenizer.getClass());
    if (file == null) {
      throw new IllegalArgumentException(
          "no file is known for a " + tokenizer.getClass().getSimpleName());
    }
    new ModelFolder(folder).save(model);
    tokenizer.save(folder.resolve(file));
    // Of an earlier model; it would be read in place of this one's.
    for (String other : FILES.values()) {
      if (!other.equals(file)) {
        Files.deleteIfExists(folder.resolve(other));
      }
    }
  }

  /// {@return the tokens of a prompt: after the token that begins a text, if the tokenizer has one;
  /// for an empty prompt at least one token, the end of another text or a line break if there is no
  /// beginning}
  ///
  /// @param text the text
  /// @throws IllegalArgumentException if there are no tokens for a character of the text
  public int[] prompt(String text) {
    int[] ids = tokenizer.encode(text);
    OptionalInt begin = special("<s>", "<|begin_of_text|>");
    if (begin.isPresent()) {
      return IntStream.concat(IntStream.of(begin.getAsInt()), IntStream.of(ids)).toArray();
    }
    return ids.length > 0 ? ids : new int[] {special("<|endoftext|>").orElseGet(this::lineBreak)};
  }

  private OptionalInt special(String... tokens) {
    return Stream.of(tokens)
        .map(tokenizer::id)
        .flatMapToInt(OptionalInt::stream)
        .filter(tokenizer::isSpecial)
        .findFirst();
  }

  /// The token of a line break; where there is none, any.
  private int lineBreak() {
    try {
      int[] ids = tokenizer.encode("\n");
      return ids.length == 0 ? 0 : ids[0];
    } catch (IllegalArgumentException _) {
      return 0;
    }
  }

  /// {@return what goes on after a prompt, until a special token is drawn. Where the context is
  /// full the text [slides][Stopping]}
  ///
  /// @param prompt the prompt
  /// @param tokens the greatest number of new tokens, at least 1
  /// @param sampling how tokens are drawn
  /// @param stops strings that end the text, and do not belong to it
  /// @throws IllegalArgumentException if there are no tokens for a character of the prompt, or it
  ///   has more tokens than the model's context
  public TextGeneration generate(String prompt, int tokens, Sampling sampling, List<String> stops) {
    Set<Integer> ends =
        IntStream.range(0, tokenizer.size())
            .filter(tokenizer::isSpecial)
            .boxed()
            .collect(Collectors.toSet());
    Stopping stopping = new Stopping(tokens, ends, true);
    return new TextGeneration(
        new Generation(model, List.of(prompt(prompt)), sampling, stopping), tokenizer, stops);
  }
}
