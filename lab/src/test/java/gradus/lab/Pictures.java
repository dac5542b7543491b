package gradus.lab;

import static org.assertj.core.api.Assertions.assertThat;

import gradus.cli.Program;
import gradus.titanic.command.Main;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Not a test, and not run with the tests: `build/pictures.sh` takes the README's pictures with it.
/// With `-Dpictures=DIR` it also takes pictures of all chapters, wide and narrow, light and dark.
class Pictures {
  @RegisterExtension
  static final Browser browser = new Browser(TextChapter.of(TextTraining.LESSON));

  private static final Path README = Path.of("../docs/pictures").toAbsolutePath().normalize();

  /// What is true when the networks of a chapter are trained.
  private static final Map<String, String> TRAINED =
      Map.of(
          "convolution", "document.querySelector('#verdict').textContent.includes('says')",
          "models", "document.querySelector('#progress').textContent.startsWith('All')",
          "text", "document.querySelector('#tokens button') !== null");

  private static final Duration LONG = Duration.ofMinutes(10);
  private static final int WIDTH = 1000;

  /// Opens a chapter and waits until it has received its data.
  private static void show(String place) {
    browser.open(place);
    browser.waitFor(".card");
    browser.waitUntil(TRAINED.getOrDefault(place.replaceAll("\\?.*", ""), "true"), LONG);
    browser.run("return new Promise(done => setTimeout(done, 1500))");
  }

  /// Takes a picture from a card on.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          descent     | 1 | descent?loss=mse&lr=0.1&steps=40
          graph       | 1 | graph?of=network&at=9
          convolution | 1 | convolution?of=filter3&digit=5&cell=27
          models      | 1 | models?budget=1
          text        | 3 | text?block=2&head=1
          """)
  void chapter(String name, int card, String place) throws IOException {
    show(place);
    browser.resize(WIDTH, 900);
    if (card > 1) {
      browser.run(
          "scrollTo(0, document.querySelectorAll('.card')[arguments[0] - 1].offsetTop - 70)", card);
    }
    browser.screenshot(README.resolve(String.format(Locale.ROOT, "lab-%s.png", name)), WIDTH, 905);
  }

  @Test
  void report(@TempDir Path folder) throws IOException {
    Path report = folder.resolve("report");
    PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
    PrintWriter complaints = new PrintWriter(System.err, false, System.err.charset());
    assertThat(
            Program.run(
                Main::command,
                false,
                nowhere,
                complaints,
                "titanic",
                "--report",
                report.toString()))
        .isZero();
    browser.open(report.resolve("report.html"));
    browser.screenshot(README.resolve("report.png"), WIDTH, 850);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          fit?abc=2.4,2,1&degree=9
          descent?loss=mse&lr=0.1&steps=40
          relu?lines=-1.5,-1.5,1.5,1.5,1.5,-1.5,1.5,0,1.5,-0.75&target=bump
          product?view=layer&row=1&column=1
          titanic?page=2&row=18&sex=female&pclass=1&ageKnown=false
          weights
          graph?of=quadratic&at=12
          weights?of=digits
          convolution?of=outline&cell=20
          convolution?of=filter3&digit=5&cell=27
          models?budget=1
          text?block=2&head=1
          """)
  @EnabledIfSystemProperty(named = "pictures", matches = ".+")
  void all(String place) throws IOException {
    Path folder = Path.of(System.getProperty("pictures")).toAbsolutePath();
    // The chapter, and what it is of.
    String name = place.replaceAll("[?&](?!of=)[^&]*", "").replaceAll("[^a-z0-9]+", "-");
    show(place);
    for (boolean dark : new boolean[] {false, true}) {
      browser.dark(dark);
      for (int width : new int[] {1280, 400}) {
        String kind =
            String.format(Locale.ROOT, "%s-%d-%s.png", name, width, dark ? "dark" : "light");
        browser.screenshot(folder.resolve(kind), width, Integer.MAX_VALUE);
      }
    }
    browser.dark(false);
  }
}
