package gradus.text.tokenize;

import gradus.text.tokenize.AddedTokens.Added;
import gradus.text.tokenize.Merges.Merge;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/// Byte-pair encoding of bytes, as in GPT-2 and most models since (R. Sennrich, B. Haddow and A.
/// Birch, *Neural Machine Translation of Rare Words with Subword Units*, 2016; A. Radford et al.,
/// *Language Models are Unsupervised Multitask Learners*, 2019).
///
/// A text is divided into words, the UTF-8 bytes of a word are its first tokens, and then merges
/// replace two neighbours by one token, in the order in which they were learnt. There is a token
/// for each byte, so every text can be encoded, and decoding returns exactly that text, unless the
/// tokenizer's file asks for Unicode normalization or for a space in front.
///
/// [#token(int)] and [#id(String)] have GPT-2's characters for bytes: `Ġthe` is ` the`.
public final class ByteLevelBpe implements Tokenizer {
  private static final int BYTES = 256;

  /// How the words are made.
  ///
  /// @param normalization the normalization of the text
  /// @param splitter what divides the text
  /// @param prefixSpace whether a space is put in front of a text that does not begin with one
  /// @param wholeWords whether a word that is a token is that token, whatever the merges are
  record Words(
      Optional<Normalizer.Form> normalization,
      Splitter splitter,
      boolean prefixSpace,
      boolean wholeWords) {
    static final Words GPT2 =
        new Words(Optional.empty(), new Splitter(List.of(Splitter.GPT2)), false, false);

    String normalize(String text) {
      return normalization.map(form -> Normalizer.normalize(text, form)).orElse(text);
    }
  }

  private final Vocabulary vocabulary;
  private final Merges merges;
  private final Words words;
  private final AddedTokens added;

  /// The token of each byte.
  private final int[] byteTokens = new int[BYTES];

  /// The bytes of each token; none for special ones.
  private final List<byte[]> bytes;

  /// @param tokens the tokens, the first of which is 0, those that are added included
  /// @param merges the merges of two tokens, written as the tokens are, in their order
  /// @throws IllegalArgumentException if there is no token for a byte or for a part or the result
  ///   of a merge, or one is there twice
  ByteLevelBpe(List<String> tokens, List<String[]> merges, List<Added> added, Words words) {
    this.words = words;
    this.added = new AddedTokens(added, words::normalize);
    vocabulary = new Vocabulary(tokens, this.added.special());
    for (int value = 0; value < BYTES; value++) {
      byteTokens[value] = vocabulary.require(ByteAlphabet.character(value));
    }
    List<Merge> list = new ArrayList<>();
    for (String[] pair : merges) {
      list.add(
          new Merge(
              vocabulary.require(pair[0]),
              vocabulary.require(pair[1]),
              vocabulary.require(pair[0] + pair[1]),
              list.size()));
    }
    this.merges = new Merges(list);
    List<byte[]> all = new ArrayList<>();
    tokens.forEach(token -> all.add(ByteAlphabet.decode(token)));
    added.forEach(
        token ->
            all.set(
                token.id(),
                token.special() ? new byte[0] : token.content().getBytes(StandardCharsets.UTF_8)));
    bytes = all;
  }

  /// Learns the merges of a text: the two neighbouring tokens that are most frequent become one
  /// token, again and again. Of several that are as frequent, those with the smaller numbers come
  /// first. The words are GPT-2's.
  ///
  /// @param text the text, such as a corpus of a megabyte, which takes a second or so
  /// @param size the number of tokens: 256 for the bytes, in GPT-2's order, then the merges, then
  ///   the special tokens. There are fewer if no two tokens occur together twice.
  /// @param special the special tokens, such as `<|endoftext|>`
  /// @return the tokenizer
  /// @throws IllegalArgumentException if the size is less than 256 and the number of special
  ///   tokens, or a special token is empty or there twice
  public static ByteLevelBpe train(String text, int size, String... special) {
    if (size < BYTES + special.length) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%d tokens; expected at least %d, for the bytes and %d special tokens",
              size,
              BYTES + special.length,
              special.length));
    }
    List<String> tokens = new ArrayList<>();
    for (int value : ByteAlphabet.inOrder()) {
      tokens.add(ByteAlphabet.character(value));
    }
    List<String[]> merges = new ArrayList<>();
    BpeTraining training = new BpeTraining(tokens, Words.GPT2.splitter(), text);
    for (int[] pair : training.merges(size - BYTES - special.length)) {
      String[] merge = {tokens.get(pair[0]), tokens.get(pair[1])};
      merges.add(merge);
      tokens.add(merge[0] + merge[1]);
    }
    List<Added> added = new ArrayList<>();
    for (String token : special) {
      if (token.isEmpty()) {
        throw new IllegalArgumentException("a special token is empty");
      }
      added.add(Added.special(tokens.size(), token));
      tokens.add(token);
    }
    return new ByteLevelBpe(tokens, merges, added, Words.GPT2);
  }

  /// Reads GPT-2's two files, or others like them: the tokens as JSON, `encoder.json` or
  /// `vocab.json`, and the merges as lines, `vocab.bpe` or `merges.txt`. A token that is neither a
  /// byte nor the result of a merge is special, such as `<|endoftext|>`.
  ///
  /// @param vocabulary the tokens
  /// @param merges the merges
  /// @return the tokenizer
  /// @throws TokenizerFileException if a file is not valid
  /// @throws IOException if a file can't be read
  public static ByteLevelBpe load(Path vocabulary, Path merges) throws IOException {
    return Gpt2Files.load(vocabulary, merges);
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
            words.splitter.split(
                words.prefixSpace && !part.startsWith(" ") ? " " + part : part,
                word -> ids.add(known.computeIfAbsent(word, this::encodeWord))));
    return ids.toArray();
  }

  private int[] encodeWord(String word) {
    byte[] utf8 = word.getBytes(StandardCharsets.UTF_8);
    if (words.wholeWords) {
      OptionalInt whole = vocabulary.id(ByteAlphabet.encode(utf8));
      if (whole.isPresent()) {
        return new int[] {whole.getAsInt()};
      }
    }
    int[] tokens = new int[utf8.length];
    for (int i = 0; i < tokens.length; i++) {
      tokens[i] = byteTokens[Byte.toUnsignedInt(utf8[i])];
    }
    return merges.apply(tokens);
  }

  @Override
  public TokenStream stream() {
    return new TokenStream(id -> bytes.get(vocabulary.check(id)));
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
    TokenizerJson.save(file, BpeJson.write(vocabulary, merges, added.all(), words));
  }
}
