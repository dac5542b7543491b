package gradus.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What holds of every chapter's page.
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
        "graph?of=quadratic"
      })
  void nothingIsWiderThanTheWindow(String chapter) {
    browser.open(chapter);
    browser.waitFor(".card");
    assertThat(browser.isTooWide(1280)).isFalse();
    assertThat(browser.isTooWide(400)).isFalse();
  }

  /// A rule without its closing brace takes all that follow into itself, where they match nothing.
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

  /// Not a test: pictures of all chapters, to look at, in the folder that `-Dscreenshots` names.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "fit?abc=2.4,2,1&degree=9",
        "descent?loss=mse&lr=0.1&steps=40",
        "relu?lines=-1.5,-1.5,1.5,1.5&target=bump",
        "product?view=layer&row=1&column=1",
        "titanic?page=2&row=18&sex=female&pclass=1",
        "weights",
        "graph?of=quadratic&at=12"
      })
  @EnabledIfSystemProperty(named = "screenshots", matches = ".+")
  void screenshots(String place) throws IOException {
    Path folder = Path.of(System.getProperty("screenshots"));
    String name = place.replaceFirst("\\?.*", "");
    browser.open(place);
    browser.waitFor(".card");
    browser.run("return new Promise(done => setTimeout(done, 1500))");
    for (boolean dark : new boolean[] {false, true}) {
      browser.dark(dark);
      for (int width : new int[] {1280, 400}) {
        browser.screenshot(
            folder.resolve("%s-%d-%s.png".formatted(name, width, dark ? "dark" : "light")), width);
      }
    }
    browser.dark(false);
  }
}
