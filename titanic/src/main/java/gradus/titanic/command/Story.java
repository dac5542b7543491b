package gradus.titanic.command;

import static java.util.stream.Collectors.joining;

import gradus.titanic.data.Column;
import gradus.titanic.data.Passengers;
import gradus.titanic.data.Table;
import gradus.titanic.recipe.Recipe;
import gradus.titanic.recipe.Run;
import gradus.titanic.recipe.Step;
import gradus.titanic.recipe.Weights;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// Prints the progress and the results of a run, with explanations.
final class Story {
  private static final int PLACES = 3;
  private static final int A_LINE = 10;
  private static final int ALL_UP_TO = 40;
  private static final int TOP = 5;

  private final PrintWriter out;
  private final boolean quiet;
  private final Recipe recipe;

  /// Creates a story.
  ///
  /// @param quiet whether to print only the results
  Story(PrintWriter out, boolean quiet, Recipe recipe) {
    this.out = out;
    this.quiet = quiet;
    this.recipe = recipe;
  }

  private void line(String format, Object... values) {
    if (!quiet) {
      out.println(String.format(Locale.ROOT, format, values));
    }
  }

  private void heading(String text) {
    line("");
    line("%s", text);
  }

  void begin(String backend, long seed) {
    line("Recipe %s, backend %s, seed %d", recipe.name(), backend, seed);
    recipe.about().forEach(text -> line("%s", text));
  }

  void data(Passengers passengers) {
    Table table = passengers.table();
    double survivors = Arrays.stream(passengers.survived()).sum();
    heading("The data");
    line(
        "  %d passengers of the Titanic, from %s. %.0f of them survived, %.1f %%.",
        table.rows(), passengers.source(), survivors, 100 * survivors / table.rows());
    line("  Columns: class (1 to 3), sex, age, siblings and spouses aboard (SibSp), parents and");
    line("  children aboard (Parch), fare, and port of embarkation. The target: survival.");
    String missing =
        table.columns().entrySet().stream()
            .filter(column -> column.getValue().missing() > 0)
            .map(column -> column.getKey() + " for " + column.getValue().missing())
            .collect(joining(", "));
    if (!missing.isEmpty()) {
      line("  Missing values: %s.", missing);
    }
  }

  void preparation(Recipe.Prepared prepared) {
    heading("The preparation: models need numbers, and learn best if these are small");
    List<Step> steps = prepared.preparation().steps();
    String filled =
        steps.stream().map(Story::filling).filter(text -> text != null).collect(joining(", "));
    line("  - Missing values are filled, usually with the mode: %s", filled);
    steps.stream()
        .filter(
            step ->
                filling(step) == null && !(step instanceof Step.Divide(_, double by) && by == 1))
        .forEach(step -> line("  - %s", step.describe()));
    line(
        "  The result has %d columns: %s.",
        prepared.columns().size(), String.join(", ", prepared.columns()));
    int training = prepared.training().size();
    double[] truth = prepared.validation().y().toDoubles();
    long died = Arrays.stream(truth).filter(survived -> survived == 0).count();
    if (prepared.heldOut()) {
      line(
          "  Training set: %d rows. Validation set: the other %d, which the models don't see, to",
          training, truth.length);
      line("  tell whether they generalise or overfit.");
    } else {
      line(
          "  Training set: %d rows, on which the accuracy is measured as well, like in the",
          training);
      line("  spreadsheet; without a validation set, it is too optimistic.");
    }
    line(
        "  Baseline: always predicting \"died\" is right for %.1f %%.",
        100.0 * died / truth.length);
  }

  private static String filling(Step step) {
    return switch (step) {
      case Step.FillNumber(String column, double value) -> column + " " + Column.text(value);
      case Step.FillWord(String column, String value) -> column + " " + value;
      default -> null;
    };
  }

  void byHand(double before, double after) {
    heading("One step of gradient descent by hand, on all rows, learning rate 0.1");
    line(
        "  With random coefficients the mean absolute error is %.4f. The gradient gives the",
        before);
    line("  direction in which it grows. After one step in the other direction it is %.4f.", after);
    line("  (By then the notebook has computed the gradient three times without zeroing it;");
    line(
        "  gradients accumulate, so the step is three times as long. \"gradus fit\" shows this on"
            + " purpose.)");
  }

  void model(int place, int count, Recipe.Plan plan) {
    heading(String.format(Locale.ROOT, "Model %d of %d: %s", place, count, plan.name()));
    line("  Architecture: %s", plan.about());
    line(
        "  Training: %d steps of gradient descent, learning rate %s%s; the loss is the %s.",
        plan.epochs(),
        Recipe.Plan.text(plan.lr()),
        recipe.momentum() > 0 ? ", momentum " + recipe.momentum() : "",
        recipe.loss());
  }

  /// The losses during training.
  final class Losses {
    private final int every;
    private final int epochs;
    private final List<String> row = new ArrayList<>();

    private Losses(int epochs) {
      this.epochs = epochs;
      // All if there are few, otherwise about twenty.
      this.every = epochs <= ALL_UP_TO ? 1 : (epochs + 2 * A_LINE - 1) / (2 * A_LINE);
    }

    /// Records a loss, and prints the line when it is full.
    void add(int epoch, double loss) {
      if (epoch % every == 0) {
        row.add(String.format(Locale.ROOT, "%." + PLACES + "f", loss));
      }
      if (row.size() == A_LINE || epoch == epochs - 1 && !row.isEmpty()) {
        int last = epoch - epoch % every;
        line("  from step %4d: %s", last - (row.size() - 1) * every + 1, String.join(" ", row));
        row.clear();
      }
    }
  }

  Losses losses(int epochs) {
    return new Losses(epochs);
  }

  void result(Run run, Recipe.Prepared prepared) {
    if (!run.isFinite()) {
      line("  The training diverged: the loss is not a number, because the steps were too long.");
      line("  Halve the learning rate (--lr) until the loss decreases.");
      return;
    }
    double first = run.losses()[0];
    line(
        "  With %d parameters the loss %s from %.4f to %s.",
        run.parameters(),
        run.loss() < first ? "decreased" : "INCREASED (try a smaller --lr)",
        first,
        loss(run, prepared));
    line(
        "  Predicted correctly: %d of %d %s, accuracy %.4f.",
        run.right(),
        run.checked(),
        prepared.heldOut() ? "rows of the validation set" : "rows",
        run.accuracy());
    line(
        run.plan().kind() == Recipe.Kind.LINEAR
            ? "  The largest weights:"
            : "  The largest slopes (how the prediction changes with a column, on average):");
    Weights.of(run, prepared).stream()
        .limit(TOP)
        .forEach(w -> line("    %-11s %7.3f  %s", w.column(), w.value(), w.meaning()));
  }

  /// Returns the last loss, for the spreadsheet with as many digits as its solver shows.
  private static String loss(Run run, Recipe.Prepared prepared) {
    return String.format(Locale.ROOT, prepared.heldOut() ? "%.4f" : "%.10f", run.loss());
  }

  /// Prints the results, also when quiet.
  void summary(List<Run> runs, Recipe.Prepared prepared) {
    heading("Summary");
    for (Run run : runs) {
      out.println(
          String.format(
              Locale.ROOT,
              "%-15s %4d parameters   loss %s   accuracy %.4f",
              run.plan().name(),
              run.parameters(),
              loss(run, prepared),
              run.accuracy()));
    }
  }

  void wrote(String what, Object file) {
    line("Wrote %s to %s", what, file);
  }

  void flush() {
    out.flush();
  }
}
