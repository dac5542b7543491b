package gradus.text.train;

import gradus.cli.InputException;
import gradus.nn.learn.Callback;
import gradus.nn.learn.Fit;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/// Evaluates a model during its training, ends the last epoch with the last step, and refuses
/// losses that are not numbers. The figures are notes, so that a checkpoint has those of all
/// evaluations.
final class Watch implements Callback {
  private final int steps;
  private final Supplier<Double> trainLoss;
  private final Path folder;
  private final Trainer.Listener listener;
  private final List<Evaluation> evaluations = new ArrayList<>();
  private long start;

  /// @param steps the number of steps of the training
  /// @param trainLoss evaluates the model on windows to learn from
  /// @param folder where the model is saved, for messages; null if it isn't
  Watch(int steps, Supplier<Double> trainLoss, Path folder, Trainer.Listener listener) {
    this.steps = steps;
    this.trainLoss = trainLoss;
    this.folder = folder;
    this.listener = listener;
  }

  List<Evaluation> evaluations() {
    return evaluations;
  }

  @Override
  public void beforeEpoch(Fit fit) {
    if (!evaluations.isEmpty()) {
      return;
    }
    start = System.nanoTime();
    if (fit.epoch() == 0) {
      evaluate(fit, 0, fit.learner().validate());
      return;
    }
    for (int i = 0; i <= fit.epoch(); i++) {
      evaluations.add(
          new Evaluation(
              (int) note(fit, i, "step"),
              note(fit, i, "train_loss"),
              note(fit, i, "valid_loss"),
              note(fit, i, "seconds")));
    }
    start -= (long) (1e9 * evaluations.getLast().seconds());
  }

  private static double note(Fit fit, int number, String figure) {
    return fit.notes().getOrDefault(key(number, figure), Double.NaN);
  }

  private static String key(int number, String figure) {
    return String.format(Locale.ROOT, "evaluation.%d.%s", number, figure);
  }

  private void evaluate(Fit fit, int step, Map<String, Double> heldOut) {
    Evaluation evaluation =
        new Evaluation(
            step, trainLoss.get(), heldOut.get("valid_loss"), (System.nanoTime() - start) / 1e9);
    check(evaluation.trainLoss() + evaluation.validLoss(), step);
    int number = evaluations.size();
    fit.notes().put(key(number, "step"), (double) step);
    fit.notes().put(key(number, "train_loss"), evaluation.trainLoss());
    fit.notes().put(key(number, "valid_loss"), evaluation.validLoss());
    fit.notes().put(key(number, "seconds"), evaluation.seconds());
    evaluations.add(evaluation);
    listener.evaluated(evaluation);
  }

  private void check(double loss, int step) {
    if (Double.isFinite(loss)) {
      return;
    }
    boolean saved = folder != null && evaluations.size() > 1;
    throw new InputException(
        String.format(
            Locale.ROOT,
            "the training diverged at step %d: its loss is not a number; try a smaller --lr%s",
            step,
            saved
                ? String.format(
                    Locale.ROOT,
                    "; %s has the model after %d steps",
                    folder,
                    evaluations.getLast().step())
                : ""));
  }

  @Override
  public void afterLoss(Fit fit) {
    check(fit.loss().item(), fit.step() + 1);
  }

  @Override
  public void afterStep(Fit fit) {
    listener.step(fit.step(), fit.loss().item());
    if (fit.step() + 1 == steps) {
      fit.endEpoch();
    }
  }

  @Override
  public void afterEpoch(Fit fit) {
    evaluate(fit, fit.step(), fit.results());
  }

  @Override
  public void afterFit(Fit fit) {
    // Where all steps were done before.
    beforeEpoch(fit);
  }
}
