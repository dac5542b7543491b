package gradus.titanic.figures;

/// A confusion matrix: counts of predicted and actual outcomes.
///
/// @param diedRightly died, predicted correctly
/// @param diedWrongly died, but predicted to survive
/// @param survivedWrongly survived, but predicted to die
/// @param survivedRightly survived, predicted correctly
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

  /// {@return the number of passengers who died}
  public int died() {
    return diedRightly + diedWrongly;
  }

  /// {@return the number of passengers who survived}
  public int survived() {
    return survivedWrongly + survivedRightly;
  }
}
