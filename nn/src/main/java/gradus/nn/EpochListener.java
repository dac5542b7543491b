package gradus.nn;

/// Receives the progress of a training.
@FunctionalInterface
public interface EpochListener {
  /// Called after each epoch, outside of [Training], so that the model can make predictions.
  ///
  /// @param epoch the number of the epoch, from 0
  /// @param loss the loss of the epoch, as returned by [Trainer#fit]
  void epoch(int epoch, double loss);
}
