package gradus.lab;

import static org.assertj.core.api.Assertions.assertThat;

import gradus.lab.TextChapter.Guess;
import gradus.lab.TextChapter.Next;
import gradus.lab.TextChapter.Sentence;
import gradus.lab.TextChapter.Token;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/// Chapter 10 in a browser.
class TextPageTest {
  @RegisterExtension static final Browser browser = new Browser();

  private static final String TEXT = "text=The+white+whale";

  private static Sentence sentence(String query) {
    return TextChapterTest.CHAPTER.sentence(Query.of(query));
  }

  private static Next next(String query) {
    return TextChapterTest.CHAPTER.next(Query.of(query));
  }

  @SuppressWarnings("unchecked")
  private static List<String> texts(String selector) {
    return (List<String>)
        browser.run(
            "return [...document.querySelectorAll(arguments[0])].map(one => one.textContent)",
            selector);
  }

  private static String shown(Token token) {
    return shown(token.text(), token.name());
  }

  private static String shown(String text, String name) {
    return (text.isEmpty() ? name : text).replace(' ', '·').replace('\n', '⏎');
  }

  private static String percent(double share) {
    return share > 0 && share < 0.0005
        ? "< 0.1 %"
        : String.format(Locale.ROOT, "%.1f %%", 100 * share);
  }

  private static void open(String query) {
    browser.open("text?" + query);
    browser.waitFor("#tokens button");
    browser.waitForText("#rest", "drawn");
  }

  @Test
  void everyPartIsTheEngines() {
    Sentence sentence = sentence(TEXT);
    int count = sentence.tokens().size();
    open(TEXT + "&temperature=1&topP=1&block=2&head=3");
    List<String> tokens = sentence.tokens().stream().map(TextPageTest::shown).toList();
    assertThat(texts("#tokens button")).isEqualTo(tokens);
    assertThat(texts("#looked span")).isEqualTo(tokens);
    assertThat(browser.text("#chosen"))
        .startsWith(tokens.getLast() + " is token " + sentence.tokens().getLast().id() + " of 320");
    assertThat(browser.text("#training")).contains("2 blocks with 4 heads, states of 32 numbers");

    assertThat(browser.all("#heads button")).hasSize(8);
    assertThat(browser.text("#head")).isEqualTo("Block 2, head 3");
    assertThat(browser.all("#matrix .weight")).hasSize(count * (count + 1) / 2);
    double[] last = sentence.attention()[1][2][count - 1];
    assertThat(browser.text("#looks"))
        .startsWith(tokens.getLast() + " looks at ")
        .contains(percent(Arrays.stream(last).max().orElseThrow()));

    assertThat(browser.all("#stages canvas")).hasSize(3);
    assertThat(texts("#stages .guess"))
        .isEqualTo(
            sentence.stages().stream()
                .flatMap(stage -> stage.guesses().stream())
                .map(each -> shown(each.text(), each.name()) + " " + percent(each.chance()))
                .toList());

    Next next = next(TEXT);
    assertThat(texts("#chances th"))
        .isEqualTo(next.guesses().stream().map(each -> shown(each.text(), each.name())).toList());
    assertThat(texts("#chances td:last-child"))
        .isEqualTo(next.guesses().stream().map(each -> percent(each.chance())).toList());
    assertThat(browser.text("#rest")).startsWith("320 tokens can be drawn");
  }

  @Test
  void theTemperatureAndTopPChangeTheProbabilities() {
    open(TEXT + "&topP=1");
    browser.slide(browser.slider("Temperature"), 0);
    browser.waitForText("#rest", "No other token can be drawn.");
    assertThat(texts("#chances td:last-child")).startsWith("100.0 %", "0.0 %");
    assertThat(browser.all("#chances .out")).hasSize(9);
    browser.slide(browser.slider("Temperature"), 2);
    String hot = percent(next(TEXT + "&temperature=2").guesses().getFirst().chance());
    browser.waitForText("#chances tr:first-child", hot);
    browser.slide(browser.slider("Top-p"), 0.3);
    Next next = next(TEXT + "&temperature=2&topP=0.3");
    browser.waitForText("#rest", next.possible() + " tokens can be drawn");
    browser.waitUntil("location.hash.includes('temperature=2&topP=0.3')");
  }

