package gradus.lab;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.openqa.selenium.By;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.openqa.selenium.support.ui.WebDriverWait;

/// A lab and a real browser that displays it: `@RegisterExtension static final Browser browser =
/// new Browser();`. All tests share both, one after the other. Without Chromium and its driver the
/// tests are skipped. After each test the browser must have reported no error and sent no request
/// to another host.
final class Browser implements BeforeAllCallback, AfterEachCallback {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /// The time between two looks at a page.
  private static final Duration PAUSE = Duration.ofMillis(50);

  private final TextChapter text;
  private LabServer server;
  private ChromeDriver driver;

  /// A browser of a lab whose language model is trained for a few seconds.
  Browser() {
    this(TextChapterTest.CHAPTER);
  }

  /// A browser of a lab.
  ///
  /// @param text its chapter on text
  Browser(TextChapter text) {
    this.text = text;
  }

  /// The processes that are started once, and end with the last test.
  private record Started(LabServer server, ChromeDriver driver) implements AutoCloseable {
    @Override
    public void close() {
      driver.quit();
      server.close();
    }
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    Started started =
        context
            .getRoot()
            .getStore(ExtensionContext.Namespace.create(Browser.class))
            .getOrComputeIfAbsent(Started.class, _ -> start(text), Started.class);
    server = started.server;
    driver = started.driver;
    resize(1280, 900);
    dark(false);
  }

