package gradus.lab;

import static org.assertj.core.api.Assertions.assertThat;

import gradus.engine.Tensor;
import gradus.nn.Losses;
import gradus.titanic.recipe.Quadratic;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.openqa.selenium.Keys;

/// Chapter 1 in a browser.
class FitPageTest {
  @RegisterExtension static final Browser browser = new Browser();

  private static String loss(double a, double b, double c) {
    Quadratic points = Quadratic.noisy(42);
    double loss = points.error(Tensor.of((float) a, (float) b, (float) c)).item();
    return String.format(Locale.ROOT, "%.4f", loss);
  }

  @Test
  void beginsWithTheLessonsGuess() {
    browser.open("fit");
    browser.waitForText("#loss", "Mean absolute error: 2.4219");
    assertThat(browser.text(".slider .slope")).isEqualTo("gradient −1.353");
  }

  @Test
  void aSliderChangesTheLossAndTheAddress() {
    browser.open("fit");
    browser.waitForText("#loss", "2.4219");
    browser.slide(browser.slider("a"), 3);
    browser.waitForText("#loss", loss(3, 1.1, 1.1));
    browser.waitUntil("location.hash === '#/fit?abc=3,1.1,1.1'");
  }

  @Test
  void aSliderObeysTheKeyboard() {
    browser.open("fit");
    browser.waitForText("#loss", "2.4219");
    browser.slider("b").sendKeys(Keys.ARROW_RIGHT, Keys.ARROW_RIGHT);
    browser.waitForText("#loss", loss(1.1, 1.12, 1.1));
  }

  @Test
  void aLinkShowsTheSame() {
    browser.open("fit?abc=2,1,0.5&loss=mse&degree=9");
    Quadratic points = Quadratic.noisy(42);
    double mse = Losses.mse(points.predict(Tensor.of(2f, 1f, 0.5f)), points.y()).item();
    browser.waitForText("#loss", "Mean squared error: " + String.format(Locale.ROOT, "%.4f", mse));
    assertThat(browser.slider("a").getDomProperty("value")).isEqualTo("2");
    browser.waitForText("main", "Degree 9");
  }

  @Test
  void aHigherDegreeIsCloserToItsPointsAndFurtherFromOthers() {
    browser.open("fit?degree=2");
    browser.waitForText("main", "Degree 2");
    double near = Double.parseDouble(browser.text("#degree-loss"));
    double far = Double.parseDouble(browser.text("#degree-fresh"));
    browser.slide(browser.slider("Degree"), 15);
    browser.waitForText("main", "Degree 15");
    assertThat(Double.parseDouble(browser.text("#degree-loss"))).isLessThan(near);
    assertThat(Double.parseDouble(browser.text("#degree-fresh"))).isGreaterThan(far);
  }

  @Test
  void aWrongAddressSaysWhatIsWrong() {
    browser.open("fit?loss=huber");
    browser.waitForText(".error", "loss must be one of mae, mse, got \"huber\"");
    // The browser reports refused requests as errors.
    browser.forgetComplaints();
  }
}
