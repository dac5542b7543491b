package gradus.text.generate;

import java.util.Locale;
import java.util.Set;

/// Where a generated text ends: at the latest where the model's context does, unless the text
/// slides. Where the context is full, a text that slides goes on after the last half of it, which
/// the model reads again as the beginning.
///
/// @param maxTokens the greatest number of new tokens, at least 1
/// @param tokens tokens that end a text, and do not belong to it
/// @param slides whether a text goes on where the context is full
public record Stopping(int maxTokens, Set<Integer> tokens, boolean slides) {
  /// Creates a rule; the set is copied.
  ///
  /// @throws IllegalArgumentException if there should be less than one token
  public Stopping {
    tokens = Set.copyOf(tokens);
    if (maxTokens < 1) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "the number of new tokens must be at least 1, not %d", maxTokens));
    }
  }

  /// {@return a rule with a number of new tokens only}
  ///
  /// @param maxTokens the greatest number, at least 1
  public static Stopping after(int maxTokens) {
    return new Stopping(maxTokens, Set.of(), false);
  }

  /// {@return this rule with tokens that end a text}
  ///
  /// @param ends the tokens
  public Stopping at(Integer... ends) {
    return new Stopping(maxTokens, Set.of(ends), slides);
  }

  /// {@return this rule for a text that goes on where the context is full}
  public Stopping beyondContext() {
    return new Stopping(maxTokens, tokens, true);
  }
}
