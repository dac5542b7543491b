package gradus.titanic.report;

import gradus.titanic.recipe.Run;
import java.util.Locale;

/// What to do next about a model: the lesson's rule, with the numbers that this run measured.
///
/// @param advice what to do
/// @param why the numbers that led there
record Diagnosis(Advice advice, String why) {
  /// Below this share of the guess's loss a model has all but learned its rows by heart.
  static final double NEAR_ZERO = 0.25;

  /// Above this share of it a model hasn't got hold of its rows.
  static final double CANNOT_FIT = 0.5;

  /// Of the loss at the start of the last tenth of the steps: who still loses so much is not done.
  static final double STILL_LEARNING = 0.02;

  /// What the lesson's rule may say, in the order in which it is asked.
  enum Advice {
    SMALLER_STEPS("Smaller steps", "--lr"),
    REGULARISE("Regularise", "fewer --hidden, or fewer --epochs"),
    MORE_CAPACITY("More capacity", "another --model, more --hidden, or more --epochs"),
    HOLD_ROWS_OUT("Use a validation set", "--recipe lesson"),
    MORE_DATA("More data", "--data");

    private final String text;
    private final String options;

    Advice(String text, String options) {
      this.text = text;
      this.options = options;
    }

    /// The options that do it.
    String options() {
      return options;
    }

    @Override
    public String toString() {
      return text;
    }
  }

  /// Applies the rule.
  ///
  /// @param assessment what was measured, or null of a model that says what is no number
  /// @param heldOut whether there were validation rows that the model didn't learn from
  static Diagnosis of(Assessment assessment, boolean heldOut) {
    if (assessment == null) {
      return new Diagnosis(
          Advice.SMALLER_STEPS,
          "The training diverged: the loss is not a number, because the steps were too long.");
    }
    double training = assessment.trainingLoss();
    boolean heart = assessment.trainingAccuracy() > assessment.accuracy().high();
    if (heldOut && training < NEAR_ZERO && heart) {
      return new Diagnosis(
          Advice.REGULARISE,
          line(
              "Overfitting: the training loss is near zero, %.0f %% of the baseline loss, and the"
                  + " training accuracy is %.1f %%, but the 95 %% interval of the validation"
                  + " accuracy ends at %.1f %%.",
              100 * training,
              100 * assessment.trainingAccuracy(),
              100 * assessment.accuracy().high()));
    }
    if (training > CANNOT_FIT && !(heldOut && heart)) {
      return new Diagnosis(
          Advice.MORE_CAPACITY,
          line(
              "Underfitting: the training loss is still %.0f %% of the baseline loss%s.",
              100 * training,
              heldOut
                  ? ", and the accuracy on the validation set is about the same as on the training"
                      + " set"
                  : ""));
    }
    if (!heldOut) {
      return new Diagnosis(
          Advice.HOLD_ROWS_OUT,
          line(
              "It fits the training set, with a loss of %.0f %% of the baseline loss. Whether it"
                  + " generalises can only be measured on a validation set, which this recipe does"
                  + " not have.",
              100 * training));
    }
    return new Diagnosis(
        Advice.MORE_DATA,
        line(
            heart
                ? "The training accuracy, %2$.1f %%, is above the 95 %% interval of the validation"
                    + " accuracy, which ends at %3$.1f %%, while the training loss is %1$.0f %%"
                    + " of the baseline loss: more data would reduce the gap."
                : "It fits the training set, with a loss of %1$.0f %% of the baseline loss, and"
                    + " generalises: the training accuracy is %2$.1f %%, and the 95 %% interval"
                    + " of the validation accuracy ends at %3$.1f %%.",
            100 * training,
            100 * assessment.trainingAccuracy(),
            100 * assessment.accuracy().high()));
  }

  /// How much of the training loss the last tenth of the steps still took away; 0 if it rose.
  static double stillFalling(Run run) {
    double then = run.losses()[(int) (0.9 * run.losses().length)];
    return Math.max(0, 1 - run.loss() / then);
  }

  private static String line(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
