package gradus.titanic.recipe;

import gradus.engine.Gradients;
import gradus.engine.Tensor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/// What a trained model has learned of each column.
///
/// @param column the column
/// @param value its weight; for a model with hidden layers, how much the prediction changes with
///   the column, on average over the rows
/// @param effect the same, but less what columns share of which each row has exactly one, as the
///   three classes do: such a weight says something only next to the others
public record Weights(String column, double value, double effect) {
  /// What a larger value of a column means.
  private static final Map<String, String> MEANINGS =
      Map.ofEntries(
          Map.entry("Age", "a higher age"),
          Map.entry("SibSp", "each sibling or spouse aboard"),
          Map.entry("Parch", "each parent or child aboard"),
          Map.entry("LogFare", "a higher fare"),
          Map.entry("Log10Fare", "a higher fare"),
          Map.entry("Sex_male", "being male"),
          Map.entry("Sex_female", "being female"),
          Map.entry("Pclass_1", "a first-class ticket"),
          Map.entry("Pclass_2", "a second-class ticket"),
          Map.entry("Pclass_3", "a third-class ticket"),
          Map.entry("Embarked_S", "boarding in Southampton"),
          Map.entry("Embarked_C", "boarding in Cherbourg"),
          Map.entry("Embarked_Q", "boarding in Queenstown"));

  /// The column that is always 1: its weight says nothing of passengers.
  private static final String CONSTANT = "Const";

  /// {@return a trained model's weights, the largest first, without the constant's}
  ///
  /// @param run the model
  /// @param prepared what it has learned from
  public static List<Weights> of(Run run, Recipe.Prepared prepared) {
    double[] values =
        run.plan().kind() == Recipe.Kind.LINEAR
            ? run.model().parameters().values().iterator().next().toDoubles()
            : slopes(run, prepared.training().x());
    List<String> columns = prepared.columns();
    List<Weights> weights = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      if (!columns.get(i).equals(CONSTANT)) {
        double shared = shared(columns, values, i, prepared.training().x());
        weights.add(new Weights(columns.get(i), values[i], values[i] - shared));
      }
    }
    weights.sort(Comparator.comparingDouble((Weights w) -> -Math.abs(w.value)));
    return weights;
  }

  /// The mean weight of the dummies of one property, if each row has a 1 in one of them; else 0.
  private static double shared(List<String> columns, double[] values, int column, Tensor x) {
    String property = columns.get(column).replaceFirst("_[^_]*$", "_");
    int[] group =
        IntStream.range(0, values.length)
            .filter(i -> property.endsWith("_") && columns.get(i).startsWith(property))
            .toArray();
    boolean complete =
        group.length > 1 && x.indexSelect(1, Tensor.of(group)).sum(1).eq(1).min().item() == 1;
    return complete ? IntStream.of(group).mapToDouble(i -> values[i]).average().orElseThrow() : 0;
  }

  /// The same walk back through the graph that gave the weights' gradients gives the inputs'.
  private static double[] slopes(Run run, Tensor rows) {
    Tensor x = rows.detach().requiresGrad(true);
    Tensor sum = run.model().forward(x).sum();
    return Gradients.of(sum, x).getFirst().mean(0).toDoubles();
  }

  /// {@return what it says, in words}
  public String meaning() {
    String subject = MEANINGS.getOrDefault(column, "more of it");
    return String.format(
        Locale.ROOT,
        "%s %s the probability%s",
        subject,
        effect < 0 ? "lowers" : "raises",
        effect == value ? "" : ", relative to the alternatives");
  }
}
