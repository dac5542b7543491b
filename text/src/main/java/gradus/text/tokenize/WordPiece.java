package gradus.text.tokenize;

import gradus.text.tokenize.AddedTokens.Added;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/// BERT's tokenizer (Y. Wu et al., *Google's Neural Machine Translation System*, 2016; J. Devlin et
/// al., *BERT: Pre-training of Deep Bidirectional Transformers for Language Understanding*, 2019).
///
/// A text is divided into words at white space and around punctuation and Chinese characters. The
/// longest token that a word begins with is its first token, and so on; tokens within a word begin
/// with `##`. A word that can't be divided so, or is too long, is the token `[UNK]`.
///
/// Decoding does not return the text: words have one space between them, except before `.`, `,`,
/// `!` and `?`; control characters are gone, and, if the vocabulary has no capital letters, these
/// and accents.
public final class WordPiece implements Tokenizer {
  static final String UNKNOWN = "[UNK]";
  static final String PREFIX = "##";
  static final int MAX_CHARACTERS = 100;
  private static final String FIRST = "[CLS]";
  private static final String SEPARATOR = "[SEP]";

  /// The tokens before which BERT's decoder puts no space.
  private static final List<String> CLOSING =
      List.of(".", ",", "!", "?", "n't", "'m", "'s", "'ve", "'re");

  /// What a network such as BERT reads: one text or two, with special tokens around them.
  ///
  /// @param ids the tokens
  /// @param types for each token 0, or 1 if it belongs to the second text
  public record Input(int[] ids, int[] types) {}

  /// The settings of a file.
  ///
  /// @param unknown the token for other words
  /// @param prefix what tokens within a word begin with
  /// @param maxCharacters the number of characters from which on a longer word is unknown
  /// @param text how words are made; nothing if the text is not changed before it is divided
  /// @param cleanup whether decoding leaves out spaces before punctuation
  record Settings(
      String unknown, String prefix, int maxCharacters, Optional<BertText> text, boolean cleanup) {
    String normalize(String raw) {
      return text.map(steps -> steps.normalize(raw)).orElse(raw);
    }
  }

  private final Vocabulary vocabulary;
  private final AddedTokens added;
  private final Settings settings;
  private final int unknown;

  WordPiece(List<String> tokens, List<Added> added, Settings settings) {
    this.settings = settings;
    this.added = new AddedTokens(added, settings::normalize);
    vocabulary = new Vocabulary(tokens, this.added.special());
    unknown = vocabulary.require(settings.unknown);
  }

  /// Reads BERT's `vocab.txt`, a token a line, the first of which is 0. If no token has a capital
  /// letter, apart from those in brackets such as `[CLS]`, text is converted to lower case and
  /// loses its accents.
  ///
  /// @param vocabulary the file
  /// @return the tokenizer
  /// @throws TokenizerFileException if the file is not valid
  /// @throws IOException if the file can't be read
  public static WordPiece load(Path vocabulary) throws IOException {
    return WordPieceJson.fromLines(vocabulary);
  }

  @Override
  public int[] encode(String text) {
    return encode(text, false);
  }

  @Override
  public int[] encodeWithSpecialTokens(String text) {
    return encode(text, true);
  }

  private int[] encode(String text, boolean special) {
    Ids ids = new Ids();
    // Most words of a long text occur more than once.
    Map<String, int[]> known = new HashMap<>();
    added.split(
        Characters.wellFormed(text),
        special,
        ids::add,
        part ->
            BertText.split(part, word -> ids.add(known.computeIfAbsent(word, this::encodeWord))));
    return ids.toArray();
  }

  private int[] encodeWord(String word) {
    if (word.codePointCount(0, word.length()) > settings.maxCharacters) {
      return new int[] {unknown};
    }
    Ids ids = new Ids();
    for (int start = 0; start < word.length(); ) {
      OptionalInt longest = OptionalInt.empty();
      int end = word.length() + 1;
      while (longest.isEmpty() && --end > start) {
        String piece = word.substring(start, end);
        longest = vocabulary.id(start == 0 ? piece : settings.prefix + piece);
      }
      if (longest.isEmpty()) {
        return new int[] {unknown};
      }
      ids.add(longest.getAsInt());
      start = end;
    }
    return ids.toArray();
  }

