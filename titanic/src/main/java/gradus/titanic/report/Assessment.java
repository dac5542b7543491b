package gradus.titanic.report;

import gradus.cli.figures.Interval;
import gradus.engine.Tensor;
import gradus.nn.Dataset;
import gradus.titanic.figures.Calibration;
import gradus.titanic.figures.Confusion;
import gradus.titanic.recipe.Recipe;
import gradus.titanic.recipe.Run;
import java.util.Arrays;

/// Measurements of a trained model.
///
/// @param confusion the confusion matrix on the validation set
/// @param accuracy the interval of the accuracy on the validation set
/// @param calibration the calibration on the validation set
/// @param trainingAccuracy the accuracy on the training set
/// @param trainingLoss the loss on the training set, relative to the baseline loss, [#guessing]
record Assessment(
    Confusion confusion,
    Interval accuracy,
    Calibration calibration,
    double trainingAccuracy,
    double trainingLoss) {

  /// Measures a model.
  ///
  /// @return null if any prediction is not a number
  static Assessment of(Recipe recipe, Run run, Recipe.Prepared data) {
    Dataset training = data.training();
    Dataset validation = data.validation();
    double[] predictions = Run.predict(run.model(), validation.x());
    double[] learned = Run.predict(run.model(), training.x());
    if (!run.isFinite() || !finite(predictions) || !finite(learned)) {
      return null;
    }
    double[] truth = validation.y().toDoubles();
    double[] known = training.y().toDoubles();
    double guess = guess(recipe.loss(), known);
    int right = Run.right(Run.survivors(learned), known);
    return new Assessment(
        Confusion.of(Run.survivors(predictions), truth),
        Interval.wilson(run.right(), run.checked()),
        Calibration.of(predictions, truth),
        (double) right / known.length,
        run.loss() / guessing(recipe.loss(), guess, training));
  }

  private static boolean finite(double... predictions) {
    return Arrays.stream(predictions).allMatch(Double::isFinite);
  }

  private static Tensor truth(Dataset data) {
    return Tensor.of(data.y().toDoubles());
  }

  /// Returns the best constant prediction: the mean for squared errors, the median for absolute
  /// errors.
  static double guess(Recipe.Loss loss, double... known) {
    double share = Arrays.stream(known).average().orElseThrow();
    return switch (loss) {
      case MSE -> share;
      case MAE -> share > 0.5 ? 1 : 0;
    };
  }

  /// Returns the baseline loss, that of a constant prediction.
  static double guessing(Recipe.Loss loss, double guess, Dataset data) {
    double[] same = new double[data.size()];
    Arrays.fill(same, guess);
    return loss.of(Tensor.of(same), truth(data)).item();
  }
}
