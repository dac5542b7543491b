package gradus.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Properties of every chapter's page.
class PagesTest {
  @RegisterExtension static final Browser browser = new Browser();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "fit",
        "descent",
        "relu",
        "product?view=layer",
        "titanic",
        "weights",
        "graph?of=quadratic",
        "convolution?of=filter2",
        "models",
        "text"
      })
  void nothingIsWiderThanTheWindow(String chapter) {
    browser.open(chapter);
    browser.waitFor(".card:last-child:not([hidden])");
    assertThat(browser.isTooWide(1280)).isFalse();
    assertThat(browser.isTooWide(400)).isFalse();
  }

  /// Without its closing brace, a rule contains all later ones, and they match nothing.
  @Test
  void noStyleIsInsideAnother() {
    browser.open("fit");
    assertThat(
            browser.run(
                "return [...document.styleSheets].flatMap(sheet => [...sheet.cssRules])"
                    + ".filter(rule => rule instanceof CSSStyleRule && rule.cssRules.length > 0)"
                    + ".map(rule => rule.selectorText)"))
        .isEqualTo(List.of());
  }
}
