package gradus.titanic.report;

import gradus.titanic.recipe.Run;
import java.util.Locale;

/// Advice on what to try next for a model: the lesson's rule, with the measurements of this run.
///
/// @param advice the advice
/// @param why the measurements that led to it
record Diagnosis(Advice advice, String why) {
  /// Below this share of the baseline loss, the training loss is near zero.
  static final double NEAR_ZERO = 0.25;

  /// Above this share of the baseline loss, a model underfits.
  static final double CANNOT_FIT = 0.5;

  /// A model whose loss decreases by more than this share in the last tenth of the steps is still
  /// learning.
  static final double STILL_LEARNING = 0.02;

  /// The possible advice, in the order in which the rules are checked.
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

    /// Returns the command line options for it.
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
  /// @param assessment the measurements, or null for a model that diverged
  /// @param heldOut whether there is a validation set
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

  /// Returns the share of the training loss that the last tenth of the steps removed; 0 if it
  /// increased.
  static double stillFalling(Run run) {
    double then = run.losses()[(int) (0.9 * run.losses().length)];
    return Math.max(0, 1 - run.loss() / then);
  }

  private static String line(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
