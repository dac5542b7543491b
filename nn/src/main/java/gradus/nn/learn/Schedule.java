package gradus.nn.learn;

import java.io.Serializable;

/// A schedule of learning rates: a factor of the fit's rate for each of its steps, or epochs. A
/// [Scheduled] applies it.
///
/// The rates are those of PyTorch's schedulers of the same names. A schedule can be serialized,
/// such as for workers elsewhere, if what it uses can be.
@FunctionalInterface
public interface Schedule extends Serializable {
  /// {@return the factor of the learning rate}
  ///
  /// @param step the number of the step, from 0
  /// @param steps the number of all steps
  double factor(int step, int steps);

  /// {@return half a cosine, from 1 down to 0 behind the last step: `CosineAnnealingLR`}
  static Schedule cosine() {
    return cosine(0);
  }

  /// {@return half a cosine, from 1 down to an end behind the last step: `CosineAnnealingLR` with
  /// an `eta_min`}
  ///
  /// @param end the factor at the end, such as 0.1
  static Schedule cosine(double end) {
    return (step, steps) -> between(1, end, (double) step / steps);
  }

  /// {@return a factor that is multiplied by gamma at regular intervals: `StepLR`}
  ///
  /// @param interval the number of steps from one change to the next, at least 1
  /// @param gamma the factor, such as 0.1
  static Schedule step(int interval, double gamma) {
    if (interval < 1) {
      throw new IllegalArgumentException("step: the interval must be at least 1, not " + interval);
    }
    return (step, _) -> Math.pow(gamma, step / interval);
  }

  /// {@return a factor that is multiplied by gamma at each step: `ExponentialLR`}
  ///
  /// @param gamma the factor, such as 0.9
  static Schedule exponential(double gamma) {
    return step(1, gamma);
  }

  /// {@return one cycle with PyTorch's defaults: up from 1/25 during 30 per cent of the steps, then
  /// down to 1/250,000}
  static Schedule oneCycle() {
    return oneCycle(0.3, 25, 1e4);
  }

  /// {@return one cycle: half a cosine up to 1, and one down to almost 0: `OneCycleLR`, of the rate
  /// alone, not of the momentum} L. Smith, N. Topin: *Super-convergence*, 2018.
  ///
  /// @param start the share of the steps that go up, from 0 to 1
  /// @param divisor how many times less than 1 the first factor is, above 0
  /// @param finalDivisor how many times less than the first factor the last one is, above 0
  static Schedule oneCycle(double start, double divisor, double finalDivisor) {
    if (!(start >= 0 && start <= 1 && divisor > 0 && finalDivisor > 0)) {
      throw new IllegalArgumentException(
          "oneCycle: needs a share from 0 to 1 and divisors above 0, not "
              + start
              + ", "
              + divisor
              + " and "
              + finalDivisor);
    }
    double first = 1 / divisor;
    return (step, steps) -> {
      double top = start * steps - 1;
      double end = steps - 1;
      if (step < top) {
        return between(first, 1, step / top);
      }
      double done = end > top ? (step - top) / (end - top) : 0;
      return between(1, first / finalDivisor, done);
    };
  }

  /// {@return a linear rise in front of another schedule, which has the steps that are left}
  ///
  /// @param rise the number of steps of the rise; the first has the factor 1 / (rise + 1)
  /// @param then the schedule behind it
  static Schedule warmUp(int rise, Schedule then) {
    if (rise < 0) {
      throw new IllegalArgumentException("warmUp: needs 0 steps or more, not " + rise);
    }
    return (step, steps) ->
        step < rise ? (step + 1) / (rise + 1.0) : then.factor(step - rise, steps - rise);
  }

  private static double between(double from, double to, double done) {
    return to + (from - to) / 2 * (1 + Math.cos(Math.PI * done));
  }
}
