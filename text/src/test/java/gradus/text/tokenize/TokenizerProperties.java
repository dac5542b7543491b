package gradus.text.tokenize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/// What holds for all texts and all tokens.
class TokenizerProperties {
  private static final ByteLevelBpe BPE = (ByteLevelBpe) Resources.tokenizer("bpe.json");
  private static final SentencePieceBpe SENTENCE_PIECE =
      (SentencePieceBpe) Resources.tokenizer("tokenizer.bin");
  private static final WordPiece WORD_PIECE = (WordPiece) Resources.tokenizer("wordpiece.json");

  @Provide
  static Arbitrary<Tokenizer> exact() {
    return Arbitraries.of(BPE, SENTENCE_PIECE);
  }

  @Provide
  static Arbitrary<Tokenizer> all() {
    return Arbitraries.of(BPE, SENTENCE_PIECE, WORD_PIECE, new CharTokenizer("añ漢😀\u0301"));
  }

  /// Texts with all kinds of characters and unpaired surrogates, and with words and names of tokens
  /// in between.
  @Provide
  static Arbitrary<String> texts() {
    return Arbitraries.oneOf(
            Arbitraries.chars().range('\uD7F0', '\uE010').map(String::valueOf),
            Arbitraries.chars().all().map(String::valueOf),
            Arbitraries.integers().between(0, Character.MAX_CODE_POINT).map(Character::toString),
            Arbitraries.strings().ascii().ofMaxLength(6),
            Arbitraries.of(
                " ",
                "  ",
                "\n",
                "\t",
                "the",
                " whale",
                "'s",
                "<|endoftext|>",
                "<s>",
                "</s>",
                "<0x41>",
                "▁",
                "[SEP]",
                "漢字",
                "👩‍👩‍👧",
                "é",
                "e\u0301"))
        .list()
        .ofMaxSize(12)
        .map(parts -> String.join("", parts));
  }

  /// What decoding gives for a text with unpaired surrogates.
  private static String replaced(String text) {
    return text.codePoints()
        .map(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? 0xFFFD : c)
        .mapToObj(Character::toString)
        .collect(Collectors.joining());
  }

  @Property
  void decodingReturnsTheText(
      @ForAll @From("texts") String text, @ForAll @From("exact") Tokenizer tokenizer) {
    int[] ids = tokenizer.encode(text);
    assertThat(tokenizer.decode(ids)).isEqualTo(replaced(text));
    assertThat(Arrays.stream(ids).noneMatch(tokenizer::isSpecial)).isTrue();
  }

  @Property
  void charactersRoundTrip(@ForAll @From("texts") String text) {
    CharTokenizer tokenizer = new CharTokenizer(text + "a");
    assertThat(tokenizer.decode(tokenizer.encode(text))).isEqualTo(replaced(text));
  }

  /// WordPiece loses spaces, but what it returns it encodes as before.
  @Property
  void wordsAreEncodedAgainTheSame(@ForAll @From("texts") String text) {
    int[] ids =
        Arrays.stream(WORD_PIECE.encode(text)).filter(id -> !WORD_PIECE.isSpecial(id)).toArray();
    String decoded = WORD_PIECE.decode(ids);
    assertThat(WORD_PIECE.decode(WORD_PIECE.encode(decoded))).isEqualTo(decoded);
  }

  @Property
  void tokensOneByOneAreTheirTextTogether(
      @ForAll @From("all") Tokenizer tokenizer, @ForAll long seed) {
    int[] ids = new Random(seed).ints(20, 0, tokenizer.size()).toArray();
    TokenStream stream = tokenizer.stream();
    StringBuilder text = new StringBuilder();
    for (int id : ids) {
      String next = stream.next(id);
      assertThat(next.isEmpty() || !Character.isHighSurrogate(next.charAt(next.length() - 1)))
          .as("characters are whole")
          .isTrue();
      text.append(next);
    }
    assertThat(text.append(stream.end()).toString()).isEqualTo(tokenizer.decode(ids));
  }

  @Property
  void aStreamHoldsBackOnlyIncompleteCharacters(@ForAll @From("texts") String text) {
    TokenStream stream = BPE.stream();
    int[] ids = BPE.encode(text);
    String last = "";
    for (int id : ids) {
      last = stream.next(id);
    }
    assertThat(stream.end()).isEmpty();
    assertThat(ids.length == 0 || !last.isEmpty()).isTrue();
  }

  @Property
  void thereAreNoOtherTokens(
      @ForAll @From("all") Tokenizer tokenizer, @ForAll int id, @ForAll String name) {
    if (id >= 0 && id < tokenizer.size()) {
      assertThat(tokenizer.id(tokenizer.token(id))).hasValue(id);
    } else {
      String message = "no token " + id + "; there are those from 0 to " + (tokenizer.size() - 1);
      assertThatThrownBy(() -> tokenizer.decode(id))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(message);
      assertThatThrownBy(() -> tokenizer.token(id)).hasMessage(message);
      assertThatThrownBy(() -> tokenizer.isSpecial(id)).hasMessage(message);
    }
    tokenizer.id(name).ifPresent(found -> assertThat(tokenizer.token(found)).isEqualTo(name));
  }

  @Property(tries = 100)
  void trainingIsDeterministicAndExact(@ForAll @From("texts") String text) {
    String corpus = text.repeat(3);
    ByteLevelBpe one = ByteLevelBpe.train(corpus, 300, "<|endoftext|>");
    ByteLevelBpe other = ByteLevelBpe.train(corpus, 300, "<|endoftext|>");
    List<String> tokens = tokens(one);
    assertThat(tokens).isEqualTo(tokens(other));
    assertThat(one.decode(one.encode(text))).isEqualTo(replaced(text));
    assertThat(one.encode(corpus)).isEqualTo(other.encode(corpus));
  }

  private static List<String> tokens(Tokenizer tokenizer) {
    return IntStream.range(0, tokenizer.size()).mapToObj(tokenizer::token).toList();
  }
}
