package gradus.lab;

import static org.assertj.core.api.Assertions.assertThat;

import gradus.engine.Tensor;
import gradus.nn.Losses;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Chapter 3 in a browser.
class ReluPageTest {
  @RegisterExtension static final Browser browser = new Browser();

  private static final Tensor X = Tensor.linspace(-2, 2, 101);

  private static String text(double loss) {
    return String.format(Locale.ROOT, "%.4f", loss);
  }

  private static Tensor line(double m, double b) {
    return X.mul(m).add(b).maximum(0);
  }

  @Test
  void beginsWithTheLessonsLine() {
    browser.open("relu");
    Tensor target = X.square().mul(3).add(X.mul(2)).add(1);
    browser.waitForText("#loss", text(Losses.mse(line(1.5, 1.5), target).item()));
  }

  @Test
  void twoLinesThatMakeAnAbsoluteValueHaveNoLoss() {
    browser.open("relu?target=abs");
    browser.slide(browser.slider("Lines"), 2);
    browser.waitForText(
        "#loss", text(Losses.mse(line(-1.5, -1.5).add(line(1.5, 1.5)), X.abs()).item()));
    browser.slide(browser.slider("m1"), -1);
    browser.slide(browser.slider("b1"), 0);
    browser.slide(browser.slider("m2"), 1);
    browser.slide(browser.slider("b2"), 0);
    browser.waitForText("#loss", "Mean squared error: 0.0000");
    browser.waitUntil("location.hash === '#/relu?lines=-1,0,1,0&target=abs'");
  }

  @Test
  void eightLinesHaveSixteenSliders() {
    browser.open("relu?target=sine");
    browser.slide(browser.slider("Lines"), 8);
    browser.waitUntil("document.querySelectorAll('.lines input').length === 16");
    browser.slide(browser.slider("b8"), 1.5);
    browser.waitUntil(
        "location.hash.endsWith('-1.5,0,-1.5,1.5&target=sine')"
            + " && location.hash.split(',').length === 16");
    Tensor sum = line(-1.5, -1.5).add(line(1.5, 1.5)).add(line(1.5, -1.5));
    sum = sum.add(line(1.5, 0)).add(line(1.5, -0.75)).add(line(1.5, 0.75));
    sum = sum.add(line(-1.5, 0)).add(line(-1.5, 1.5));
    Tensor target = X.mul(2).sin().mul(2).add(2);
    browser.waitForText("#loss", text(Losses.mse(sum, target).item()));
    assertThat(browser.text(".legend")).contains("line 8");
    browser.slide(browser.slider("Lines"), 1);
    browser.waitUntil("!document.querySelector('.legend').innerText.includes('line 2')");
  }

  @Test
  void aNetworkLearnsTheTargetAsInTheEngine() {
    browser.open("relu?target=bump&n=8&seed=2");
    double before = ReluChapter.train("bump", 8, 2, 0, _ -> {});
    browser.waitForText("#learning", "Step 0: mean squared error " + text(before));
    browser.click("Train");
    double loss = ReluChapter.train("bump", 8, 2, ReluChapter.STEPS, _ -> {});
    browser.waitForText("#learning", "Step 1200: mean squared error " + text(loss));
    ReluChapter.Errors errors = ReluChapter.errors(Query.of("target=bump"));
    assertThat(errors.losses()[1][4]).isEqualTo(loss);
    browser.waitForText("#errors", "8 units " + text(errors.best()[4]));
    browser.slide(browser.slider("Hidden units"), 9);
    double wider = ReluChapter.train("bump", 9, 2, 0, _ -> {});
    browser.waitForText("#learning", "Step 0: mean squared error " + text(wider));
  }

  @Test
  void manyUnitsHaveALowerLossThanOne() {
    for (String target : new String[] {"quadratic", "sine", "step", "bump", "abs"}) {
      double[] losses = ReluChapter.errors(Query.of("target=" + target)).best();
      assertThat(losses[losses.length - 1]).as(target).isLessThan(losses[0] / 4);
    }
  }

  @Test
  void halfALineIsRefused() {
    browser.open("relu?lines=1,2,3");
    browser.waitForText(".error", "lines must be pairs of numbers");
    browser.forgetComplaints();
  }
}
