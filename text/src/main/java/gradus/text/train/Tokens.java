package gradus.text.train;

import gradus.text.tokenize.ByteLevelBpe;
import gradus.text.tokenize.CharTokenizer;
import gradus.text.tokenize.Tokenizer;
import java.util.Locale;

/// The tokens that a text is divided into.
public enum Tokens {
  /// Its characters.
  CHAR,
  /// Frequent sequences of bytes, learnt from the text.
  BPE;

  /// {@return the tokenizer of a text}
  ///
  /// @param text the whole text
  /// @param training the part of it to learn from
  /// @param vocabulary the number of tokens of [#BPE], at least 256; fewer where the text is short
  /// @throws IllegalArgumentException if the text is empty
  Tokenizer tokenizer(String text, String training, int vocabulary) {
    return switch (this) {
      // Of the whole text, because a character without a token could not be held out.
      case CHAR -> new CharTokenizer(text);
      case BPE -> ByteLevelBpe.train(training, vocabulary);
    };
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