  @Test
  void drawsATokenAndForgetsIt() {
    open(TEXT + "&temperature=0");
    Guess first = next(TEXT + "&temperature=0").guesses().getFirst();
    int count = browser.all("#tokens button").size();
    browser.click("Draw a token");
    browser.waitFor("#tokens .drawn");
    assertThat(texts("#tokens .drawn")).containsExactly(shown(first.text(), first.name()));
    assertThat(browser.all("#tokens button")).hasSize(count + 1);
    browser.waitUntil("location.hash.includes('drawn=" + first.id() + "')");
    assertThat(browser.run("return document.querySelector('#sentence').value"))
        .isEqualTo("The white whale" + first.text());
    browser.click("Back to my text");
    browser.waitUntil("document.querySelector('#tokens .drawn') === null");
    assertThat(browser.run("return document.querySelector('#sentence').value"))
        .isEqualTo("The white whale");
  }

  @Test
  void goesOnByItself() {
    open(TEXT);
    browser.click("Go on by itself");
    browser.waitUntil("document.querySelectorAll('#tokens .drawn').length >= 3");
    browser.click("Pause");
    browser.waitFor("#tokens .drawn");
    // Also beyond the context.
    String longer = "text=" + "the+".repeat(40);
    open(longer);
    assertThat(browser.text("#chosen")).contains("are too far back: the model reads 32 at once");
    assertThat(browser.all("#tokens button:disabled")).hasSize(sentence(longer).skipped());
    assertThat(browser.all("#looked span")).hasSize(32);
  }

  @Test
  void aTokenOfTheListCanBeChosen() {
    open(TEXT);
    Guess third = next(TEXT + "&temperature=0.8&topP=0.95").guesses().get(2);
    browser.all("#chances button").get(2).click();
    browser.waitFor("#tokens .drawn");
    assertThat(texts("#tokens .drawn")).containsExactly(shown(third.text(), third.name()));
  }

  @Test
  void aTokenInTheMiddleShowsWhatCame() {
    open(TEXT);
    List<Token> tokens = sentence(TEXT).tokens();
    browser.all("#tokens button").get(1).click();
    browser.waitForText("#after", "to which the model gives");
    assertThat(browser.text("#after"))
        .startsWith("After " + shown(tokens.get(1)) + " came " + shown(tokens.get(2)));
    browser.waitForText("#looks", shown(tokens.get(1)) + " looks at");
    browser.waitUntil("location.hash.includes('at=1')");
    assertThat(browser.text("#state")).startsWith("The state of " + shown(tokens.get(1)));
    assertThat(browser.all("#tokens [aria-pressed=true]")).hasSize(1);
  }

  @Test
  void anotherHeadAndAnotherRowAreShown() {
    open(TEXT);
    Sentence sentence = sentence(TEXT);
    browser.waitFor("[aria-label='Block 2, head 4']").click();
    browser.waitForText("#head", "Block 2, head 4");
    browser.waitUntil("location.hash.includes('block=2&head=4')");
    int last = sentence.tokens().size() - 1;
    double[] weights = sentence.attention()[1][3][last];
    assertThat(browser.text("#looks"))
        .contains(percent(Arrays.stream(weights).max().orElseThrow()));
    // The first token sees itself alone.
    WebElement first = browser.all("#looked span").getFirst();
    browser.point(first);
    browser.waitForText(
        "#looks", shown(sentence.tokens().getFirst()) + " looks at itself (100.0 %).");
    assertThat(browser.all(".arcs path")).isEmpty();
  }

  @Test
  void whatIsTypedIsRead() {
    open(TEXT);
    browser.waitFor("#sentence").sendKeys(Keys.chord(Keys.CONTROL, "a"), "A ship");
    List<String> tokens =
        sentence("text=A+ship").tokens().stream().map(TextPageTest::shown).toList();
    browser.waitUntil("document.querySelectorAll('#tokens button').length === " + tokens.size());
    assertThat(texts("#tokens button")).isEqualTo(tokens);
    browser.waitUntil("location.hash.includes('text=A+ship')");
    browser.waitFor("#sentence").sendKeys(Keys.chord(Keys.CONTROL, "a"), Keys.DELETE);
    browser.waitUntil("document.querySelector('#tokens').textContent === '⏎'");
  }
}
