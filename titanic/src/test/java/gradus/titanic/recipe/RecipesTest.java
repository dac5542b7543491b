package gradus.titanic.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import gradus.cli.InputException;
import gradus.engine.Backends;
import gradus.engine.Tensor;
import gradus.titanic.data.Passengers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The figures that the lesson published, and those that this project states.
class RecipesTest {
  private static List<Run> runs(Recipe recipe, String backend, Recipe.Kind... kinds) {
    return runs(recipe, backend, Recipe.Settings.DEFAULT, kinds);
  }

  private static List<Run> runs(
      Recipe recipe, String backend, Recipe.Settings settings, Recipe.Kind... kinds) {
    return Backends.using(
        Backends.named(backend),
        () -> {
          Recipe.Prepared prepared = recipe.prepare(Passengers.embedded());
          List<Run> runs = new ArrayList<>();
          for (Recipe.Plan plan : recipe.plans(List.of(kinds), settings)) {
            runs.add(Run.train(recipe, plan, prepared, settings.seed(), (_, _) -> {}));
          }
          return runs;
        });
  }

  private static Run run(Recipe recipe, String backend, Recipe.Kind kind, String name) {
    return runs(recipe, backend, kind).stream()
        .filter(run -> run.plan().name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static String losses(Run run) {
    return String.join(
        " ",
        Arrays.stream(run.losses())
            .mapToObj(loss -> String.format(Locale.ROOT, "%.3f", loss))
            .toList());
  }

  @Test
  void theSplitIsTheLessons() {
    Split split = Split.of(Passengers.embedded());
    assertThat(split.validation()).hasSize(178).startsWith(303, 778, 531, 385, 134, 476, 691, 443);
    assertThat(split.training()).hasSize(713).doesNotContain(split.validation());
  }

  @ParameterizedTest
  @CsvSource({
    "reference, LINEAR, linear,         18, 0.536, 0.289, 0.7865, 12",
    "simd,      LINEAR, linear,         18, 0.536, 0.289, 0.7865, 12",
    "reference, LINEAR, linear-sigmoid, 30, 0.510, 0.194, 0.8258, 12",
    "simd,      LINEAR, linear-sigmoid, 30, 0.510, 0.194, 0.8258, 12",
    "reference, LINEAR, matmul-sigmoid, 30, 0.512, 0.194, 0.8258, 12",
    "simd,      LINEAR, matmul-sigmoid, 30, 0.512, 0.194, 0.8258, 12",
    "reference, NET,    net-1.4,        30, 0.543, 0.220, ,       261",
    "simd,      NET,    net-1.4,        30, 0.543, 0.220, ,       261",
    "reference, NET,    net-20,         30, 0.543, 0.192, 0.8258, 261",
    "simd,      NET,    net-20,         30, 0.543, 0.192, 0.8258, 261",
    "reference, DEEP,   deep,           30, 0.521, 0.195, 0.8258, 233",
    "simd,      DEEP,   deep,           30, 0.521, 0.195, 0.8258, 233"
  })
  void notebook(
      String backend,
      Recipe.Kind kind,
      String name,
      int epochs,
      String first,
      String last,
      String accuracy,
      int parameters) {
    Run run = run(new NotebookRecipe(), backend, kind, name);
    assertThat(run.losses()).hasSize(epochs);
    assertThat(losses(run)).startsWith(first).endsWith(last);
    assertThat(run.parameters()).isEqualTo(parameters);
    if (accuracy != null) {
      assertThat(String.format(Locale.ROOT, "%.4f", run.accuracy())).isEqualTo(accuracy);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"reference", "simd"})
  void theNotebooksDeepNetLingersOnAPlateau(String backend) {
    double[] losses = run(new NotebookRecipe(), backend, Recipe.Kind.DEEP, "deep").losses();
    assertThat(Arrays.stream(losses, 5, 15).boxed())
        .allSatisfy(loss -> assertThat(loss).isEqualTo(0.378, within(1e-3)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"reference", "simd"})
  void theNotebooksStepByHand(String backend) {
    double[] losses =
        Backends.using(
            Backends.named(backend), () -> NotebookRecipe.byHand(Passengers.embedded(), 442));
    assertThat(losses[0]).isEqualTo(0.5382, within(5e-5));
    assertThat(losses[1]).isEqualTo(0.4945, within(5e-5));
  }

  @Test
  void theLossOnTheValidationRowsIsNotedBeforeEachStepAndAfterTheLast() {
    Recipe recipe = new LessonRecipe();
    Recipe.Prepared prepared = recipe.prepare(Passengers.embedded());
    List<Run> runs = new ArrayList<>();
    for (int epochs = 1; epochs <= 3; epochs++) {
      Recipe.Settings settings =
          new Recipe.Settings(
              OptionalInt.of(epochs), OptionalDouble.empty(), OptionalInt.empty(), Recipe.SEED);
      Recipe.Plan plan = recipe.plans(List.of(Recipe.Kind.NET), settings).getFirst();
      runs.add(Run.watched(recipe, plan, prepared, Recipe.SEED, (_, _) -> {}));
    }
    double[] watched = runs.getLast().validation();
    assertThat(watched).hasSize(4);
    for (Run run : runs) {
      // What the model of so many steps says at the end, the longer run must have met on its way.
      double[] predicted = Run.predict(run.model(), prepared.validation().x());
      double[] truth = prepared.validation().y().toDoubles();
      double squares = 0;
      for (int row = 0; row < truth.length; row++) {
        squares += Math.pow(predicted[row] - truth[row], 2);
      }
      assertThat(watched[run.losses().length]).isEqualTo(squares / truth.length, within(1e-6));
    }
    assertThat(watched[0]).isGreaterThan(watched[1]);
  }

  @Test
  void theNotebookPreparesTheLessonsColumns() {
    Recipe.Prepared prepared = new NotebookRecipe().prepare(Passengers.embedded());
    assertThat(prepared.columns())
        .containsExactly(
            "Age",
            "SibSp",
            "Parch",
            "LogFare",
            "Sex_male",
            "Sex_female",
            "Pclass_1",
            "Pclass_2",
            "Pclass_3",
            "Embarked_C",
            "Embarked_Q",
            "Embarked_S");
    assertThat(prepared.preparation().steps())
        .contains(
            new Step.FillNumber("Age", 24),
            new Step.FillWord("Embarked", "S"),
            new Step.FillNumber("Fare", 0),
            new Step.Divide("Age", 80));
  }

  @ParameterizedTest
  @ValueSource(strings = {"reference", "simd"})
  void theSpreadsheetsLinearModelIsTheBestThereIs(String backend) {
    Run run = run(new SpreadsheetRecipe(), backend, Recipe.Kind.LINEAR, "linear");
    double[] losses = run.losses();
    assertThat(losses[losses.length - 1]).isEqualTo(0.144227149, within(1e-8));
    assertThat(run.checked()).isEqualTo(712);
    double[] optimum = {
      -0.054934, -0.013926, -0.512118, 0.04874, 0.352609, 0.182842, 0.030715, 0.096811, -0.483065,
      0.694416
    };
    double[] weights = run.model().parameters().get("weights").toDoubles();
    for (int i = 0; i < optimum.length; i++) {
      assertThat(weights[i]).isEqualTo(optimum[i], within(1e-4));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"reference", "simd"})
  void theSpreadsheetsTwoReLUsBeatItsSolver(String backend) {
    List<Run> runs = runs(new SpreadsheetRecipe(), backend, Recipe.Kind.NET);
    for (Run run : runs) {
      assertThat(run.parameters()).isEqualTo(20);
      assertThat(run.losses()[run.losses().length - 1]).isLessThanOrEqualTo(0.1431520964);
      assertThat(run.loss()).isEqualTo(0.13276, within(2e-4));
    }
    // The sums one by one, or as one matrix product.
    assertThat(runs.getFirst().losses()[99]).isEqualTo(runs.get(1).losses()[99], within(1e-9));
  }

  @ParameterizedTest
  @CsvSource({
    "reference, LINEAR, 0.1427, 0.8090",
    "simd,      LINEAR, 0.1427, 0.8090",
    "reference, NET,    0.1262, 0.8202",
    "simd,      NET,    0.1262, 0.8202",
    "reference, DEEP,   0.1251, 0.8034",
    "simd,      DEEP,   0.1251, 0.8034"
  })
  void lesson(String backend, Recipe.Kind kind, double loss, double accuracy) {
    Run run = runs(new LessonRecipe(), backend, kind).getFirst();
    assertThat(run.loss()).isEqualTo(loss, within(2e-4));
    // A row on the fence may fall to either side on another processor.
    assertThat(run.accuracy()).isEqualTo(accuracy, within(1.5 / 178));
    assertThat(run.checked()).isEqualTo(178);
  }

  @Test
  void theLessonIsFittedToTheTrainingRowsOnly() {
    Passengers all = Passengers.embedded();
    Split split = Split.of(all);
    double[] ages = all.table().select(split.training()).numbers("Age");
    double mean = Arrays.stream(ages).map(age -> Double.isNaN(age) ? 24 : age).average().orElse(0);
    Step.Standardise step =
        new LessonRecipe()
            .prepare(all).preparation().steps().stream()
                .filter(Step.Standardise.class::isInstance)
                .map(Step.Standardise.class::cast)
                .findFirst()
                .orElseThrow();
    assertThat(step.mean()).isEqualTo(mean, within(1e-9));
  }

  @Test
  void settingsTakeTheRecipesPlace() {
    Recipe.Settings settings =
        new Recipe.Settings(OptionalInt.of(3), OptionalDouble.of(5), OptionalInt.of(7), 1);
    Run run = runs(new NotebookRecipe(), "reference", settings, Recipe.Kind.NET).getFirst();
    assertThat(run.plan().name()).isEqualTo("net-5");
    assertThat(run.losses()).hasSize(3);
    assertThat(run.parameters()).isEqualTo(12 * 7 + 7 + 1);
    Run other = run(new NotebookRecipe(), "reference", Recipe.Kind.NET, "net-1.4");
    assertThat(run.losses()[0]).isNotEqualTo(other.losses()[0]);
  }

  @Test
  void theLargestWeightsAreFirstAndWomenComeOutAhead() {
    Recipe recipe = new NotebookRecipe();
    Recipe.Prepared prepared = recipe.prepare(Passengers.embedded());
    List<Weights> weights =
        Weights.of(
            run(recipe, Backends.current().name(), Recipe.Kind.LINEAR, "linear-sigmoid"), prepared);
    assertThat(weights).hasSize(12);
    assertThat(weights.getFirst().column()).isEqualTo("Sex_male");
    assertThat(weights.getFirst().meaning()).startsWith("being male lowers the probability");
    for (int i = 1; i < weights.size(); i++) {
      assertThat(Math.abs(weights.get(i).value()))
          .isLessThanOrEqualTo(Math.abs(weights.get(i - 1).value()));
    }
    // Of the three classes, which share a part, the third is behind though its weight is positive.
    Weights third =
        Weights.of(run(recipe, Backends.current().name(), Recipe.Kind.LINEAR, "linear"), prepared)
            .stream()
            .filter(w -> w.column().equals("Pclass_3"))
            .findFirst()
            .orElseThrow();
    assertThat(third.value()).isPositive();
    assertThat(third.meaning()).contains("lowers");
  }

  @Test
  void aNetsSlopesAreThoseOfItsPredictions() {
    Recipe recipe = new LessonRecipe();
    Recipe.Prepared prepared = recipe.prepare(Passengers.embedded());
    Run run = run(recipe, Backends.current().name(), Recipe.Kind.NET, "net");
    Weights male =
        Weights.of(run, prepared).stream()
            .filter(w -> w.column().equals("Sex_male"))
            .findFirst()
            .orElseThrow();
    // The mean prediction, a little further along the column.
    float[] nudge = new float[prepared.columns().size()];
    nudge[prepared.columns().indexOf("Sex_male")] = 1e-3f;
    double before = mean(run, prepared.training().x());
    double after = mean(run, prepared.training().x().add(Tensor.of(nudge)));
    assertThat((after - before) / 1e-3).isEqualTo(male.value(), within(5e-3));
  }

  private static double mean(Run run, Tensor x) {
    return Arrays.stream(Run.predict(run.model(), x)).average().orElseThrow();
  }

  @Test
  void aKindThatARecipeLacks() {
    assertThatThrownBy(() -> runs(new SpreadsheetRecipe(), "reference", Recipe.Kind.DEEP))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("no deep model");
  }
}
