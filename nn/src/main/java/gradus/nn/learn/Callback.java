package gradus.nn.learn;

/// What happens beside the steps of a fit. Each method does nothing unless it is overridden.
///
/// Callbacks are called in the order in which they were given to the fit, a [Checkpointing] after
/// all others, outside of [gradus.nn.Training] mode. A progress bar is a callback that reads
/// [Fit#step()] and [Fit#steps()] in [#afterStep].
public interface Callback {
  /// Called once, before the first epoch.
  ///
  /// @param fit the fit
  default void beforeFit(Fit fit) {}

  /// Called before each epoch; [Fit#epoch()] is its number.
  ///
  /// @param fit the fit
  default void beforeEpoch(Fit fit) {}

  /// Called before each batch, which can be replaced by [Fit#batch(gradus.nn.Dataset)], and whose
  /// learning rate can be set by [Fit#lr(double)].
  ///
  /// @param fit the fit
  default void beforeBatch(Fit fit) {}

  /// Called with the loss of the batch, which can be replaced by [Fit#loss(gradus.engine.Tensor)].
  /// If the fit is stopped here, the batch has no step.
  ///
  /// @param fit the fit
  default void afterLoss(Fit fit) {}

  /// Called when the gradients are there, which can be changed before the step.
  ///
  /// @param fit the fit
  default void afterBackward(Fit fit) {}

  /// Called after the optimizers' step.
  ///
  /// @param fit the fit
  default void afterStep(Fit fit) {}

  /// Called after each complete epoch; [Fit#results()] has its figures.
  ///
  /// @param fit the fit
  default void afterEpoch(Fit fit) {}

  /// Called once, after the last epoch, or where the fit was stopped.
  ///
  /// @param fit the fit
  default void afterFit(Fit fit) {}
}