  /// {@return `[CLS]`, the tokens of a text and `[SEP]`}
  ///
  /// @param text the text
  /// @param length the maximum number of tokens, from 2 on; the last ones of a longer text are left
  ///   out
  /// @throws IllegalArgumentException if the length is too small
  /// @throws IllegalStateException if the vocabulary has no `[CLS]` or `[SEP]`
  public Input input(String text, int length) {
    int[] ids = encode(text);
    return input(Arrays.copyOf(ids, Math.min(ids.length, room(length, 1))));
  }

  /// {@return `[CLS]`, the tokens of a text, `[SEP]`, those of another, and `[SEP]`}
  ///
  /// @param first the first text
  /// @param second the second text
  /// @param length the maximum number of tokens, from 3 on. Of texts that are too long the last
  ///   tokens are left out: those of the longer one, down to half of the length, then of both.
  /// @throws IllegalArgumentException if the length is too small
  /// @throws IllegalStateException if the vocabulary has no `[CLS]` or `[SEP]`
  public Input input(String first, String second, int length) {
    int[] a = encode(first);
    int[] b = encode(second);
    int room = room(length, 2);
    int shorter = Math.min(a.length, b.length);
    int longer = Math.max(a.length, b.length);
    if (shorter + longer > room) {
      shorter = Math.min(shorter, room / 2);
      longer = room - shorter;
    }
    boolean swapped = a.length > b.length;
    return input(
        Arrays.copyOf(a, swapped ? longer : shorter), Arrays.copyOf(b, swapped ? shorter : longer));
  }

  private static int room(int length, int texts) {
    if (length < texts + 1) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "a length of %d; expected at least %d, for the special tokens",
              length,
              texts + 1));
    }
    return length - texts - 1;
  }

  private Input input(int[]... texts) {
    Ids ids = new Ids();
    Ids types = new Ids();
    ids.add(special(FIRST));
    types.add(0);
    for (int i = 0; i < texts.length; i++) {
      ids.add(texts[i]);
      ids.add(special(SEPARATOR));
      int[] type = new int[texts[i].length + 1];
      Arrays.fill(type, i);
      types.add(type);
    }
    return new Input(ids.toArray(), types.toArray());
  }

  private int special(String token) {
    return vocabulary
        .id(token)
        .orElseThrow(() -> new IllegalStateException("the vocabulary has no token " + token));
  }

  /// {@return the text of tokens} See the class for what it looks like.
  @Override
  public TokenStream stream() {
    boolean[] first = {true};
    return new TokenStream(
        id -> {
          if (vocabulary.isSpecial(id)) {
            return new byte[0];
          }
          String text = text(vocabulary.token(id), first[0]);
          first[0] = false;
          return text.getBytes(StandardCharsets.UTF_8);
        });
  }

  private String text(String token, boolean first) {
    if (first) {
      return token;
    }
    if (token.startsWith(settings.prefix)) {
      return token.substring(settings.prefix.length());
    }
    return settings.cleanup && CLOSING.contains(token) ? token : " " + token;
  }

  @Override
  public int size() {
    return vocabulary.size();
  }

  @Override
  public String token(int id) {
    return vocabulary.token(id);
  }

  @Override
  public OptionalInt id(String token) {
    return vocabulary.id(token);
  }

  @Override
  public boolean isSpecial(int id) {
    return vocabulary.isSpecial(id);
  }

  /// Writes a `tokenizer.json`, which Hugging Face's libraries read, too.
  @Override
  public void save(Path file) throws IOException {
    TokenizerJson.save(file, WordPieceJson.write(vocabulary, added.all(), settings));
  }
}
