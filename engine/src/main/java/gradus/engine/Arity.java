package gradus.engine;

import java.util.Locale;

/// The number of inputs of an operation.
///
/// @param least the minimum
/// @param most the maximum; [Integer#MAX_VALUE] for any number
public record Arity(int least, int most) {
  /// One input.
  public static final Arity ONE = new Arity(1, 1);

  /// Two inputs.
  public static final Arity TWO = new Arity(2, 2);

  /// Three inputs.
  public static final Arity THREE = new Arity(3, 3);

  /// One input, or two.
  public static final Arity ONE_OR_TWO = new Arity(1, 2);

  /// Two inputs, or three.
  public static final Arity TWO_OR_THREE = new Arity(2, 3);

  /// At least one input.
  public static final Arity SOME = new Arity(1, Integer.MAX_VALUE);

  /// Returns whether a number of inputs is allowed.
  ///
  /// @param inputs the number of inputs
  /// @return true from the minimum to the maximum
  public boolean allows(int inputs) {
    return least <= inputs && inputs <= most;
  }

  /// Returns, for example, `1 input`, `2 to 3 inputs` or `at least 1 input`.
  @Override
  public String toString() {
    if (most == Integer.MAX_VALUE) {
      return String.format(Locale.ROOT, "at least %d input%s", least, least == 1 ? "" : "s");
    }
    return least == most
        ? String.format(Locale.ROOT, "%d input%s", least, least == 1 ? "" : "s")
        : String.format(Locale.ROOT, "%d to %d inputs", least, most);
  }
}
