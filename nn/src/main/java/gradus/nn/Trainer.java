package gradus.nn;

import gradus.engine.Generator;
import gradus.engine.Tensor;
import java.util.function.BiFunction;

/// The training loop, as short as it can be. [gradus.nn.learn.Learner] has one with validation,
/// callbacks and groups of parameters.
public final class Trainer {
  private Trainer() {}

  /// Trains a model: iterates over the data for a number of epochs, and takes an optimiser step
  /// after each batch.
  ///
  /// @param model the model; the optimizer has its parameters
  /// @param data the training set
  /// @param loss a scalar function of predictions and targets, such as `Losses::mse`
  /// @param optimizer the optimiser
  /// @param epochs the number of passes over the data
  /// @param batchSize the number of rows in a batch; `data.size()` for all
  /// @param shuffle the random number generator for the order of batches, see [Dataset#batches]
  /// @param listener called after each epoch
  /// @return the loss of each epoch: the mean of its batches' losses, weighted by their sizes, each
  ///   computed before the step of its batch
  /// @throws IllegalArgumentException if there are no rows, or the batch size is less than 1
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
