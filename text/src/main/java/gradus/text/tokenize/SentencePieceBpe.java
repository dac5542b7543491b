package gradus.text.tokenize;

import gradus.nn.io.WholeFile;
import gradus.text.tokenize.AddedTokens.Added;
import gradus.text.tokenize.Merges.Merge;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;

/// SentencePiece's byte-pair encoding (T. Kudo and J. Richardson, *SentencePiece*, 2018) with the
/// vocabulary of a Llama model in llama2.c's file `tokenizer.bin`.
///
/// A text gets a space in front. Its characters are the first tokens, and a character that the
/// vocabulary does not have is its UTF-8 bytes. Then two neighbours that are a token together
/// become that token, those with the greatest score first. Decoding leaves out the space in front,
/// so it returns exactly the text.
///
/// The tokens 0, 1 and 2 are special: `<unk>`, `<s>`, which begins a text, and `</s>`. The tokens
/// from 3 to 258 are the bytes, `<0x00>` to `<0xFF>`.
public final class SentencePieceBpe implements Tokenizer {
  private static final List<String> SPECIAL = List.of("<unk>", "<s>", "</s>");
  private static final int BEGIN = 1;
  private static final int FIRST_BYTE = SPECIAL.size();
  private static final int FIRST_PIECE = FIRST_BYTE + 256;
  private static final byte[] NONE = {};

  /// Limits the time that hostile files take.
  private static final int MAX_BYTES = 1024;

  /// A line of the file.
  ///
  /// @param score merges into tokens with greater scores go first
  private record Piece(float score, byte[] bytes) {
    String text() {
      return new String(bytes, StandardCharsets.UTF_8);
    }

    /// {@return the bytes as characters from 0 to 255, which can be compared}
    String key() {
      return new String(bytes, StandardCharsets.ISO_8859_1);
    }
  }

  private final List<Piece> pieces;
  private final Vocabulary vocabulary;
  private final Map<String, Integer> ids = new HashMap<>();
  private final Merges merges;
  private final AddedTokens special;
  private final int space;

