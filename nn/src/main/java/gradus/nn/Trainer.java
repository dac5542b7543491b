package gradus.nn;

import gradus.engine.Generator;
import gradus.engine.Tensor;
import java.util.function.BiFunction;

/// The training loop.
public final class Trainer {
  private Trainer() {}

  /// Goes through the data a number of times, and after each batch takes a step that makes the loss
  /// smaller.
  ///
  /// @param model what learns; the optimizer knows its parameters
  /// @param data what from
  /// @param loss a scalar from predictions and targets, such as `Losses::mse`
  /// @param optimizer takes the steps
  /// @param epochs how many times to go through the data
  /// @param batchSize how many rows to look at before each step; `data.size()` for all
  /// @param shuffle the source of the batches' order, see [Dataset#batches]
  /// @param listener told after each epoch
  /// @return each epoch's loss: the mean of its batches' losses, weighted by their rows, each taken
  ///   before the batch's step
  /// @throws IllegalArgumentException if there are no rows, or there is less than one in a batch
  public static double[] fit(
      Layer model,
      Dataset data,
      BiFunction<Tensor, Tensor, Tensor> loss,
      Optimizer optimizer,
      int epochs,
      int batchSize,
      Generator shuffle,
      EpochListener listener) {
    if (epochs < 0) {
      throw new IllegalArgumentException("fit: needs 0 epochs or more, not " + epochs);
    }
    if (data.size() == 0) {
      throw new IllegalArgumentException("fit: there are no rows to learn from");
    }
    double[] losses = new double[epochs];
    for (int epoch = 0; epoch < epochs; epoch++) {
      for (Dataset batch : data.batches(batchSize, shuffle)) {
        optimizer.zeroGrad();
        Tensor error = Training.on(() -> loss.apply(model.forward(batch.x()), batch.y()));
        error.backward();
        optimizer.step();
        losses[epoch] += error.item() * batch.size() / data.size();
      }
      listener.epoch(epoch, losses[epoch]);
    }
    return losses;
  }
}
