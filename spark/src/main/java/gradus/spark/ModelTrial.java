package gradus.spark;

import gradus.engine.DType;
import gradus.engine.Shape;
import gradus.engine.Tensor;
import gradus.nn.distributed.RowSpec;
import gradus.nn.distributed.TrainingPlan;
import java.util.Locale;

/// Finds out in the driver, by a row of zeros, whether a model and a loss suit the rows.
///
/// @param plan has the model and the loss
/// @param classes the number of classes of the target; 0 if it has none
/// @param isOneOutput whether the model must have one output
record ModelTrial(TrainingPlan plan, int classes, boolean isOneOutput) {
  /// Sends the row through the model and the loss.
  ///
  /// @param spec what a row consists of
  /// @throws IllegalArgumentException if the model does not take it, makes something else of it
  ///   than one row of outputs, or the loss can't compare that with the target
  void run(RowSpec spec) {
    Tensor x = SparkModel.zeros(spec.features(), 1);
    Tensor y =
        classes > 0
            ? Tensor.full(DType.I32, classes - 1, Shape.of(1))
            : SparkModel.zeros(spec.targets(), 1);
    Tensor output = output(x);
    try {
      Tensor.noGrad(() -> plan.loss().of(output, y));
    } catch (RuntimeException e) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "the loss can't compare the model's output of a row, %s, with the target, %s: %s",
              output.spec(),
              y.spec(),
              e.getMessage()),
          e);
    }
  }

  private Tensor output(Tensor x) {
    Tensor output;
    try {
      output = Predictions.forward(plan.newModel(), x);
    } catch (RuntimeException e) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "the model can't take the features of a row, %s: %s",
              x.spec(),
              e.getMessage()),
          e);
    }
    if (output.rank() == 0 || output.size(0) != 1) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "the model makes %s of a row, %s; the first axis must count the rows",
              output.spec(),
              x.spec()));
    }
    if (isOneOutput && output.size() != 1) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "the model makes %d outputs of a row; set numClasses, or let it have one output",
              output.size()));
    }
    return output;
  }
}
