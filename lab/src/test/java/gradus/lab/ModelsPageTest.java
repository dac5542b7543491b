package gradus.lab;

import static org.assertj.core.api.Assertions.assertThat;

import gradus.lab.ModelsChapter.Models;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Chapter 9 in a browser.
class ModelsPageTest {
  @RegisterExtension static final Browser browser = new Browser();

  @Test
  void showsWhatIsMeasuredAndChooses() {
    browser.open("models?budget=100");
    browser.waitForText("#measured", "mlp");
    browser.waitForText("#pick", "For an answer within 100.00 ms: ");
    Models models = ModelsChapter.models(Query.of("budget=100"));
    ModelsChapter.Model first = models.models().getFirst();
    assertThat(browser.text("#measured"))
        .contains(String.format(Locale.ROOT, "%.2f %%", 100 * first.accuracy()))
        .contains(first.time())
        .contains(String.format(Locale.ROOT, "%,d", first.parameters()));
    assertThat(browser.all(".models-chart circle")).isNotEmpty();
    assertThat(browser.all(".models-chart circle.chosen")).hasSize(1);
    // No network answers so fast.
    browser.slide(browser.slider("Time for an answer"), -2);
    browser.waitForText("#pick", "no model: none answers within 10.0 µs");
    browser.waitUntil("location.hash.includes('budget=0.01')");
    assertThat(browser.all(".models-chart circle.chosen")).isEmpty();
  }
}
