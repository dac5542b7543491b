package gradus.titanic.report;

import static java.util.stream.Collectors.joining;

import gradus.cli.figures.Exhibit;
import gradus.cli.figures.Exhibit.Figures;
import gradus.cli.figures.Plots;
import gradus.titanic.data.Column;
import gradus.titanic.data.Passengers;
import gradus.titanic.data.Table;
import gradus.titanic.figures.Histogram;
import gradus.titanic.recipe.Recipe;
import gradus.titanic.recipe.Step;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// The section of a report about the data and its preparation.
///
/// @param source the source of the passengers
/// @param passengers the number of passengers
/// @param survivors the number of survivors
/// @param share the survival rate in per cent
/// @param groups the survival rate by sex and class
/// @param missing the missing values
/// @param leftOut the number of passengers that the recipe leaves out
/// @param steps the effects of the steps of the preparation
/// @param before charts of columns before and after a step
/// @param columns the inputs of the models
record DataSection(
    String source,
    int passengers,
    int survivors,
    String share,
    Exhibit groups,
    Figures missing,
    int leftOut,
    Figures steps,
    List<Exhibit> before,
    String columns) {
  /// The maximum number of words of a column in a chart.
  private static final int MOST = 4;

  /// Returns whether there are missing values.
  boolean anyMissing() {
    return !missing.rows().isEmpty();
  }

  /// Returns whether passengers are left out.
  boolean anyLeftOut() {
    return leftOut > 0;
  }

  static DataSection of(Recipe recipe, Passengers passengers, Recipe.Prepared prepared) {
    Table all = passengers.table();
    int survivors = (int) Arrays.stream(passengers.survived()).sum();
    List<List<String>> steps = new ArrayList<>();
    List<Exhibit> before = new ArrayList<>();
    Table table = recipe.rows(passengers);
    int leftOut = all.rows() - table.rows();
    if (leftOut > 0) {
      before.addAll(leftOut(all));
    }
    for (Step step : prepared.preparation().steps()) {
      Table after = step.apply(table);
      if (!(step instanceof Step.Divide(_, double by) && by == 1)) {
        steps.add(List.of(step.describe(), effect(step, table, after)));
      }
      before.addAll(pictures(step, table, after));
      table = after;
    }
    return new DataSection(
        passengers.source(),
        all.rows(),
        survivors,
        Exhibit.percent((double) survivors / all.rows()),
        groups(passengers),
        missing(all),
        leftOut,
        new Figures(List.of("Step", "Effect"), steps, true),
        before,
        String.join(", ", prepared.columns()));
  }

  private static Figures missing(Table table) {
    return new Figures(
        List.of("Column", "Missing values", "Share"),
        table.columns().entrySet().stream()
            .filter(column -> column.getValue().missing() > 0)
            .map(
                column ->
                    List.of(
                        column.getKey(),
                        String.valueOf(column.getValue().missing()),
                        Exhibit.percent((double) column.getValue().missing() / table.rows())))
            .toList());
  }

  private static Exhibit groups(Passengers passengers) {
    List<String> sexes = passengers.table().words("Sex");
    List<String> classes = passengers.table().words("Pclass");
    List<String> someClasses = common(classes);
    List<Plots.Bars> bars = new ArrayList<>();
    List<List<String>> rows = new ArrayList<>();
    for (String sex : common(sexes)) {
      List<Double> shares = new ArrayList<>();
      for (String kind : someClasses) {
        IntPredicate member = row -> sex.equals(sexes.get(row)) && kind.equals(classes.get(row));
        int count = count(passengers, member, false);
        int survivors = count(passengers, member, true);
        shares.add(count == 0 ? null : (double) survivors / count);
        rows.add(group(sex + ", class " + kind, survivors, count));
      }
      bars.add(new Plots.Bars(Exhibit.label(sex), shares, bars.size()));
    }
    for (String sex : common(sexes)) {
      IntPredicate member = row -> sex.equals(sexes.get(row));
      rows.add(
          group(sex + ", all", count(passengers, member, true), count(passengers, member, false)));
    }
    rows.add(group("everyone", count(passengers, _ -> true, true), passengers.survived().length));
    String summary =
        rows.stream()
            .map(row -> String.format(Locale.ROOT, "%s %s", row.get(0), row.get(3)))
            .collect(joining("; "));
    return new Exhibit(
        Plots.bars(
            new Plots.Frame(
                "survivors.png",
                "Bar chart of the survival rate by class and sex: " + summary + ".",
                "Survival rate",
                "",
                "survival rate",
                true,
                true),
            someClasses.stream().map(kind -> "class " + Exhibit.label(kind)).toList(),
            false,
            bars),
        "The survival rate, by sex and class.",
        new Figures(List.of("Who", "Survived", "Of", "Share"), rows));
  }

  private static List<String> group(String who, int survivors, int count) {
    return List.of(
        who,
        String.valueOf(survivors),
        String.valueOf(count),
        count == 0 ? "–" : Exhibit.percent((double) survivors / count));
  }

  private static int count(Passengers passengers, IntPredicate member, boolean survived) {
    return (int)
        IntStream.range(0, passengers.survived().length)
            .filter(member)
            .filter(row -> !survived || passengers.survived()[row] == 1)
            .count();
  }

  /// Returns the most common words, in alphabetical order.
  private static List<String> common(List<String> words) {
    Map<String, Long> counts =
        words.stream()
            .filter(Objects::nonNull)
            .collect(Collectors.groupingBy(word -> word, TreeMap::new, Collectors.counting()));
    return counts.entrySet().stream()
        .sorted(Comparator.comparing((Map.Entry<String, Long> entry) -> -entry.getValue()))
        .limit(MOST)
        .map(Map.Entry::getKey)
        .sorted()
        .toList();
  }

  /// Describes the effect of a step on the rows.
  private static String effect(Step step, Table before, Table after) {
    return switch (step) {
      case Step.FillNumber(String column, _) -> filled(before.column(column).missing());
      case Step.FillWord(String column, _) -> filled(before.column(column).missing());
      case Step.Log(String column, String into, _) ->
          ranges(before.numbers(column), after.numbers(into));
      case Step.Divide(String column, _) -> ranges(before.numbers(column), after.numbers(column));
      case Step.Standardise(String column, _, _) ->
          ranges(before.numbers(column), after.numbers(column));
      case Step.Dummies(String column, List<String> values) ->
          values.stream()
              .map(
                  value ->
                      String.format(
                          Locale.ROOT,
                          "%s: %.0f",
                          value,
                          Arrays.stream(after.numbers(column + "_" + value)).sum()))
              .collect(joining(", "));
      case Step.Constant _, Step.Select _ -> "";
    };
  }

  private static String filled(int gaps) {
    return gaps == 0
        ? "no missing values"
        : gaps + (gaps == 1 ? " missing value" : " missing values") + " filled";
  }

  private static String ranges(double[] before, double... after) {
    return String.format(Locale.ROOT, "%s, now %s", range(before), range(after));
  }

  private static String range(double... values) {
    return String.format(
        Locale.ROOT,
        "%s to %s",
        rounded(Arrays.stream(values).min().orElse(0)),
        rounded(Arrays.stream(values).max().orElse(0)));
  }

  private static String rounded(double value) {
    return Column.text(Math.round(100 * value) / 100.0);
  }

  private static List<Exhibit> pictures(Step step, Table before, Table after) {
    return switch (step) {
      case Step.FillNumber(String column, double value) when before.column(column).missing() > 0 ->
          List.of(
              parts(
                  "filled-" + column.toLowerCase(Locale.ROOT) + ".png",
                  column + ", missing values filled",
                  String.format(
                      Locale.ROOT,
                      "%s is known for %d passengers. The missing values of the other %d are filled"
                          + " with %s.",
                      column,
                      before.rows() - before.column(column).missing(),
                      before.column(column).missing(),
                      Column.text(value)),
                  column,
                  List.of("known", "filled in"),
                  before.numbers(column),
                  filledIn(before.numbers(column), value)));
      case Step.Log(String column, String into, _) ->
          List.of(
              parts(
                  "before-" + column.toLowerCase(Locale.ROOT) + ".png",
                  column + ", before",
                  "The distribution is skewed: a few large values stretch the axis.",
                  column,
                  List.of("passengers"),
                  before.numbers(column)),
              parts(
                  "after-" + into.toLowerCase(Locale.ROOT) + ".png",
                  into + ", after",
                  String.format(Locale.ROOT, "The logarithm of %s + 1 is less skewed.", column),
                  into,
                  List.of("passengers"),
                  after.numbers(into)));
      default -> List.of();
    };
  }

  private static double[] filledIn(double[] values, double value) {
    return Arrays.stream(values).map(x -> Double.isNaN(x) ? value : Double.NaN).toArray();
  }

  /// Draws the columns with missing values, if rows with missing values are left out.
  private static List<Exhibit> leftOut(Table table) {
    boolean[] complete = new boolean[table.rows()];
    IntStream.of(table.completeRows()).forEach(row -> complete[row] = true);
    List<Exhibit> exhibits = new ArrayList<>();
    table
        .columns()
        .forEach(
            (name, column) -> {
              if (column instanceof Column.Numbers(double[] values) && column.missing() > 0) {
                double[] kept = values.clone();
                double[] out = values.clone();
                for (int row = 0; row < complete.length; row++) {
                  (complete[row] ? out : kept)[row] = Double.NaN;
                }
                exhibits.add(
                    parts(
                        "kept-" + name.toLowerCase(Locale.ROOT) + ".png",
                        name + ", rows with missing values left out",
                        String.format(
                            Locale.ROOT,
                            "%d passengers without a value for %s are left out, as are those with"
                                + " other missing values.",
                            column.missing(),
                            name),
                        name,
                        List.of("kept", "left out"),
                        kept,
                        out));
              }
            });
    return exhibits;
  }

  /// Draws a stacked histogram.
  private static Exhibit parts(
      String file,
      String title,
      String caption,
      String column,
      List<String> names,
      double[]... parts) {
    Histogram ranges =
        Histogram.over(Arrays.stream(parts).flatMapToDouble(Arrays::stream).toArray());
    List<String> labels = ranges.starts().stream().map(Column::text).toList();
    List<Plots.Bars> bars = new ArrayList<>();
    List<Histogram> counted = Arrays.stream(parts).map(ranges::count).toList();
    for (Histogram histogram : counted) {
      bars.add(
          new Plots.Bars(
              names.get(bars.size()),
              histogram.counts().stream().map(Integer::doubleValue).toList(),
              bars.size()));
    }
    List<String> heads = new ArrayList<>(List.of(column + " from"));
    heads.addAll(names);
    List<List<String>> rows = new ArrayList<>();
    for (int range = 0; range < labels.size(); range++) {
      List<String> row = new ArrayList<>(List.of(labels.get(range)));
      for (Histogram histogram : counted) {
        row.add(String.valueOf(histogram.counts().get(range)));
      }
      rows.add(row);
    }
    int most =
        IntStream.range(0, labels.size())
            .boxed()
            .max(
                Comparator.comparingInt(
                    range -> counted.stream().mapToInt(h -> h.counts().get(range)).sum()))
            .orElse(0);
    return new Exhibit(
        Plots.bars(
            new Plots.Frame(
                file,
                String.format(
                    Locale.ROOT,
                    "Histogram of %s for %d passengers, from %s; the mode is between %s and %s.",
                    column,
                    counted.stream().mapToInt(Histogram::total).sum(),
                    labels.getFirst(),
                    labels.get(most),
                    Column.text(ranges.from() + (most + 1) * ranges.width())),
                title,
                column,
                "passengers",
                false,
                names.size() > 1),
            labels,
            true,
            bars),
        caption,
        new Figures(heads, rows));
  }
}
