package gradus.lab;

import static org.assertj.core.api.Assertions.assertThat;

import gradus.engine.Tensor;
import gradus.titanic.data.Passengers;
import gradus.titanic.recipe.Recipe;
import gradus.titanic.recipe.Run;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Chapter 5 in a browser.
class TitanicPageTest {
  @RegisterExtension static final Browser browser = new Browser();

  private static final Recipe LESSON = Recipe.named("lesson");
  private static final Recipe.Prepared PREPARED = LESSON.prepare(Passengers.embedded());

  private static Run run(Recipe.Kind kind, double lr, int epochs) {
    Recipe.Settings settings =
        new Recipe.Settings(
            OptionalInt.of(epochs), OptionalDouble.of(lr), OptionalInt.of(5), Recipe.SEED);
    Recipe.Plan plan = LESSON.plans(List.of(kind), settings).getFirst();
    return Run.train(LESSON, plan, PREPARED, Recipe.SEED, (_, _) -> {});
  }

  private static double predicted(Run run, int row) {
    Passengers all = Passengers.embedded();
    Tensor x =
        PREPARED
            .preparation()
            .apply(all.table().select(row - 1))
            .toTensor(PREPARED.training().x().dtype());
    return Run.predict(run.model(), x)[0];
  }

  private static String text(double value) {
    return String.format(Locale.ROOT, "%.4f", value).replace('-', '−');
  }

  @Test
  void trainsAsTheEngineDoes() {
    Run run = run(Recipe.Kind.NET, 0.2, 40);
    browser.open("titanic?hidden=5&epochs=40&row=2");
    browser.waitForText("#result", "loss " + text(run.loss()));
    assertThat(browser.text("#result"))
        .contains(
            String.format(
                Locale.ROOT,
                "(%d of %d passengers predicted correctly)",
                run.right(),
                run.checked()));
    browser.waitForText("#verdict", "the model's output is " + text(predicted(run, 2)));
    assertThat(browser.text("#cells")).contains("Hidden layer 1", "Output layer");
  }

  @Test
  void otherSettingsTrainAnotherModel() {
    Run run = run(Recipe.Kind.LINEAR, 0.1, 40);
    browser.open("titanic?hidden=5&epochs=40&lr=0.1");
    browser.waitForText("#result", "validation accuracy");
    browser.click("0 (linear)");
    browser.click("Train");
    browser.waitForText("#result", "loss " + text(run.loss()));
    browser.waitForText("#verdict", "the model's output is " + text(predicted(run, 1)));
    assertThat(browser.text("#cells")).doesNotContain("Hidden layer 1");
  }

  @Test
  void pagesThroughTheList() {
    browser.open("titanic?epochs=1&page=89");
    browser.waitForText("main", "881 to 890 of 891");
    browser.click("Next");
    browser.waitForText("main", "891 to 891 of 891");
    browser.click("891");
    browser.waitForText("#verdict", "Passenger 891");
  }

  /// The passenger that the page describes at first is the first one of the list.
  @Test
  void predictsAPassengerOfYourOwn() {
    Run run = run(Recipe.Kind.LINEAR, 0.2, 40);
    browser.open("titanic?model=linear&hidden=5&epochs=40");
    double chance = Math.clamp(predicted(run, 1), 0, 1);
    browser.waitForText("#chance", String.format(Locale.ROOT, "%.1f %%", chance * 100));
    assertThat(browser.all(".bars tbody tr")).hasSize(7);
    browser.click("female");
    browser.waitUntil(
        String.format(
            Locale.ROOT,
            "!document.querySelector('#chance').textContent.startsWith('%.1f')",
            chance * 100));
  }

  /// A missing age is replaced by the most common age of the training set, 24.
  @Test
  void predictsWithoutTheAge() {
    String settings = "model=linear&hidden=5&epochs=40";
    TitanicChapter.Own known = TitanicChapter.own(Query.of(settings + "&age=24"));
    TitanicChapter.Own unknown = TitanicChapter.own(Query.of(settings + "&ageKnown=false&age=70"));
    assertThat(unknown).isEqualTo(known);
    browser.open("titanic?" + settings + "&age=70");
    browser.waitForText("#chance", "%");
    browser.click("Age unknown");
    browser.waitForText("#chance", String.format(Locale.ROOT, "%.1f %%", known.chance() * 100));
    browser.waitUntil("location.hash.includes('ageKnown=false')");
  }

  /// In a linear model the changes and the average add up to the output.
  @Test
  void changesOfALinearModelAddUp() {
    TitanicChapter.Own own =
        TitanicChapter.own(Query.of("model=linear&epochs=40&sex=female&pclass=1&age=30"));
    double sum = own.changes().values().stream().mapToDouble(x -> x).sum();
    assertThat(own.average() + sum).isCloseTo(own.output(), Offset.offset(1e-5));
  }

  @Test
  void sharesWhatWasTrained() {
    TrainedModels.Settings settings = new TrainedModels.Settings(Recipe.Kind.NET, 3, 0.2, 20, 7);
    assertThat(TrainedModels.of(settings)).isSameAs(TrainedModels.of(settings));
  }
}
