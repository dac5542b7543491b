package gradus.nn;

import gradus.engine.Generator;
import gradus.engine.Tensor;
import java.util.function.BinaryOperator;
import java.util.function.Supplier;

/// Training: the scope in which layers such as [Dropout] behave as in training, and the loop.
public final class Training {
  private static final ScopedValue<Boolean> ON = ScopedValue.newInstance();

  private Training() {}

  /// Told about every epoch.
  @FunctionalInterface
  public interface Listener {
    /// Takes note of an epoch.
    ///
    /// @param epoch its number, from 0
    /// @param loss the mean loss of its rows, each computed before its batch's step
    void epoch(int epoch, double loss);
  }

  /// {@return whether this thread is inside [#on]}
  public static boolean isOn() {
    return ON.isBound();
  }

  /// Runs something with layers in training mode, in this thread.
  ///
  /// @param <T> the type of the result
  /// @param body what to run
  /// @return what it returns
  public static <T> T on(Supplier<T> body) {
    return ScopedValue.where(ON, true).call(body::get);
  }

  /// Trains on the whole data set at once: forget the gradients, predict, measure the loss, go back
  /// through the graph, take a step.
  ///
  /// @param model what to train
  /// @param data inputs and targets
  /// @param loss of prediction and target, such as [Losses#mse]
  /// @param optimizer which has the model's parameters
  /// @param epochs how many times
  /// @param listener told about every epoch
  /// @return the loss before each step
  public static double[] fit(
      Layer model,
      Dataset data,
      BinaryOperator<Tensor> loss,
      Optimizer optimizer,
      int epochs,
      Listener listener) {
    double[] losses = new double[epochs];
    for (int epoch = 0; epoch < epochs; epoch++) {
      losses[epoch] = step(model, data, loss, optimizer);
      listener.epoch(epoch, losses[epoch]);
    }
    return losses;
  }

  /// Trains on batches, shuffled anew for every epoch.
  ///
  /// @param model what to train
  /// @param data inputs and targets
  /// @param loss of prediction and target, such as [Losses#mse]
  /// @param optimizer which has the model's parameters
  /// @param epochs how many times through the data
  /// @param batchSize rows of a batch
  /// @param shuffle the source of the order
  /// @param listener told about every epoch
  /// @return for each epoch the mean loss of its rows, each computed before its batch's step
  public static double[] fit(
      Layer model,
      Dataset data,
      BinaryOperator<Tensor> loss,
      Optimizer optimizer,
      int epochs,
      int batchSize,
      Generator shuffle,
      Listener listener) {
    double[] losses = new double[epochs];
    for (int epoch = 0; epoch < epochs; epoch++) {
      double sum = 0;
      for (Dataset batch : data.batches(batchSize, shuffle)) {
        sum += step(model, batch, loss, optimizer) * batch.size();
      }
      losses[epoch] = sum / data.size();
      listener.epoch(epoch, losses[epoch]);
    }
    return losses;
  }

  private static double step(
      Layer model, Dataset batch, BinaryOperator<Tensor> loss, Optimizer optimizer) {
    optimizer.zeroGrad();
    Tensor value = on(() -> loss.apply(model.forward(batch.x()), batch.y()));
    value.backward();
    optimizer.step();
    return value.item();
  }
}
