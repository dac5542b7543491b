package gradus.text.tokenize;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.OptionalInt;

/// A token for each character of a text, in the order of Unicode, as in nanoGPT's small examples.
/// Decoding returns exactly the text; a text with other characters can't be encoded.
///
/// A character is a code point: an emoji may be one character or several, each with its token.
public final class CharTokenizer implements Tokenizer {
  /// The member of the file that holds the characters.
  static final String CHARACTERS = "characters";

  private final int[] characters;

  /// Creates the tokenizer of a text.
  ///
  /// @param text the text, of which each character gets a token; the order doesn't matter
  /// @throws IllegalArgumentException if the text is empty
  public CharTokenizer(String text) {
    if (text.isEmpty()) {
      throw new IllegalArgumentException("a text without characters has no tokens");
    }
    characters = Characters.wellFormed(text).codePoints().sorted().distinct().toArray();
  }

  static CharTokenizer read(Field file) {
    String text = file.get(CHARACTERS).string();
    CharTokenizer tokenizer = new CharTokenizer(text);
    if (!tokenizer.text().equals(text)) {
      throw new IllegalArgumentException(
          CHARACTERS + ": the characters are not in the order of Unicode, each once");
    }
    return tokenizer;
  }

  private String text() {
    return new String(characters, 0, characters.length);
  }

  @Override
  public int[] encode(String text) {
    int[] ids = Characters.wellFormed(text).codePoints().toArray();
    for (int i = 0; i < ids.length; i++) {
      int id = Arrays.binarySearch(characters, ids[i]);
      if (id < 0) {
        throw unknown(text, i, ids[i]);
      }
      ids[i] = id;
    }
    return ids;
  }

  private IllegalArgumentException unknown(String text, int index, int character) {
    long line = 1 + text.codePoints().limit(index).filter(before -> before == '\n').count();
    return new IllegalArgumentException(
        String.format(
            Locale.ROOT,
            "no token for %s, character %d, line %d; there are tokens for %d characters: %s",
            Characters.named(character),
            index + 1,
            line,
            characters.length,
            Characters.quoted(text())));
  }

  @Override
  public TokenStream stream() {
    return new TokenStream(id -> token(id).getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public int size() {
    return characters.length;
  }

  @Override
  public String token(int id) {
    if (id < 0 || id >= characters.length) {
      throw Vocabulary.noSuch(id, characters.length);
    }
    return Character.toString(characters[id]);
  }

  @Override
  public OptionalInt id(String token) {
    if (token.isEmpty() || token.codePointCount(0, token.length()) > 1) {
      return OptionalInt.empty();
    }
    int id = Arrays.binarySearch(characters, token.codePointAt(0));
    return id < 0 ? OptionalInt.empty() : OptionalInt.of(id);
  }

  /// {@return false, as there are no special tokens}
  @Override
  public boolean isSpecial(int id) {
    token(id);
    return false;
  }

  /// Writes a JSON file with the characters: `{"characters":"\n !abc"}`.
  @Override
  public void save(Path file) throws IOException {
    JsonObject json = new JsonObject();
    json.addProperty(CHARACTERS, text());
    TokenizerJson.save(file, json);
  }
}
