package gradus.text.tokenize;

import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalInt;

/// Turns text into tokens, which are numbers from 0 on, and tokens into text.
///
/// ```java
/// Tokenizer tokenizer = Tokenizer.load(Path.of("tokenizer.json"));
/// int[] ids = tokenizer.encode("Call me Ishmael.");
/// String text = tokenizer.decode(ids);
/// ```
///
/// Text is a sequence of Unicode characters. A `String` may also hold unpaired surrogates, which
/// are not characters; every tokenizer takes each for U+FFFD, the replacement character.
///
/// A special token, such as one that ends a text, stands for no characters: [#encode(String)] takes
/// its name in a text for ordinary characters, and [#decode(int...)] leaves it out.
///
/// Tokenizers are immutable and may be used by several threads.
public interface Tokenizer {
  /// Reads a tokenizer from a file, or from a folder with files of the usual names:
  ///
  /// | files | tokenizer |
  /// |---|---|
  /// | `tokenizer.json` | [ByteLevelBpe] or [WordPiece] |
  /// | `vocab.bpe` and `encoder.json`, or `merges.txt` and `vocab.json` | [ByteLevelBpe] |
  /// | `tokenizer.bin` | [SentencePieceBpe] |
  /// | `vocab.txt` | [WordPiece] |
  /// | `characters.json` | [CharTokenizer] |
  ///
  /// A single file is recognised by what it begins with and may have another name, unless it
  /// belongs to two files; then the other is read, too.
  ///
  /// @param path the file or folder
  /// @return the tokenizer
  /// @throws TokenizerFileException if there is no tokenizer, or one that is not valid or not
  ///   supported; the message says which part
  /// @throws IOException if a file can't be read
  static Tokenizer load(Path path) throws IOException {
    return TokenizerFiles.load(path);
  }

  /// {@return the tokens of a text}
  ///
  /// @param text the text; names of special tokens in it are ordinary characters
  /// @throws IllegalArgumentException if there are no tokens for a character of the text
  int[] encode(String text);

  /// {@return the tokens of a text in which names of special tokens stand for these tokens}
  ///
  /// @param text the text. It should not come from others: it may end a document, for example.
  /// @throws IllegalArgumentException if there are no tokens for a character of the text
  default int[] encodeWithSpecialTokens(String text) {
    return encode(text);
  }

  /// {@return the text of tokens} Special tokens are left out, and bytes that are not UTF-8 are
  /// U+FFFD.
  ///
  /// @param ids the tokens
  /// @throws IllegalArgumentException if there is no such token
  default String decode(int... ids) {
    TokenStream stream = stream();
    StringBuilder text = new StringBuilder();
    for (int id : ids) {
      text.append(stream.next(id));
    }
    return text.append(stream.end()).toString();
  }

  /// {@return a decoder for tokens that come one after another}
  TokenStream stream();

  /// {@return the number of tokens: the greatest one plus 1}
  int size();

  /// {@return a token as the tokenizer's file writes it, which may differ from its text}
  ///
  /// @param id the token
  /// @throws IllegalArgumentException if there is no such token
  String token(int id);

  /// {@return the token that the tokenizer's file writes so, or nothing}
  ///
  /// @param token the name, such as `<|endoftext|>` or `[CLS]`
  OptionalInt id(String token);

  /// {@return whether a token is special}
  ///
  /// @param id the token
  /// @throws IllegalArgumentException if there is no such token
  boolean isSpecial(int id);

  /// Writes the tokenizer to a file, whole or not at all.
  ///
  /// @param file the file to write or to replace
  /// @throws IOException if that fails
  void save(Path file) throws IOException;
}
