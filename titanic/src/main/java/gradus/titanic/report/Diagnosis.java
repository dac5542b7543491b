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
    HOLD_ROWS_OUT("Hold rows out", "--recipe lesson"),
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
          "The loss is no longer a number: the steps were so long that each overshot the last.");
    }
    double training = assessment.trainingLoss();
    boolean heart = assessment.trainingAccuracy() > assessment.accuracy().high();
    if (heldOut && training < NEAR_ZERO && heart) {
      return new Diagnosis(
          Advice.REGULARISE,
          line(
              "The training loss is near zero, %.0f %% of the guess’s, yet what holds for the"
                  + " training rows, right for %.1f %%, doesn’t for the validation rows: at most"
                  + " %.1f %%, the interval’s end. It has learned by heart.",
              100 * training,
              100 * assessment.trainingAccuracy(),
              100 * assessment.accuracy().high()));
    }
    if (training > CANNOT_FIT && !(heldOut && heart)) {
      return new Diagnosis(
          Advice.MORE_CAPACITY,
          line(
              "It hasn’t got hold of the rows that it learns from: the training loss is still"
                  + " %.0f %% of the guess’s%s.",
              100 * training,
              heldOut ? ", and it does about as well on rows that it hasn’t seen" : ""));
    }
    if (!heldOut) {
      return new Diagnosis(
          Advice.HOLD_ROWS_OUT,
          line(
              "It fits its rows, with a loss of %.0f %% of the guess’s; whether it has understood"
                  + " anything only other rows can tell, and this recipe keeps none.",
              100 * training));
    }
    return new Diagnosis(
        Advice.MORE_DATA,
        line(
            heart
                ? "It does better on the rows that it learns from, right for %2$.1f %%, than it can"
                    + " on others, at most %3$.1f %%, and is far from knowing them by heart, at"
                    + " %1$.0f %% of the guess’s loss: more rows would close the gap."
                : "It fits the training rows, with a loss of %1$.0f %% of the guess’s, and the"
                    + " validation rows tell no difference: right for %2$.1f %% of the ones and,"
                    + " the interval’s end, up to %3$.1f %% of the others.",
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
