package gradus.titanic.recipe;

import gradus.engine.Gradients;
import gradus.engine.Tensor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/// The influence of each column on a trained model.
///
/// @param column the column
/// @param value its weight; for a model with hidden layers, the slope of the prediction in the
///   column, averaged over the rows
/// @param effect the same, minus the mean of the columns that exclude each other, such as the three
///   classes, because only their differences are meaningful
public record Weights(String column, double value, double effect) {
  /// The meaning of a larger value of a column.
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

  /// The constant column, whose weight is not about passengers.
  private static final String CONSTANT = "Const";

  /// {@return the weights of a trained model, the largest first, without that of the constant}
  ///
  /// @param run the model
  /// @param prepared the data that it was trained on
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

  /// Returns the mean weight of the one-hot columns of a property, if each row has a 1 in exactly
  /// one of them; otherwise 0.
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

  /// The backward pass that computes gradients of weights also computes gradients of inputs.
  private static double[] slopes(Run run, Tensor rows) {
    Tensor x = rows.detach().requiresGrad(true);
    Tensor sum = run.model().forward(x).sum();
    return Gradients.of(sum, x).getFirst().mean(0).toDoubles();
  }

  /// {@return an interpretation in words}
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
