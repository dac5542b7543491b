package gradus.lab;

import static org.assertj.core.api.Assertions.assertThat;

import gradus.lab.ConvolutionChapter.Convolution;
import gradus.lab.ConvolutionChapter.Verdict;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/// Chapter 8 in a browser.
class ConvolutionPageTest {
  @RegisterExtension static final Browser browser = new Browser();

  private static Convolution convolution(String query) {
    return ConvolutionChapter.convolution(Query.of(query));
  }

  @SuppressWarnings("unchecked")
  private static List<String> texts(String selector) {
    return (List<String>)
        browser.run(
            "return [...document.querySelectorAll(arguments[0])].map(one => one.textContent)",
            selector);
  }

  private static List<String> whole(DoubleStream numbers) {
    return numbers
        .mapToObj(x -> String.format(Locale.ROOT, "%.0f", x).replace('-', '−').replace("−0", "0"))
        .toList();
  }

  private static DoubleStream all(double[]... rows) {
    return Arrays.stream(rows).flatMapToDouble(Arrays::stream);
  }

  @Test
  void theOutputIsTheEngines() {
    Convolution answer = convolution("of=outline&digit=4");
    browser.open("convolution?of=outline&digit=4&cell=9");
    browser.waitForText("#sum", "row 2, column 2: ");
    browser.waitForText("#origin", "A real " + answer.label() + ", number 5 of 359");
    assertThat(texts(".sheet button:not(.output button)"))
        .isEqualTo(whole(DoubleStream.of(answer.ink())));
    assertThat(texts("#output button")).isEqualTo(whole(all(answer.sums())));
    assertThat(texts("#products td")).isEqualTo(whole(DoubleStream.of(answer.products()[9])));
    assertThat(browser.all(".sheet .in")).hasSize(9);
  }

  @Test
  void buttonsArrowsAndTheSliderGoFromCellToCell() {
    browser.open("convolution?of=same");
    browser.waitForText("#sum", "row 1, column 1: ");
    browser.click("Next cell");
    browser.waitForText("#sum", "row 1, column 2: ");
    browser.waitFor("#output .here").sendKeys(Keys.ARROW_DOWN);
    browser.waitForText("#sum", "row 2, column 2: ");
    browser.slide(browser.slider("Cell of the output"), 64);
    browser.waitForText("#sum", "row 8, column 8: ");
    browser.waitUntil("location.hash.includes('cell=63')");
    browser.click("Play");
    browser.waitForText("#sum", "row 1, column 3: ");
    browser.click("Pause");
  }

  @Test
  void withoutABorderTheOutputIsSmaller() {
    browser.open("convolution?border=false&of=vertical");
    browser.waitForText("#sum", "row 1, column 1: ");
    assertThat(texts("#output button"))
        .isEqualTo(whole(all(convolution("border=false&of=vertical").sums())));
    assertThat(browser.all("#output button")).hasSize(36);
  }

  @Test
  void theNetworkAnswers() {
    Verdict verdict = ConvolutionChapter.verdict(Query.of("digit=2"));
    browser.open("convolution?digit=2");
    browser.waitForText("#verdict", "The network says " + verdict.says());
    double chance = 100 * verdict.chances()[verdict.says()];
    assertThat(texts(".chances .says td:last-child"))
        .containsExactly(String.format(Locale.ROOT, "%.1f %%", chance));
    assertThat(browser.text("#training")).contains("trained just now on 1,438 digits");
    assertThat(browser.all(".units canvas")).hasSize(16);
  }

  @Test
  void aFilterIsComputedUpToItsReLU() {
    Convolution answer = convolution("of=filter3");
    browser.open("convolution");
    browser.waitForText("#verdict", "The network says");
    browser.waitFor("[aria-label='Filter 3']").click();
    browser.waitForText("#sum", "adds a bias");
    browser.waitUntil("location.hash.includes('of=filter3')");
    assertThat(browser.text("#sum"))
        .contains(
            String.format(Locale.ROOT, "%.2f", answer.unit().outputs()[0][0]).replace('-', '−'));
    assertThat(browser.waitFor("#kernel").getAttribute("value")).isEqualTo("filter3");
  }

  /// A stroke through the middle of the third column, from top to bottom, on an empty sheet.
  @Test
  void drawsWithThePointer() {
    browser.open("convolution?of=same");
    browser.waitForText("#verdict", "The network says");
    browser.click("Clear");
    browser.waitForText("#origin", "Drawn by you.");
    browser.waitUntil("document.querySelector('#output').innerText.match(/[1-9]/) === null");
    List<WebElement> cells = browser.all(".sheet:not(.output) button");
    browser.drag(cells.get(2), cells.get(58));
    // The ends of the line are round.
    browser.waitUntil("location.hash.includes('ink=0,0,14,0,0,0,0,0,0,0,16,0')");
    assertThat(texts("#output button").subList(8, 16))
        .containsExactly("0", "0", "16", "0", "0", "0", "0", "0");
  }

  @Test
  void inksACellWithTheKeys() {
    browser.open("convolution?of=same");
    browser.waitForText("#sum", "row 1, column 1: ");
    browser.click("Clear");
    browser.waitForText("#origin", "Drawn by you.");
    WebElement first = browser.all(".sheet:not(.output) button").getFirst();
    first.sendKeys(Keys.SPACE);
    browser.waitForText("#output", "16");
    first.sendKeys("-");
    browser.waitForText("#output", "15");
    assertThat(first.getAttribute("aria-label")).isEqualTo("Row 1, column 1: ink 15");
  }

  @Test
  void anEditedNumberOfTheKernelChangesTheOutput() {
    browser.open("convolution?of=same");
    browser.waitForText("#sum", "row 1, column 1: ");
    browser.all("#numbers input").get(4).sendKeys(Keys.chord(Keys.CONTROL, "a"), "2");
    browser.waitUntil("location.hash.includes('kernel=0,0,0,0,2,0,0,0,0')");
    browser.waitForText("#about", "Numbers of your own.");
    assertThat(texts("#output button"))
        .isEqualTo(whole(all(convolution("kernel=0,0,0,0,2,0,0,0,0").sums())));
  }
}
