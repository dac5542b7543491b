package gradus.lab;

import gradus.cli.InputException;
import gradus.text.model.Gpt2;
import gradus.text.model.LanguageModel;
import gradus.text.model.Llama;
import gradus.text.model.Llama2c;
import gradus.text.model.ModelFolder;
import gradus.text.model.Transformer;
import gradus.text.tokenize.TokenStream;
import gradus.text.tokenize.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// A language model with its tokenizer.
///
/// @param name what it is, for the reader
/// @param model the model
/// @param tokenizer its tokenizer
/// @param perplexity its perplexity on text that it has not learned from, if it was measured
record TextModel(String name, Transformer model, Tokenizer tokenizer, OptionalDouble perplexity) {
  /// The most tokens that are read at once, so that a picture of them fits.
  private static final int MOST_READ = 64;

  /// The token that begins each text of models that were trained so.
  private static final String BEGIN = "<s>";

  /// Reads a model: a folder with the files of a [ModelFolder] and a tokenizer, or a file of
  /// llama2.c with its tokenizer beside it.
  ///
  /// @throws InputException if there is none, or a file isn't valid
  static TextModel read(Path path) {
    LanguageModel model =
        Files.isDirectory(path) ? new ModelFolder(path).languageModel() : Llama2c.load(path);
    Path place = Files.isDirectory(path) ? path : beside(path, model.vocabularySize());
    Tokenizer tokenizer;
    try {
      tokenizer = Tokenizer.load(place);
    } catch (IOException e) {
      throw InputException.of(place, e);
    }
    if (tokenizer.size() > model.vocabularySize()) {
      throw new InputException(
          String.format(
              Locale.ROOT,
              "%s: the tokenizer has %d tokens, and the model only %d",
              place,
              tokenizer.size(),
              model.vocabularySize()));
    }
    return switch (model) {
      case Transformer transformer ->
          new TextModel(
              String.valueOf(path.toAbsolutePath().normalize().getFileName()),
              transformer,
              tokenizer,
              OptionalDouble.empty());
      default -> throw new InputException(path + ": the model has no blocks to look at");
    };
  }

  private static Path beside(Path file, int vocabulary) {
    String numbered = String.format(Locale.ROOT, "tok%d.bin", vocabulary);
    return Stream.of(numbered, "tokenizer.bin")
        .map(file::resolveSibling)
        .filter(Files::exists)
        .findFirst()
        .orElseThrow(
            () ->
                new InputException(
                    String.format(
                        Locale.ROOT,
                        "%s: there is no tokenizer beside it; expected %s or tokenizer.bin",
                        file,
                        numbered)));
  }

  /// The number of tokens that are read at once.
  int window() {
    return Math.min(MOST_READ, model.contextLength());
  }

  /// The number of heads of each block.
  int heads() {
    return switch (model) {
      case Gpt2 gpt2 -> gpt2.config().nHead();
      case Llama llama -> llama.config().numAttentionHeads();
    };
  }

  /// Returns the tokens of a text, with the one that begins texts if the model has such a token.
  int[] encode(String text) {
    IntStream begin = tokenizer.id(BEGIN).stream();
    return IntStream.concat(begin, IntStream.of(tokenizer.encode(text))).toArray();
  }

  /// Returns the text of each token, as a part of the whole text. A token that does not complete a
  /// character has an empty one.
  List<String> texts(int... ids) {
    TokenStream stream = tokenizer.stream();
    List<String> texts = new ArrayList<>();
    for (int id : ids) {
      texts.add(stream.next(id));
    }
    return texts;
  }

  /// Returns the text of a token that comes after another one.
  String text(int before, int id) {
    return texts(before, id).getLast();
  }
}
