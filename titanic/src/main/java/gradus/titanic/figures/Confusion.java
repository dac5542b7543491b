package gradus.titanic.figures;

/// What was predicted against what is true, counted.
///
/// @param diedRightly died, as predicted
/// @param diedWrongly died, though predicted to survive
/// @param survivedWrongly survived, though predicted to die
/// @param survivedRightly survived, as predicted
public record Confusion(
    int diedRightly, int diedWrongly, int survivedWrongly, int survivedRightly) {
  /// {@return the counts}
  ///
  /// @param predicted 1 or 0 of each row
  /// @param truth 1 or 0 of each row
  public static Confusion of(int[] predicted, double... truth) {
    int[][] counts = new int[2][2];
    for (int row = 0; row < truth.length; row++) {
      counts[truth[row] == 1 ? 1 : 0][predicted[row]]++;
    }
    return new Confusion(counts[0][0], counts[0][1], counts[1][0], counts[1][1]);
  }

  /// {@return how many died}
  public int died() {
    return diedRightly + diedWrongly;
  }

  /// {@return how many survived}
  public int survived() {
    return survivedWrongly + survivedRightly;
  }
}
