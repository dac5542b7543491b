package gradus.nn.learn;

/// Sets the learning rate by a schedule, before each batch or before each epoch.
///
/// @param schedule the schedule
/// @param byEpoch whether its steps are epochs, not batches
public record Scheduled(Schedule schedule, boolean byEpoch) implements Callback {
  /// {@return a callback that sets the rate before each batch}
  ///
  /// @param schedule the schedule
  public static Scheduled steps(Schedule schedule) {
    return new Scheduled(schedule, false);
  }

  /// {@return a callback that sets the rate before each epoch}
  ///
  /// @param schedule the schedule
  public static Scheduled epochs(Schedule schedule) {
    return new Scheduled(schedule, true);
  }

  @Override
  public void beforeEpoch(Fit fit) {
    if (byEpoch) {
      fit.lr(fit.baseLr() * schedule.factor(fit.epoch(), fit.epochs()));
    }
  }

  @Override
  public void beforeBatch(Fit fit) {
    if (!byEpoch) {
      fit.lr(fit.baseLr() * schedule.factor(fit.step(), fit.steps()));
    }
  }
}
