package gradus.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import gradus.engine.Tensor;
import gradus.nn.Losses;
import gradus.titanic.recipe.Quadratic;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.openqa.selenium.WebElement;

/// Chapter 2 in a browser.
class DescentPageTest {
  @RegisterExtension static final Browser browser = new Browser();

  private static String rounded(int digits, double number) {
    return String.format(Locale.ROOT, "%." + digits + "f", number);
  }

  /// Returns the losses in the table, rounded.
  private static List<String> losses(int digits) {
    return browser.all("#path td:nth-child(2)").stream()
        .map(WebElement::getText)
        .map(text -> rounded(digits, Double.parseDouble(text)))
        .toList();
  }

  @Test
  void forgettingToZeroGivesTheLessonsLosses() {
    browser.open("descent?steps=10&zero=false");
    browser.waitForText("#loss", "after 10 steps");
    assertThat(losses(2).subList(1, 11))
        .containsExactly(
            "2.40", "2.36", "2.30", "2.21", "2.11", "1.98", "1.85", "1.72", "1.58", "1.46");
  }

  @Test
  void aStepIsOneStepOfTheEngines() {
    Quadratic points = Quadratic.noisy(42);
    List<Double> engine = points.descend(Quadratic.start(), Losses::l1, 0.01, 3, true).losses();
    browser.open("descent");
    browser.waitForText("#loss", "after 0 steps: " + rounded(4, engine.get(0)));
    browser.click("Step");
    browser.waitForText("#loss", "after 1 step: " + rounded(4, engine.get(1)));
    browser.click("Step");
    browser.waitForText("#loss", "after 2 steps: " + rounded(4, engine.get(2)));
    browser.waitUntil("location.hash === '#/descent?steps=2'");
    browser.click("Reset");
    browser.waitForText("#loss", "after 0 steps");
  }

  @Test
  void itRunsUntilItIsPaused() {
    browser.open("descent?loss=mse&lr=0.1");
    browser.waitForText("#loss", "after 0 steps");
    browser.click("Run");
    browser.waitUntil(
        "/after ([4-9]|\\d{2,}) steps/.test(document.querySelector('#loss').innerText)");
    browser.click("Pause");
    browser.waitUntil("/steps=\\d/.test(location.hash)");
    browser.waitFor(".bowl .trail .now");
  }

  @Test
  void tooLargeARateDivergesUnlessItIsHalved() {
    browser.open("descent?loss=mse&lr=1&steps=60");
    browser.waitForText("#verdict", "diverged");
    browser.waitForText("#loss", "not finite");
    browser.open("descent?loss=mse&lr=1&steps=60&halve=true");
    String said = browser.waitForText("#loss", "after 60 steps");
    // The loss of the true curve, which gradient descent with halved learning rates comes near.
    Tensor abc = Tensor.of(3f, 2f, 1f);
    Quadratic points = Quadratic.noisy(42);
    double close = Losses.mse(points.predict(abc), points.y()).item();
    assertThat(Double.parseDouble(said.replaceFirst(".*: ", ""))).isLessThan(2 * close);
  }

  @Test
  void theSliderSetsTheRateByPowersOfTen() {
    browser.open("descent?steps=1");
    browser.waitForText("#loss", "after 1 step");
    browser.slide(browser.slider("Learning rate"), -1);
    double loss =
        Quadratic.noisy(42).descend(Quadratic.start(), Losses::l1, 0.1, 2, true).losses().getLast();
    browser.waitForText("#loss", "after 1 step: " + rounded(4, loss));
    assertThat(browser.text(".slider output")).isEqualTo("0.1");
    browser.click("Too large");
    browser.waitForText(".slider output", "1");
    browser.waitUntil("/after \\d+ steps/.test(document.querySelector('#loss').innerText)");
    browser.click("Pause");
  }

  @Test
  void theLossSurfaceIsTheEngines() {
    DescentChapter.Bowl bowl = DescentChapter.bowl(Query.of("plane=bc&third=3&loss=mse"));
    double width = bowl.most() - bowl.least();
    float b = (float) (bowl.least() + width * 7 / (bowl.side() - 1));
    float c = (float) (bowl.least() + width * 11 / (bowl.side() - 1));
    Quadratic points = Quadratic.noisy(42);
    double loss = Losses.mse(points.predict(Tensor.of(3f, b, c)), points.y()).item();
    assertThat(bowl.losses()[11 * bowl.side() + 7]).isCloseTo(loss, withinPercentage(0.01));
    browser.open("descent?plane=bc&steps=3");
    browser.waitFor(".bowl .contours path");
    assertThat(browser.all(".bowl .trail circle")).hasSize(4);
  }
}
