package gradus.lab;

import gradus.text.generate.TextModel;
import gradus.text.model.Gpt2;
import gradus.text.model.Llama;
import gradus.text.model.Transformer;
import gradus.text.tokenize.TokenStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The language model of chapter 10.
///
/// @param name what it is, for the reader
/// @param text the model, a [Transformer], and its tokenizer
/// @param perplexity its perplexity on text that it has not learned from, if it was measured
record ShownModel(String name, TextModel text, Optional<Double> perplexity) {
  /// The most tokens that are read at once, so that a picture of them fits.
  private static final int MOST_READ = 64;

  /// Reads a model.
  ///
  /// @param path a folder or a file, as for [TextModel#load]
  /// @param tokenizer the tokenizer's file or folder; null for the model's folder
  /// @throws gradus.cli.InputException if there is none, or a file isn't valid
  static ShownModel read(Path path, Path tokenizer) {
    String name = String.valueOf(path.toAbsolutePath().normalize().getFileName());
    return new ShownModel(name, TextModel.load(path, tokenizer), Optional.empty());
  }

  Transformer transformer() {
    return (Transformer) text.model();
  }

  /// The number of tokens that are read at once.
  int window() {
    return Math.min(MOST_READ, text.model().contextLength());
  }

  /// The number of heads of each block.
  int heads() {
    return switch (transformer()) {
      case Gpt2 gpt2 -> gpt2.config().nHead();
      case Llama llama -> llama.config().numAttentionHeads();
    };
  }

  /// Returns the text of each token, as a part of the whole text. A token that does not complete a
  /// character has an empty one.
  List<String> texts(int... ids) {
    TokenStream stream = text.tokenizer().stream();
    List<String> texts = new ArrayList<>();
    for (int id : ids) {
      texts.add(stream.next(id));
    }
    return texts;
  }
}
