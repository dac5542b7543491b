package gradus.text.tokenize;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Tokens that are found in a text before anything else, as `added_tokens` of a `tokenizer.json`
/// describe them. Of several that begin at the same place the longest is taken.
final class AddedTokens {
  /// A token.
  ///
  /// @param singleWord whether it must have no letters, digits or other parts of words beside it
  /// @param lstrip whether white space before it belongs to it
  /// @param rstrip whether white space behind it belongs to it
  /// @param normalized whether it is looked for after normalization
  record Added(
      int id,
      String content,
      boolean singleWord,
      boolean lstrip,
      boolean rstrip,
      boolean normalized,
      boolean special) {
    /// {@return a special token that is found as it is written}
    static Added special(int id, String content) {
      return new Added(id, content, false, false, false, false, true);
    }
  }

  private final List<Added> all;
  private final UnaryOperator<String> normalizer;
  private final Search raw;
  private final Search rawWithSpecial;
  private final Search normalized;
  private final Search normalizedWithSpecial;

  /// @param all the tokens
  /// @param normalizer what is applied to the text between tokens
  AddedTokens(List<Added> all, UnaryOperator<String> normalizer) {
    this.all = List.copyOf(all);
    this.normalizer = normalizer;
    raw = search(false, false);
    rawWithSpecial = search(false, true);
    normalized = search(true, false);
    normalizedWithSpecial = search(true, true);
  }

  List<Added> all() {
    return all;
  }

  /// {@return the numbers of the special tokens}
  int[] special() {
    return all.stream().filter(Added::special).mapToInt(Added::id).toArray();
  }

  private Search search(boolean normalized, boolean special) {
    Map<String, Added> tokens = new HashMap<>();
    for (Added token : all) {
      if (token.normalized == normalized && (special || !token.special)) {
        tokens.putIfAbsent(normalized ? normalizer.apply(token.content) : token.content, token);
      }
    }
    return new Search(tokens);
  }

  /// Divides a text.
  ///
  /// @param text the text
  /// @param special whether special tokens are looked for
  /// @param token receives each token that is found
  /// @param between receives what is between them, normalized; never empty
  void split(String text, boolean special, IntConsumer token, Consumer<String> between) {
    (special ? rawWithSpecial : raw)
        .split(
            text,
            token,
            part ->
                (special ? normalizedWithSpecial : normalized)
                    .split(normalizer.apply(part), token, between));
  }

  /// Looks for some of the tokens.
  private static final class Search {
    private static final Pattern WORD = Pattern.compile("\\w", Pattern.UNICODE_CHARACTER_CLASS);

    private final Map<String, Added> tokens;

    /// Null without tokens.
    private final Pattern pattern;

    Search(Map<String, Added> tokens) {
      this.tokens = tokens;
      tokens.remove("");
      pattern = tokens.isEmpty() ? null : pattern(tokens.keySet());
    }

    private static Pattern pattern(Set<String> tokens) {
      String first =
          tokens.stream()
              .mapToInt(content -> content.codePointAt(0))
              .distinct()
              .mapToObj(character -> String.format(Locale.ROOT, "\\x{%x}", character))
              .collect(Collectors.joining());
      // The first character rules out most places at once.
      return Pattern.compile(
          tokens.stream()
              .sorted(Comparator.comparing(String::length).reversed())
              .map(Pattern::quote)
              .collect(Collectors.joining("|", "(?=[" + first + "])(?:", ")")));
    }

    void split(String text, IntConsumer token, Consumer<String> between) {
      int done = 0;
      Matcher found = pattern == null ? null : pattern.matcher(text);
      while (found != null && found.find()) {
        Added added = tokens.get(found.group());
        int start = found.start();
        int end = found.end();
        if (added.singleWord && (isWordBefore(text, start) || isWordAt(text, end))) {
          continue;
        }
        while (added.lstrip && start > done && isSpace(text.codePointBefore(start))) {
          start--;
        }
        while (added.rstrip && end < text.length() && isSpace(text.codePointAt(end))) {
          end++;
        }
        pass(text, done, start, between);
        token.accept(added.id);
        done = end;
      }
      pass(text, done, text.length(), between);
    }

    private static void pass(String text, int start, int end, Consumer<String> between) {
      if (start < end) {
        between.accept(text.substring(start, end));
      }
    }

    private static boolean isWordBefore(String text, int index) {
      return index > 0 && isWord(text.codePointBefore(index));
    }

    private static boolean isWordAt(String text, int index) {
      return index < text.length() && isWord(text.codePointAt(index));
    }

    private static boolean isWord(int character) {
      return WORD.matcher(Character.toString(character)).matches();
    }
  }

  /// {@return whether a character has Unicode's property White_Space; no such character is
  /// supplementary}
  static boolean isSpace(int character) {
    return switch (character) {
      case 0x20, 0x85, 0xA0, 0x1680, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000 -> true;
      default ->
          character >= 0x09 && character <= 0x0D || character >= 0x2000 && character <= 0x200A;
    };
  }
}
