package gradus.lab;

import static org.assertj.core.api.Assertions.assertThat;

import gradus.engine.Tensor;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/// Chapter 4 in a browser.
class ProductPageTest {
  private static final String GIVEN = "m=2&k=3&n=2&a=1,-2,3,4,0,-1&b=2,1,0,5,-3,2&bias=1,-4";
  private static final Tensor A = Tensor.of(new double[][] {{1, -2, 3}, {4, 0, -1}});
  private static final Tensor B = Tensor.of(new double[][] {{2, 1}, {0, 5}, {-3, 2}});

  @RegisterExtension static final Browser browser = new Browser();

  private static List<String> cells(String matrix) {
    return browser.all("#" + matrix + " button").stream().map(WebElement::getText).toList();
  }

  private static List<String> texts(Tensor matrix) {
    return DoubleStream.of(matrix.toDoubles())
        .mapToObj(x -> String.format(Locale.ROOT, "%.0f", x).replace('-', '−'))
        .toList();
  }

  @Test
  void theProductIsTheEngines() {
    browser.open("product?" + GIVEN);
    browser.waitForText("#sum", "row 1, column 1: 1 × 2 + (−2) × 0 + 3 × (−3)");
    assertThat(cells("c")).isEqualTo(texts(A.matmul(B)));
  }

  @Test
  void buttonsAndArrowsGoFromCellToCell() {
    browser.open("product?" + GIVEN);
    browser.waitForText("#sum", "row 1, column 1");
    browser.click("Next cell");
    browser.waitForText("#sum", "row 1, column 2: 1 × 1 + (−2) × 5 + 3 × 2 = 1 + (−10) + 6 = −3");
    browser.waitFor("#c .here button").sendKeys(Keys.ARROW_DOWN);
    browser.waitForText("#sum", "row 2, column 2");
    browser.waitUntil("location.hash.includes('row=1')");
    assertThat(browser.all("#a td.left")).hasSize(3);
    assertThat(browser.all("#b td.right")).hasSize(3);
  }

  @Test
  void aLayerAddsItsBiasAndAppliesRelu() {
    browser.open("product?view=layer&" + GIVEN);
    browser.waitForText("#sum", "with the bias: ");
    Tensor sums = A.matmul(B).add(Tensor.of(1.0, -4.0));
    assertThat(cells("sums")).isEqualTo(texts(sums));
    assertThat(cells("outputs")).isEqualTo(texts(sums.relu()));
  }

  @Test
  void anEditedNumberChangesTheProductAndTheAddress() {
    browser.open("product?" + GIVEN);
    browser.waitForText("#sum", "= −7");
    WebElement first = browser.waitFor("#a input");
    first.sendKeys(Keys.chord(Keys.CONTROL, "a"), "9");
    browser.waitForText("#sum", "9 × 2");
    browser.waitForText("#c .here", "9");
    browser.waitUntil("location.hash.includes('a=9,-2,3,4,0,-1')");
  }
}
