package gradus.text.tokenize;

import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Divides a text into words, which are encoded one by one: each pattern divides what the patterns
/// before have left, into its matches and what is between them.
///
/// @param patterns the patterns, with [Pattern#UNICODE_CHARACTER_CLASS]
record Splitter(List<Pattern> patterns) {
  /// GPT-2's pattern (A. Radford et al., *Language Models are Unsupervised Multitask Learners*,
  /// 2019, and its code).
  static final Pattern GPT2 =
      pattern("'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+");

  Splitter {
    patterns = List.copyOf(patterns);
  }

  /// {@return a pattern in which the classes such as `\s` are Unicode's}
  ///
  /// @throws java.util.regex.PatternSyntaxException if it is not valid in Java
  static Pattern pattern(String regex) {
    return Pattern.compile(regex, Pattern.UNICODE_CHARACTER_CLASS);
  }

  /// Divides a text.
  ///
  /// @param word receives each word; none is empty, and all together are the text
  void split(String text, Consumer<String> word) {
    split(text, 0, word);
  }

  private void split(String text, int pattern, Consumer<String> word) {
    if (pattern == patterns.size()) {
      word.accept(text);
      return;
    }
    Matcher matcher = patterns.get(pattern).matcher(text);
    int done = 0;
    while (matcher.find()) {
      if (done < matcher.start()) {
        split(text.substring(done, matcher.start()), pattern + 1, word);
      }
      if (!matcher.group().isEmpty()) {
        split(matcher.group(), pattern + 1, word);
      }
      done = matcher.end();
    }
    if (done < text.length()) {
      split(text.substring(done), pattern + 1, word);
    }
  }
}
