package gradus.titanic;

import gradus.engine.Tensor;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// What `gradus titanic` tells.
final class Report {
  private static final int WIDTH = 92;
  private static final int MOST_LOSSES = 40;
  private static final int SHOWN_WEIGHTS = 4;

  private final PrintWriter out;
  private final boolean quiet;

  Report(PrintWriter out, boolean quiet) {
    this.out = out;
    this.quiet = quiet;
  }

  void data(PassengerList list, Recipe recipe, Recipe.Problem problem, String backend) {
    if (quiet) {
      return;
    }
    List<Passenger> all = list.passengers();
    long survivors = all.stream().filter(passenger -> passenger.survived() == 1).count();
    out.printf(
        "The Titanic: %d passengers (%s), of whom %d survived, %.0f %%.%n",
        all.size(), list.source(), survivors, 100.0 * survivors / all.size());
    out.printf("Recipe %s, backend %s.%n%n", recipe, backend);
    out.println("First the rows become numbers:");
    for (Step step : problem.preparation().steps()) {
      out.println("  " + step.describe());
    }
    List<String> columns = problem.preparation().columns();
    out.println("So a model sees " + columns.size() + " columns:");
    wrapped(columns.stream().toList(), ", ");
    if (recipe == Recipe.SPREADSHEET) {
      out.printf(
          "It learns from the %d rows with nothing missing, and is checked on the same rows.%n",
          problem.training().size());
    } else {
      out.printf(
          "It learns from %d rows; the other %d are held back, to check it on.%n",
          problem.training().size(), problem.validation().size());
    }
  }

  /// The notebook's first model, one step by hand, on all rows.
  void oneStep(double before, double after) {
    if (!quiet) {
      out.printf(
          "%nOne step by hand, linear model, all rows, rate 0.1: loss %.4f, then %.4f.%n"
              + "(As in the notebook, three backward passes have added up by then.)%n",
          before, after);
    }
  }

  void run(Run run, Recipe recipe, Recipe.Problem problem) {
    Plan plan = run.plan();
    double[] losses = run.losses();
    if (quiet) {
      out.printf(
          "%-14s  loss %.3f -> %.3f  accuracy %.4f%n",
          plan.name(), losses[0], losses[losses.length - 1], run.accuracy());
      return;
    }
    out.printf("%n%s: %s%n", plan.name(), plan.explanation());
    out.printf(
        "  %d parameters, %d epochs, learning rate %s; the %s before each step%s:%n",
        run.parameterCount(),
        plan.epochs(),
        plain(plan.lr()),
        recipe.lossName(),
        losses.length > MOST_LOSSES ? " (some of them)" : "");
    wrapped(shown(losses), " ");
    if (recipe == Recipe.SPREADSHEET) {
      out.printf("  the last one in full: %.9f%n", losses[losses.length - 1]);
    }
    if (!Double.isFinite(losses[losses.length - 1])) {
      out.println("  The loss has run away: try a smaller --lr.");
    }
    int rows = problem.validation().size();
    out.printf(
        "  accuracy on the %d %s: %.4f%n",
        rows,
        recipe == Recipe.SPREADSHEET ? "rows it learnt from" : "rows held back",
        run.accuracy());
    weights(run, problem.preparation().columns());
  }

  private static String plain(double number) {
    return number == Math.rint(number) ? "%.0f".formatted(number) : String.valueOf(number);
  }

  private static List<String> shown(double... losses) {
    int count = Math.min(losses.length, losses.length > MOST_LOSSES ? 12 : MOST_LOSSES);
    return IntStream.range(0, count)
        .mapToObj(i -> losses[count == 1 ? 0 : i * (losses.length - 1) / (count - 1)])
        .map("%.3f"::formatted)
        .toList();
  }

  private void wrapped(List<String> words, String separator) {
    StringBuilder line = new StringBuilder(" ");
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i) + (i < words.size() - 1 ? separator.strip() : "");
      if (line.length() + 1 + word.length() > WIDTH) {
        out.println(line);
        line = new StringBuilder(" ");
      }
      line.append(' ').append(word);
    }
    out.println(line);
  }

  /// A linear model's weights can be read; those of a network are many and mean nothing one by one.
  private void weights(Run run, List<String> columns) {
    Map<String, Tensor> parameters = run.model().parameters();
    Tensor first = parameters.values().iterator().next();
    if (!run.plan().family().equals("linear") || first.size() != columns.size()) {
      return;
    }
    double[] weights = first.toDoubles();
    List<Integer> order = new ArrayList<>(IntStream.range(0, weights.length).boxed().toList());
    order.sort(Comparator.comparingDouble(i -> -Math.abs(weights[i])));
    out.println("  the largest weights, and what they say:");
    for (int i : order.subList(0, Math.min(SHOWN_WEIGHTS, order.size()))) {
      out.printf(
          "    %-11s %8.3f  %s%n", columns.get(i), weights[i], meaning(columns.get(i), weights[i]));
    }
  }

  private static String meaning(String column, double weight) {
    String effect = weight > 0 ? "raises" : "lowers";
    String what =
        switch (column) {
          case "Age" -> "being older";
          case "LogFare" -> "a higher fare";
          case "SibSp" -> "siblings or a spouse aboard";
          case "Parch" -> "parents or children aboard";
          case "Const" -> "the constant, where everybody starts,";
          case "Sex_male" -> "being a man";
          case "Sex_female" -> "being a woman";
          case "Pclass_1", "Pclass_2", "Pclass_3" -> "travelling in class " + column.charAt(7);
          case "Embarked_C" -> "boarding in Cherbourg";
          case "Embarked_Q" -> "boarding in Queenstown";
          case "Embarked_S" -> "boarding in Southampton";
          default -> column;
        };
    return what + " " + effect + " the prediction";
  }

  void chosen(Run run, int of) {
    if (!quiet && of > 1) {
      out.printf("%nKept: %s, the most accurate.%n", run.plan().name());
    }
  }

  void wrote(Object file, String what) {
    if (!quiet) {
      out.printf("Wrote %s to %s%n", what, file);
    }
  }
}
