package gradus.nn.learn;

/// Multiplies the learning rate by a factor where a figure has not improved for some epochs:
/// PyTorch's `ReduceLROnPlateau` with a relative threshold. Not to be combined with a [Scheduled].
///
/// @param goal the figure
/// @param factor the factor, from 0 (inclusive) to 1 (exclusive)
/// @param patience the number of epochs without improvement that change nothing
/// @param threshold the relative change that counts as an improvement, not negative
/// @param cooldown the number of epochs after a reduction that are not counted
/// @param minLr the least learning rate of the last group
public record ReduceOnPlateau(
    Goal goal, double factor, int patience, double threshold, int cooldown, double minLr)
    implements Callback {
  private static final String BEST = "reduce_on_plateau.best";
  private static final String BAD = "reduce_on_plateau.bad_epochs";
  private static final String COOLING = "reduce_on_plateau.cooldown";

  /// Smaller reductions are left out, as in PyTorch.
  private static final double EPS = 1e-8;

  /// Creates the callback.
  ///
  /// @throws IllegalArgumentException if a number is out of range
  public ReduceOnPlateau {
    boolean counts = patience >= 0 && cooldown >= 0;
    if (!(factor >= 0 && factor < 1 && threshold >= 0 && minLr >= 0 && counts)) {
      throw new IllegalArgumentException(
          "ReduceOnPlateau: needs a factor less than 1 and nothing negative, not factor "
              + factor
              + ", patience "
              + patience
              + ", threshold "
              + threshold
              + ", cooldown "
              + cooldown
              + ", minLr "
              + minLr);
    }
  }

  /// Creates the callback with PyTorch's defaults: a threshold of 10⁻⁴, no cooldown, no minimum.
  ///
  /// @param goal the figure
  /// @param factor the factor; 0.1 by default in PyTorch
  /// @param patience the number of epochs without improvement that change nothing; 10 by default in
  ///   PyTorch
  public ReduceOnPlateau(Goal goal, double factor, int patience) {
    this(goal, factor, patience, 1e-4, 0, 0);
  }

  @Override
  public void afterEpoch(Fit fit) {
    double value = goal.of(fit);
    double best = fit.notes().getOrDefault(BEST, goal.worst());
    double bad = fit.notes().getOrDefault(BAD, 0.0);
    double cooling = fit.notes().getOrDefault(COOLING, 0.0);
    double bar = best * (goal.large() ? 1 + threshold : 1 - threshold);
    if (goal.isBetter(value, bar)) {
      best = value;
      bad = 0;
    } else {
      bad++;
    }
    if (cooling > 0) {
      cooling--;
      bad = 0;
    }
    if (bad > patience) {
      double reduced = Math.max(fit.lr() * factor, minLr);
      fit.lr(fit.lr() - reduced > EPS ? reduced : fit.lr());
      cooling = cooldown;
      bad = 0;
    }
    fit.notes().put(BEST, best);
    fit.notes().put(BAD, bad);
    fit.notes().put(COOLING, cooling);
  }
}
