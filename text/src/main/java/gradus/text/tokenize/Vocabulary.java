package gradus.text.tokenize;

import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;

/// The tokens of a tokenizer as its file writes them, and which of them are special.
final class Vocabulary {
  private final List<String> tokens;
  private final Map<String, Integer> ids = new HashMap<>();
  private final BitSet special = new BitSet();

  /// @param tokens the tokens, the first of which is 0
  /// @param special the special ones
  /// @throws IllegalArgumentException if a token occurs twice
  Vocabulary(List<String> tokens, int... special) {
    this.tokens = List.copyOf(tokens);
    for (int id = 0; id < tokens.size(); id++) {
      Integer before = ids.put(tokens.get(id), id);
      if (before != null) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "the token %s is there twice, as %d and as %d",
                Characters.quoted(tokens.get(id)),
                before,
                id));
      }
    }
    for (int id : special) {
      this.special.set(id);
    }
  }

  /// {@return tokens in the order of their numbers}
  ///
  /// @throws IllegalArgumentException if the numbers are not those from 0 to the number of tokens,
  ///   less 1
  static List<String> ordered(Map<String, Integer> ids) {
    String[] tokens = new String[ids.size()];
    ids.forEach(
        (token, id) -> {
          if (id < 0 || id >= tokens.length || tokens[id] != null) {
            throw new IllegalArgumentException(
                String.format(
                    Locale.ROOT,
                    "the token %s has the number %d, but %d tokens have the numbers from 0 to %d,"
                        + " each once",
                    Characters.quoted(token),
                    id,
                    tokens.length,
                    tokens.length - 1));
          }
          tokens[id] = token;
        });
    return Arrays.asList(tokens);
  }

  int size() {
    return tokens.size();
  }

  /// {@return the tokens, the first of which is 0}
  List<String> tokens() {
    return tokens;
  }

  String token(int id) {
    return tokens.get(check(id));
  }

  OptionalInt id(String token) {
    Integer id = ids.get(token);
    return id == null ? OptionalInt.empty() : OptionalInt.of(id);
  }

  /// {@return the number of a token}
  ///
  /// @throws IllegalArgumentException if there is no such token
  int require(String token) {
    return id(token)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "the vocabulary has no token " + Characters.quoted(token)));
  }

  boolean isSpecial(int id) {
    return special.get(check(id));
  }

  /// {@return a number}
  ///
  /// @throws IllegalArgumentException if no token has it
  int check(int id) {
    if (id < 0 || id >= size()) {
      throw noSuch(id, size());
    }
    return id;
  }

  static IllegalArgumentException noSuch(int id, int size) {
    return new IllegalArgumentException(
        String.format(Locale.ROOT, "no token %d; there are those from 0 to %d", id, size - 1));
  }
}
