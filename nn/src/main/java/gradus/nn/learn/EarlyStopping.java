package gradus.nn.learn;

/// Stops the fit where a figure has not improved for some epochs. The model keeps its last state; a
/// [KeepBest] returns to the best.
///
/// @param goal the figure
/// @param patience the number of epochs without improvement after which the fit stops, at least 1
/// @param minDelta the least change that counts as an improvement, not negative
public record EarlyStopping(Goal goal, int patience, double minDelta) implements Callback {
  private static final String BEST = "early_stopping.best";
  private static final String BAD = "early_stopping.bad_epochs";

  /// Creates the callback.
  ///
  /// @throws IllegalArgumentException if a number is out of range
  public EarlyStopping {
    if (patience < 1 || !(minDelta >= 0)) {
      throw new IllegalArgumentException(
          "EarlyStopping: needs a patience of at least 1 and a change of at least 0, not "
              + patience
              + " and "
              + minDelta);
    }
  }

  /// Creates a callback for which every change counts.
  ///
  /// @param goal the figure
  /// @param patience the number of epochs without improvement after which the fit stops, at least 1
  public EarlyStopping(Goal goal, int patience) {
    this(goal, patience, 0);
  }

  /// A fit that is resumed where it was stopped has nothing to do.
  @Override
  public void beforeEpoch(Fit fit) {
    if (fit.notes().getOrDefault(BAD, 0.0) >= patience) {
      fit.stop();
    }
  }

  @Override
  public void afterEpoch(Fit fit) {
    double value = goal.of(fit);
    double best = fit.notes().getOrDefault(BEST, goal.worst());
    if (goal.isBetter(value, goal.large() ? best + minDelta : best - minDelta)) {
      fit.notes().put(BEST, value);
      fit.notes().put(BAD, 0.0);
    } else if (fit.notes().merge(BAD, 1.0, Double::sum) >= patience) {
      fit.stop();
    }
  }
}
