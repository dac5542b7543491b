package gradus.lab;

import static org.assertj.core.api.Assertions.assertThat;

import gradus.engine.Gradients;
import gradus.engine.Tensor;
import gradus.nn.Losses;
import gradus.titanic.recipe.Quadratic;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;

/// Chapter 7 in a browser.
class GraphPageTest {
  @RegisterExtension static final Browser browser = new Browser();

  /// Returns the text of one kind in all vertices of a name.
  @SuppressWarnings("unchecked")
  private static List<String> texts(String name, String kind) {
    return (List<String>)
        browser.run(
            "return [...document.querySelectorAll('.vertex')]"
                + ".filter(one => one.querySelector('.name').textContent === arguments[0])"
                + ".map(one => one.querySelector('.' + arguments[1])?.textContent ?? '')",
            name,
            kind);
  }

  private static String text(double value) {
    return String.format(Locale.ROOT, "%.3f", value).replace("-", "−");
  }

  private static String list(Tensor tensor) {
    return Arrays.stream(tensor.toDoubles())
        .mapToObj(GraphPageTest::text)
        .collect(Collectors.joining(", ", "∂ [", "]"));
  }

  @Test
  void walksBackOneOperationAtATime() {
    browser.open("graph");
    browser.waitForText("#walked", "Step 0 of 3");
    assertThat(texts("add", "value")).containsExactly("8.000");
    assertThat(texts("x", "gradient")).containsExactly("∂ ?");
    browser.click("Next step");
    browser.waitForText("#walked", "Step 1 of 3");
    assertThat(texts("add", "gradient")).containsExactly("∂ 1.000");
    browser.click("Next step");
    browser.waitForText("#said", "add: both inputs get the upstream gradient");
    assertThat(texts("x", "gradient")).containsExactly("∂ 1.000 …");
    assertThat(texts("y", "gradient")).containsExactly("∂ ?");
    browser.click("Next step");
    browser.waitForText(
        "#said", "mul: each factor gets the upstream gradient times the other factor");
    // d(xy + x)/dx = y + 1 and d/dy = x.
    assertThat(texts("x", "gradient")).containsExactly("∂ 4.000");
    assertThat(texts("y", "gradient")).containsExactly("∂ 2.000");
    browser.waitUntil("location.hash === '#/graph?at=3'");
    browser.click("Reset");
    browser.waitForText("#walked", "Step 0 of 3");
  }

  @Test
  void obeysTheArrowKeysAndTheSliders() {
    browser.open("graph?xy=4,0.5&at=3");
    browser.waitForText("#walked", "Step 3 of 3");
    browser.waitFor("body").sendKeys(Keys.ARROW_LEFT, Keys.ARROW_LEFT);
    browser.waitForText("#walked", "Step 1 of 3");
    browser.waitFor("main").findElement(By.xpath("//body")).sendKeys(Keys.ARROW_RIGHT);
    browser.waitForText("#walked", "Step 2 of 3");
    browser.click("All");
    browser.slide(browser.slider("y"), 2);
    browser.waitUntil(
        "[...document.querySelectorAll('.vertex .gradient')]"
            + ".some(one => one.textContent === '∂ 3.000')");
  }

  @Test
  void theCurvesGradientIsTheEngines() {
    browser.open("graph?of=quadratic&abc=2,1,0.5&loss=mse");
    browser.waitForText("#walked", "Step 0");
    browser.click("All");
    Quadratic points = Quadratic.noisy(42);
    Tensor abc = Tensor.of(2f, 1f, 0.5f).requiresGrad(true);
    Tensor loss = Losses.mse(points.predict(abc), points.y());
    assertThat(texts("a, b, c", "gradient"))
        .containsExactly(list(Gradients.of(loss, abc).getFirst()));
    assertThat(texts("square", "value")).hasSize(1);
    assertThat(texts("div", "value")).containsExactly(text(loss.item()));
    assertThat(browser.all(".vertex.parameter, .vertex.operation"))
        .allMatch(vertex -> vertex.getAttribute("class").contains("known"));
  }

  @Test
  void theNetworksGradientsAreTheEngines() {
    GraphChapter.Walk walk = GraphChapter.walk(Query.of("of=network"));
    browser.open("graph?of=network&at=99");
    browser.waitForText(
        "#walked", String.format(Locale.ROOT, "Step %1$d of %1$d", walk.steps().size()));
    Tensor x = Tensor.fromArray(new float[] {-1, 0, 1}, 3, 1);
    Tensor y = Tensor.fromArray(new float[] {1, 0, 1}, 3, 1);
    Tensor first = Tensor.fromArray(new float[] {0.9f, -0.7f}, 1, 2).requiresGrad(true);
    Tensor firstBias = Tensor.of(0.2f, -0.1f).requiresGrad(true);
    Tensor second = Tensor.fromArray(new float[] {0.8f, 1.1f}, 2, 1).requiresGrad(true);
    Tensor secondBias = Tensor.of(0.2f).requiresGrad(true);
    Tensor hidden = x.matmul(first).add(firstBias).relu();
    Tensor loss = Losses.mse(hidden.matmul(second).add(secondBias), y);
    List<Tensor> gradients = Gradients.of(loss, first, firstBias, second, secondBias);
    List<String> names = List.of("hidden weight", "hidden bias", "output weight", "output bias");
    for (int i = 0; i < names.size(); i++) {
      assertThat(texts(names.get(i), "gradient")).containsExactly(list(gradients.get(i)));
    }
  }

  @Test
  void saysWhatIsWrongWithAnAddress() {
    browser.open("graph?of=everything");
    browser.waitForText(".error", "of must be one of hand, quadratic, network");
    browser.forgetComplaints();
  }
}
