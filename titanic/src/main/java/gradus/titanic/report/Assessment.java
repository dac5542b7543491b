package gradus.titanic.report;

import gradus.engine.Tensor;
import gradus.nn.Dataset;
import gradus.titanic.figures.Calibration;
import gradus.titanic.figures.Confusion;
import gradus.titanic.figures.Interval;
import gradus.titanic.recipe.Recipe;
import gradus.titanic.recipe.Run;
import java.util.Arrays;

/// What can be measured of a trained model.
///
/// @param confusion of the validation rows
/// @param accuracy the interval of the share of validation rows that are predicted rightly
/// @param calibration of the validation rows
/// @param trainingAccuracy the share of training rows that are predicted rightly
/// @param trainingLoss the loss on the training rows, as a share of what [#guessing] loses there
record Assessment(
    Confusion confusion,
    Interval accuracy,
    Calibration calibration,
    double trainingAccuracy,
    double trainingLoss) {

  /// Measures a model.
  ///
  /// @return null if it says anything that isn't a number
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

  /// The number that loses least if one says the same of everyone: of squares the mean, of absolute
  /// errors the median.
  static double guess(Recipe.Loss loss, double... known) {
    double share = Arrays.stream(known).average().orElseThrow();
    return switch (loss) {
      case MSE -> share;
      case MAE -> share > 0.5 ? 1 : 0;
    };
  }

  /// What it loses to say the same of everyone.
  static double guessing(Recipe.Loss loss, double guess, Dataset data) {
    double[] same = new double[data.size()];
    Arrays.fill(same, guess);
    return loss.of(Tensor.of(same), truth(data)).item();
  }
}
