package gradus.text.generate;

import java.util.Locale;
import java.util.Set;

/// Where a generated text ends, at the latest where the model's context does.
///
/// @param maxTokens the greatest number of new tokens, at least 1
/// @param tokens tokens that end a text, and do not belong to it
public record Stopping(int maxTokens, Set<Integer> tokens) {
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
    return new Stopping(maxTokens, Set.of());
  }

  /// {@return this rule with tokens that end a text}
  ///
  /// @param ends the tokens
  public Stopping at(Integer... ends) {
    return new Stopping(maxTokens, Set.of(ends));
  }
}
