package gradus.nn;

/// Hears how training goes.
@FunctionalInterface
public interface EpochListener {
  /// Called after each epoch, outside of [Training]: the model may be asked for predictions here.
  ///
  /// @param epoch its number, from 0
  /// @param loss the epoch's loss, as [Trainer#fit] returns it
  void epoch(int epoch, double loss);
}
