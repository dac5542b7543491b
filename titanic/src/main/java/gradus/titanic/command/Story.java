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

/// Tells the lesson while it happens.
final class Story {
  private static final int PLACES = 3;
  private static final int A_LINE = 10;
  private static final int ALL_UP_TO = 40;
  private static final int TOP = 5;

  private final PrintWriter out;
  private final boolean quiet;
  private final Recipe recipe;

  /// A story.
  ///
  /// @param quiet whether to tell only the results
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
    line(
        "  Known of each: class (1 to 3), sex, age, brothers, sisters and spouses aboard (SibSp),");
    line("  parents and children aboard (Parch), fare, and port. The question: who survives?");
    String missing =
        table.columns().entrySet().stream()
            .filter(column -> column.getValue().missing() > 0)
            .map(column -> column.getKey() + " for " + column.getValue().missing())
            .collect(joining(", "));
    if (!missing.isEmpty()) {
      line("  Not known: %s.", missing);
    }
  }

  void preparation(Recipe.Prepared prepared) {
    heading("The preparation: a model takes numbers only, and likes them small");
    List<Step> steps = prepared.preparation().steps();
    String filled =
        steps.stream().map(Story::filling).filter(text -> text != null).collect(joining(", "));
    line("  - Gaps are filled, as a rule with the most common value: %s", filled);
    steps.stream()
        .filter(
            step ->
                filling(step) == null && !(step instanceof Step.Divide(_, double by) && by == 1))
        .forEach(step -> line("  - %s", step.describe()));
    line(
        "  That makes %d columns: %s.",
        prepared.columns().size(), String.join(", ", prepared.columns()));
    int training = prepared.training().size();
    double[] truth = prepared.validation().y().toDoubles();
    long died = Arrays.stream(truth).filter(survived -> survived == 0).count();
    if (prepared.heldOut()) {
      line(
          "  The models learn from %d rows. The other %d, the validation rows, they don't see:",
          training, truth.length);
      line("  those tell whether a model has understood something or just learned by heart.");
    } else {
      line(
          "  The models learn from %d rows, and are checked on the same: the spreadsheet",
          training);
      line("  keeps none aside, so its accuracy flatters.");
    }
    line(
        "  To beat: who always says \"died\" is right for %.4f of them.",
        (double) died / truth.length);
  }

  private static String filling(Step step) {
    return switch (step) {
      case Step.FillNumber(String column, double value) -> column + " " + Column.text(value);
      case Step.FillWord(String column, String value) -> column + " " + value;
      default -> null;
    };
  }

  void byHand(double before, double after) {
    heading("One step by hand, on all rows, learning rate 0.1");
    line(
        "  Random coefficients are wrong by %.4f on average. The gradient says for each of",
        before);
    line("  them which way is worse. One step the other way, and they are wrong by %.4f.", after);
    line("  (The notebook has computed the gradient three times by then and never zeroed it;");
    line(
        "  gradients add up, so its step is three times as long. \"gradus fit\" does that on"
            + " purpose.)");
  }

  void model(int place, int count, Recipe.Plan plan) {
    heading(String.format(Locale.ROOT, "Model %d of %d: %s", place, count, plan.name()));
    line("  It is %s", plan.about());
    line(
        "  Learning: %d steps of gradient descent, learning rate %s%s; the loss is the %s.",
        plan.epochs(),
        Recipe.Plan.text(plan.lr()),
        recipe.momentum() > 0 ? ", momentum " + recipe.momentum() : "",
        recipe.loss());
  }

  /// The losses as they come.
  final class Losses {
    private final int every;
    private final int epochs;
    private final List<String> row = new ArrayList<>();

    private Losses(int epochs) {
      this.epochs = epochs;
      // All where they are few; else about twenty.
      this.every = epochs <= ALL_UP_TO ? 1 : (epochs + 2 * A_LINE - 1) / (2 * A_LINE);
    }

    /// Takes note of a loss, and prints it when its line is full.
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
      line("  The loss is no longer a number: the steps were so long that each overshot the last.");
      line("  Halve the learning rate (--lr) until it goes down.");
      return;
    }
    double first = run.losses()[0];
    line(
        "  With %d parameters the loss went %s, from %.4f to %s.",
        run.parameters(),
        run.loss() < first ? "down" : "UP (try a smaller --lr)",
        first,
        loss(run, prepared));
    line(
        "  The prediction is right for %d of %d %s: accuracy %.4f.",
        run.right(),
        run.checked(),
        prepared.heldOut() ? "validation rows" : "rows",
        run.accuracy());
    line(
        run.plan().kind() == Recipe.Kind.LINEAR
            ? "  Its largest weights, and what they say:"
            : "  Its largest weights, multiplied through the layers (how the prediction changes"
                + " with a column):");
    Weights.of(run, prepared).stream()
        .limit(TOP)
        .forEach(w -> line("    %-11s %7.3f  %s", w.column(), w.value(), w.meaning()));
  }

  /// The last loss; of the spreadsheet with as many digits as its solver shows.
  private static String loss(Run run, Recipe.Prepared prepared) {
    return String.format(Locale.ROOT, prepared.heldOut() ? "%.4f" : "%.10f", run.loss());
  }

  /// What came out: also when quiet.
  void summary(List<Run> runs, Recipe.Prepared prepared) {
    heading("In short");
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