  private static Started start(TextChapter text) {
    Optional<File> chromium = program("chromium", "chromium-browser", "google-chrome", "chrome");
    Optional<File> chromedriver = program("chromedriver");
    Assumptions.assumeTrue(
        chromium.isPresent() && chromedriver.isPresent(),
        "there is no Chromium with chromedriver on the PATH");
    LoggingPreferences logs = new LoggingPreferences();
    logs.enable(LogType.BROWSER, Level.ALL);
    logs.enable(LogType.PERFORMANCE, Level.ALL);
    ChromeOptions options = new ChromeOptions();
    options.setBinary(chromium.get());
    options.addArguments(
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--hide-scrollbars",
        "--force-device-scale-factor=1");
    options.setCapability("goog:loggingPrefs", logs);
    ChromeDriverService service =
        new ChromeDriverService.Builder()
            .usingDriverExecutable(chromedriver.get())
            .withSilent(true)
            .build();
    try {
      LabServer server = LabServer.start(0, Optional.empty(), text);
      return new Started(server, new ChromeDriver(service, options));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Optional<File> program(String... names) {
    return Arrays.stream(names)
        .flatMap(
            name ->
                Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                    .map(folder -> new File(folder, name)))
        .filter(File::canExecute)
        .findFirst();
  }

  @Override
  public void afterEach(ExtensionContext context) {
    if (driver == null) {
      return;
    }
    List<String> errors = new ArrayList<>();
    for (LogEntry entry : driver.manage().logs().get(LogType.BROWSER)) {
      if (entry.getLevel().intValue() >= Level.WARNING.intValue()) {
        errors.add(entry.getMessage());
      }
    }
    assertThat(errors).as("errors in the browser").isEmpty();
    assertThat(requests()).allMatch(this::toTheLab);
  }

  /// Clears the browser's errors so far, where they are expected.
  void forgetComplaints() {
    driver.manage().logs().get(LogType.BROWSER);
  }

  /// Returns the addresses that the browser has requested since the last call.
  private List<String> requests() {
    List<String> addresses = new ArrayList<>();
    for (LogEntry entry : driver.manage().logs().get(LogType.PERFORMANCE)) {
      JsonObject message =
          JsonParser.parseString(entry.getMessage()).getAsJsonObject().getAsJsonObject("message");
      if (message.get("method").getAsString().equals("Network.requestWillBeSent")) {
        addresses.add(
            message.getAsJsonObject("params").getAsJsonObject("request").get("url").getAsString());
      }
    }
    return addresses;
  }

  /// Returns whether an address is the lab's, or local: `data:` and `blob:` are made by the page,
  /// `file:` is what [#open(Path)] opens.
  private boolean toTheLab(String address) {
    return address.startsWith(server.address().toString())
        || address.startsWith("file:")
        || address.startsWith("data:")
        || address.startsWith("blob:");
  }

  /// Opens a chapter in a given state, as a link does: `fit?abc=2,1,1`.
  void open(String place) {
    // Leaves the page first: a new fragment alone does not reload it.
    driver.get("about:blank");
    driver.get(server.address() + "#/" + place);
    requests();
    waitFor("main h1");
  }

  /// Returns the lab's address.
  URI address() {
    return server.address();
  }

  /// Returns the part of the address after `#/`.
  String place() {
    return driver.getCurrentUrl().replaceFirst("^[^#]*#/", "");
  }

  private WebDriverWait waiting() {
    return new WebDriverWait(driver, PATIENCE, PAUSE);
  }

  /// Waits for an element that matches a CSS selector.
  WebElement waitFor(String selector) {
    return waiting()
        .until(
            browser ->
                browser.findElements(By.cssSelector(selector)).stream().findFirst().orElse(null));
  }

  /// Returns all elements that match a CSS selector now.
  List<WebElement> all(String selector) {
    return driver.findElements(By.cssSelector(selector));
  }

  /// Waits until an element's text contains what is expected, and returns the text.
  String waitForText(String selector, String expected) {
    waiting()
        .withMessage(
            () ->
                String.format(
                    Locale.ROOT, "%s says \"%s\", not %s", selector, text(selector), expected))
        .until(_ -> text(selector).contains(expected));
    return text(selector);
  }

  /// Returns an element's text now; empty if there is no such element.
  String text(String selector) {
    return String.valueOf(
        driver.executeScript(
            "return document.querySelector(arguments[0])?.innerText ?? ''", selector));
  }

  /// Waits until a script returns `true`.
  void waitUntil(String script) {
    waitUntil(script, PATIENCE);
  }

  /// Waits until a script returns `true`.
  ///
  /// @param atMost how long
  void waitUntil(String script, Duration atMost) {
    waiting()
        .withTimeout(atMost)
        .withMessage(() -> script)
        .until(_ -> Boolean.TRUE.equals(driver.executeScript("return " + script)));
  }

  /// Runs a script and returns its result.
  Object run(String script, Object... arguments) {
    return driver.executeScript(script, arguments);
  }

  /// Moves a slider to a value, with the event that a user's move causes.
  void slide(WebElement slider, double value) {
    driver.executeScript(
        "arguments[0].value = arguments[1]; arguments[0].dispatchEvent(new Event('input'))",
        slider,
        value);
  }

  /// Waits for the slider with a label.
  WebElement slider(String label) {
    return waiting()
        .until(
            browser ->
                browser
                    .findElements(
                        By.xpath(
                            String.format(
                                Locale.ROOT, "//label[normalize-space()='%s']/../../input", label)))
                    .stream()
                    .findFirst()
                    .orElse(null));
  }

  /// Clicks the button or option with a text.
  void click(String text) {
    waiting()
        .until(
            browser ->
                browser
                    .findElements(
                        By.xpath(
                            String.format(
                                Locale.ROOT,
                                "//*[self::button or self::label][normalize-space()='%s']",
                                text)))
                    .stream()
                    .findFirst()
                    .orElse(null))
        .click();
  }

  /// Presses the pointer on the middle of an element, moves it to another one, and releases it.
  void drag(WebElement from, WebElement to) {
    new Actions(driver).clickAndHold(from).moveToElement(to).release().perform();
  }

  /// Moves the pointer to the middle of an element.
  void point(WebElement to) {
    new Actions(driver).moveToElement(to).perform();
  }

  /// Sets the size of the window, in CSS pixels.
  void resize(int width, int height) {
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
  }

  /// Sets the preferred colour scheme.
  void dark(boolean dark) {
    driver.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of(
            "features",
            List.of(Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"))));
  }

  /// Opens a page in a file.
  void open(Path file) {
    driver.get(file.toUri().toString());
  }

  /// Writes a picture of the page to a file: all of it, or its upper part.
  void screenshot(Path file, int width, int mostHeight) throws IOException {
    resize(width, 900);
    long height = (Long) driver.executeScript("return document.documentElement.scrollHeight");
    resize(width, Math.clamp(height, 300, mostHeight));
    settle();
    Files.createDirectories(file.getParent());
    Files.write(file, driver.getScreenshotAs(OutputType.BYTES));
    resize(1280, 900);
  }

  /// Waits for the plots, which follow the size of the window.
  private void settle() {
    driver.executeAsyncScript(
        "const done = arguments[0]; setTimeout(() => requestAnimationFrame(() => done()), 300)");
  }

  /// Returns whether the page is wider than the window and scrolls sideways.
  boolean isTooWide(int width) {
    resize(width, 900);
    settle();
    long needed = (Long) driver.executeScript("return document.documentElement.scrollWidth");
    resize(1280, 900);
    return needed > width;
  }
}
