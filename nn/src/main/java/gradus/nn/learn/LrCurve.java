package gradus.nn.learn;

import java.util.List;

/// The losses that [Learner#lrFind] saw.
///
/// @param rates the learning rates, rising by the same factor from step to step
/// @param losses the loss before the step with each rate, smoothed
/// @param suggestion the rate where the smoothed loss falls most steeply over the logarithm of the
///   rate; NaN if it never falls
public record LrCurve(List<Double> rates, List<Double> losses, double suggestion) {
  /// Creates a curve.
  public LrCurve {
    rates = List.copyOf(rates);
    losses = List.copyOf(losses);
  }

  /// Finds the suggestion. The first tenth of the steps is left out, where smoothing has little to
  /// go by.
  static LrCurve of(List<Double> rates, List<Double> losses) {
    double steepest = 0;
    double suggestion = Double.NaN;
    for (int i = Math.max(1, rates.size() / 10); i < rates.size() - 1; i++) {
      double slope = losses.get(i + 1) - losses.get(i - 1);
      if (slope < steepest) {
        steepest = slope;
        suggestion = rates.get(i);
      }
    }
    return new LrCurve(rates, losses, suggestion);
  }
}
