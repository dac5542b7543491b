package gradus.engine;

import java.util.Locale;

/// How many inputs an operation takes.
///
/// @param least the fewest
/// @param most the most; [Integer#MAX_VALUE] for any number
public record Arity(int least, int most) {
  /// One input.
  public static final Arity ONE = new Arity(1, 1);

  /// Two inputs.
  public static final Arity TWO = new Arity(2, 2);

  /// Three inputs.
  public static final Arity THREE = new Arity(3, 3);

  /// Two inputs, or three.
  public static final Arity TWO_OR_THREE = new Arity(2, 3);

  /// Any number of inputs but none.
  public static final Arity SOME = new Arity(1, Integer.MAX_VALUE);

  /// Whether so many will do.
  ///
  /// @param inputs how many there are
  /// @return true from the fewest to the most
  public boolean allows(int inputs) {
    return least <= inputs && inputs <= most;
  }

  /// Such as `1 input`, `2 to 3 inputs` or `at least 1 input`.
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