  private SentencePieceBpe(List<Piece> pieces) {
    this.pieces = pieces;
    if (pieces.size() <= FIRST_PIECE) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%d tokens; expected more than %d, for special tokens and bytes",
              pieces.size(),
              FIRST_PIECE));
    }
    List<String> tokens = new ArrayList<>(SPECIAL);
    for (int id = FIRST_BYTE; id < pieces.size(); id++) {
      String token = pieces.get(id).text();
      if (id < FIRST_PIECE) {
        String expected = String.format(Locale.ROOT, "<0x%02X>", id - FIRST_BYTE);
        if (!token.equals(expected)) {
          throw new IllegalArgumentException(
              "token " + id + " is " + Characters.quoted(token) + "; expected " + expected);
        }
      } else {
        ids.put(pieces.get(id).key(), id);
      }
      tokens.add(token);
    }
    vocabulary = new Vocabulary(tokens, 0, 1, 2);
    Integer blank = ids.get(" ");
    if (blank == null) {
      throw new IllegalArgumentException("the vocabulary has no token for a space");
    }
    space = blank;
    merges = new Merges(merges());
    special =
        new AddedTokens(
            List.of(Added.special(0, "<unk>"), Added.special(1, "<s>"), Added.special(2, "</s>")),
            UnaryOperator.identity());
  }

  private List<Merge> merges() {
    int[] priorities = priorities();
    List<Merge> all = new ArrayList<>();
    ids.forEach(
        (key, id) -> {
          for (int i = 1; i < key.length(); i++) {
            Integer left = ids.get(key.substring(0, i));
            Integer right = ids.get(key.substring(i));
            if (left != null && right != null) {
              all.add(new Merge(left, right, id, priorities[id]));
            }
          }
        });
    return all;
  }

  /// {@return the place of each token in the order of the scores; equal scores have the same}
  private int[] priorities() {
    int[] order = new int[pieces.size()];
    List<Integer> sorted = new ArrayList<>(ids.values());
    sorted.sort((a, b) -> Float.compare(score(b), score(a)));
    int priority = 0;
    for (int i = 1; i < sorted.size(); i++) {
      if (score(sorted.get(i)) != score(sorted.get(i - 1))) {
        priority++;
      }
      order[sorted.get(i)] = priority;
    }
    return order;
  }

  private float score(int id) {
    return pieces.get(id).score;
  }

  /// Reads a `tokenizer.bin`. Numbers are little-endian: the length of the longest token in bytes,
  /// and for each token its score as a float, its length in bytes, and the bytes, in UTF-8.
  ///
  /// @param file the file
  /// @return the tokenizer
  /// @throws TokenizerFileException if the file is not valid
  /// @throws IOException if the file can't be read
  public static SentencePieceBpe load(Path file) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    return TokenizerJson.read(
        file,
        () -> {
          List<Piece> pieces = new ArrayList<>();
          try {
            bytes.getInt();
            while (bytes.hasRemaining()) {
              pieces.add(piece(bytes, pieces.size()));
            }
          } catch (BufferUnderflowException e) {
            throw new TokenizerFileException(
                file, "the file ends within token " + pieces.size(), e);
          }
          return new SentencePieceBpe(pieces);
        });
  }

  private static Piece piece(ByteBuffer file, int id) {
    float score = file.getFloat();
    int length = file.getInt();
    if (Float.isNaN(score) || length < 1 || length > MAX_BYTES) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "token %d has a score of %s and %d bytes; expected a number, and 1 to %d bytes",
              id,
              score,
              length,
              MAX_BYTES));
    }
    byte[] bytes = new byte[length];
    file.get(bytes);
    return new Piece(score, bytes);
  }

  @Override
  public int[] encode(String text) {
    String characters = Characters.wellFormed(text);
    return characters.isEmpty() ? new int[0] : encode(characters, true);
  }

  @Override
  public int[] encodeWithSpecialTokens(String text) {
    Ids encoded = new Ids();
    boolean[] begins = {true};
    special.split(
        Characters.wellFormed(text),
        true,
        id -> {
          encoded.add(id);
          begins[0] = id == BEGIN;
        },
        part -> {
          encoded.add(encode(part, begins[0]));
          begins[0] = false;
        });
    return encoded.toArray();
  }

  /// {@return the tokens of a text that is not empty}
  ///
  /// @param begins whether it gets a space in front
  private int[] encode(String text, boolean begins) {
    Ids first = new Ids();
    if (begins) {
      first.add(space);
    }
    text.codePoints()
        .forEach(
            character -> {
              byte[] utf8 = Character.toString(character).getBytes(StandardCharsets.UTF_8);
              Integer id = ids.get(new String(utf8, StandardCharsets.ISO_8859_1));
              if (id != null) {
                first.add(id);
              } else {
                for (byte value : utf8) {
                  first.add(FIRST_BYTE + Byte.toUnsignedInt(value));
                }
              }
            });
    return merges.apply(first.toArray());
  }

  /// {@return a decoder, which leaves out the space in front of the first token and of one after
  /// `<s>`} So it is to be given the tokens from the beginning of the text on.
  @Override
  public TokenStream stream() {
    boolean[] begins = {true};
    return new TokenStream(
        id -> {
          if (vocabulary.isSpecial(id)) {
            begins[0] |= id == BEGIN;
            return NONE;
          }
          boolean first = begins[0];
          begins[0] = false;
          return id < FIRST_PIECE ? new byte[] {(byte) (id - FIRST_BYTE)} : bytes(id, first);
        });
  }

  private byte[] bytes(int id, boolean first) {
    byte[] bytes = pieces.get(id).bytes;
    return first && bytes[0] == ' ' ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes;
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

  /// Writes a `tokenizer.bin`, which llama2.c reads, too.
  @Override
  public void save(Path file) throws IOException {
    int longest = pieces.stream().mapToInt(piece -> piece.bytes.length).max().orElseThrow();
    int size =
        pieces.stream().mapToInt(piece -> Float.BYTES + Integer.BYTES + piece.bytes.length).sum();
    ByteBuffer bytes =
        ByteBuffer.allocate(Integer.BYTES + size).order(ByteOrder.LITTLE_ENDIAN).putInt(longest);
    pieces.forEach(
        piece -> bytes.putFloat(piece.score).putInt(piece.bytes.length).put(piece.bytes));
    try (WholeFile whole = WholeFile.replacing(file)) {
      Files.write(whole.temporary(), bytes.array());
      whole.commit();
    }
  }
}
