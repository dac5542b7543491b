package gradus.titanic.report;

import static gradus.titanic.command.Result.gradus;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import gradus.titanic.command.Result;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.parser.Parser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The page of `--report`, read as a browser reads it.
class ReportTest {
  private static final String HEADER = "Survived,Pclass,Sex,Age,SibSp,Parch,Fare,Embarked\n";

  @TempDir private Path folder;

  private static Document page(Path report) throws IOException {
    String html = Files.readString(report.resolve("report.html"));
    Parser parser = Parser.htmlParser().setTrackErrors(100);
    Document page = Jsoup.parse(html, parser);
    assertThat(parser.getErrors()).isEmpty();
    assertThat(html).doesNotContain("{{");
    return page;
  }

  private static int number(Element cell) {
    return Integer.parseInt(cell.text());
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f %%", 100 * share);
  }

  private static List<String> column(Element table, int column) {
    return table.select("tbody tr").stream().map(row -> row.child(column).text()).toList();
  }

  /// What a page must be whatever it is about.
  private static void isWhole(Document page, Path report) throws IOException {
    assertThat(page.select("script, link, iframe, object, base")).isEmpty();
    for (Element anchor : page.select("[href]")) {
      assertThat(anchor.attr("href")).startsWith("#");
      assertThat(page.getElementById(anchor.attr("href").substring(1))).isNotNull();
    }
    assertThat(page.select("style").html()).doesNotContain("url(", "@import");
    assertThat(page.select("meta[http-equiv]").attr("content")).startsWith("default-src 'none'");
    List<byte[]> shown = new ArrayList<>();
    for (Element image : page.select("img")) {
      assertThat(image.attr("alt").length()).isGreaterThan(30);
      String source = image.attr("src");
      assertThat(source).startsWith("data:image/png;base64,");
      byte[] png = Base64.getDecoder().decode(source.substring(source.indexOf(',') + 1));
      BufferedImage picture = ImageIO.read(new ByteArrayInputStream(png));
      assertThat(picture.getWidth()).isEqualTo(2 * Integer.parseInt(image.attr("width")));
      int[] pixels = picture.getRGB(0, 0, picture.getWidth(), picture.getHeight(), null, 0, 1280);
      assertThat(Arrays.stream(pixels).distinct().count()).isGreaterThan(10);
      assertThat(image.closest("figure").select("table tbody tr")).isNotEmpty();
      shown.add(png);
    }
    // The same pictures lie beside the page, and nothing else.
    try (Stream<Path> files = Files.list(report)) {
      List<Path> beside = files.filter(file -> !file.endsWith("report.html")).toList();
      assertThat(beside).hasSameSizeAs(shown);
      for (Path file : beside) {
        assertThat(file.toString()).endsWith(".png");
        byte[] png = Files.readAllBytes(file);
        assertThat(shown.stream().anyMatch(other -> Arrays.equals(other, png))).isTrue();
      }
    }
    assertThat(Files.size(report.resolve("report.html"))).isLessThan(1_500_000);
  }

  @ParameterizedTest
  @CsvSource({"lesson, 178, 3", "notebook, 178, 6", "spreadsheet, 712, 3"})
  void thePageHoldsWhatTheRunMeasured(String recipe, int checked, int models) throws IOException {
    Path report = folder.resolve("report");
    Path json = folder.resolve("runs.json");
    Result result =
        gradus(
            "titanic",
            "-q",
            "--recipe",
            recipe,
            "--report",
            report,
            "--json",
            json,
            "--epochs",
            25);
    assertThat(result.err()).isEmpty();
    assertThat(result.status()).isZero();
    Document page = page(report);
    isWhole(page, report);
    JsonObject runs = new Gson().fromJson(Files.readString(json), JsonObject.class);
    assertThat(page.select("section.model")).hasSize(models);
    for (JsonElement element : runs.getAsJsonArray("runs")) {
      JsonObject run = element.getAsJsonObject();
      String name = run.get("name").getAsString();
      double accuracy = run.get("accuracy").getAsDouble();
      Element section = page.getElementById("model-" + name);
      List<Element> cells = section.select(".confusion td").subList(1, 7);
      int right = number(cells.get(0)) + number(cells.get(4));
      int wrong = number(cells.get(1)) + number(cells.get(3));
      assertThat(right + wrong).isEqualTo(checked);
      assertThat((double) right / checked).isEqualTo(accuracy);
      assertThat(number(cells.get(2)) + number(cells.get(5))).isEqualTo(checked);
      Element calibration = section.select("table:contains(Predicted probability)").first();
      List<String> counts = column(calibration, 2);
      assertThat(counts.stream().mapToInt(Integer::parseInt).sum()).isEqualTo(checked);
      assertThat(column(calibration, 3).stream().mapToInt(Integer::parseInt).sum())
          .isEqualTo(number(cells.get(5)));
      Element losses = section.select("table:contains(Training)").first();
      double first = run.getAsJsonArray("losses").get(0).getAsDouble();
      assertThat(column(losses, 1).getFirst()).isEqualTo(String.format(Locale.ROOT, "%.4f", first));
      assertThat(losses.select("th:contains(Validation)").isEmpty())
          .isEqualTo(recipe.equals("spreadsheet"));
      Element row = page.select("#results tbody tr:has(th:matchesOwn(^" + name + "$))").first();
      assertThat(row.child(2).text()).isEqualTo(percent(accuracy));
      assertThat(section.select(".advice strong").text()).startsWith("Next: ");
    }
    Element facts = page.getElementById("run");
    assertThat(facts.text())
        .contains("Recipe " + recipe, "442", "the embedded list", runs.get("backend").getAsString())
        .contains(Runtime.version().toString(), "--report " + report);
  }

  @Test
  void theDataAndItsPreparation() throws IOException {
    Path report = folder.resolve("report");
    gradus("titanic", "-q", "--model", "linear", "--epochs", 3, "--report", report);
    Document page = page(report);
    assertThat(page.getElementById("data").text())
        .contains("891 passengers", "342 of them survived, 38.4 %")
        .contains("female, class 1 91 94 96.8 %", "male, class 3 47 347 13.5 %")
        .contains("Age 177 19.9 %", "Embarked 2 0.2 %");
    Element preparation = page.getElementById("preparation");
    assertThat(preparation.text())
        .contains("177 missing values filled", "male: 577", "0 to 512.33, now 0 to 6.24");
    Element ages = preparation.select("table:contains(filled in)").first();
    assertThat(column(ages, 1).stream().mapToInt(Integer::parseInt).sum()).isEqualTo(714);
    assertThat(column(ages, 2).stream().mapToInt(Integer::parseInt).sum()).isEqualTo(177);
    for (String name : List.of("Fare from", "LogFare from")) {
      Element fares = preparation.select("table:has(th:matchesOwn(^" + name + "$))").first();
      assertThat(column(fares, 1).stream().mapToInt(Integer::parseInt).sum()).isEqualTo(891);
    }
  }

  @Test
  void theSpreadsheetLeavesRowsOut() throws IOException {
    Path report = folder.resolve("report");
    gradus(
        "titanic",
        "-q",
        "--recipe",
        "spreadsheet",
        "--model",
        "linear",
        "--epochs",
        3,
        "--report",
        report);
    Element preparation = page(report).getElementById("preparation");
    assertThat(preparation.text()).contains("179 passengers").contains("decimal logarithm");
    Element ages = preparation.select("table:contains(left out)").first();
    assertThat(column(ages, 1).stream().mapToInt(Integer::parseInt).sum()).isEqualTo(712);
    assertThat(column(ages, 2).stream().mapToInt(Integer::parseInt).sum()).isEqualTo(2);
  }

  @Test
  void watchingTheValidationRowsChangesNothing() throws IOException {
    Path report = folder.resolve("report");
    Path watched = folder.resolve("watched.json");
    Path plain = folder.resolve("plain.json");
    gradus("titanic", "-q", "--epochs", 20, "--json", watched, "--report", report);
    gradus("titanic", "-q", "--epochs", 20, "--json", plain);
    assertThat(watched).hasSameTextualContentAs(plain);
  }

  @Test
  void aModelThatDivergesIsShownAsSuch() throws IOException {
    Path report = folder.resolve("report");
    Result result = gradus("titanic", "-q", "--lr", 1e30, "--epochs", 5, "--report", report);
    assertThat(result.status()).isZero();
    assertThat(result.err()).isEmpty();
    Document page = page(report);
    isWhole(page, report);
    assertThat(page.select(".lead").text()).contains("All models diverged");
    assertThat(page.select(".diverged")).hasSize(3);
    assertThat(page.select(".confusion")).isEmpty();
    assertThat(page.select(".advice strong").eachText()).containsOnly("Next: Smaller steps");
    assertThat(page.text()).doesNotContain("NaN", "Infinity");
  }

  @Test
  void hostileWordsStayWords() throws IOException {
    StringBuilder rows = new StringBuilder(HEADER);
    String word = "<script>alert('%')</script>";
    for (int i = 0; i < 40; i++) {
      rows.append(
          String.format(
              Locale.ROOT,
              "%d,%d,%s,%s,0,0,%d,\"%s\"\n",
              i % 2,
              i % 3 + 1,
              i % 3 == 0 ? word : "\"<img src=x onerror=a>\"",
              "30",
              i,
              word));
    }
    Path data = folder.resolve("<b>people & 'more'.csv");
    Files.writeString(data, rows, StandardCharsets.UTF_8);
    Path report = folder.resolve("report");
    Object[] command = {
      "titanic", "-q", "--model", "linear", "--epochs", 3, "--data", data, "--report", report
    };
    assertThat(gradus(command).err()).isEmpty();
    Document page = page(report);
    isWhole(page, report);
    assertThat(page.select("b, img[onerror], img[src=x]")).isEmpty();
    assertThat(page.getElementById("data").text()).contains(word, "<img src=x onerror=a>");
    assertThat(page.getElementById("preparation").text()).contains(word);
    assertThat(page.getElementById("run").text()).contains("<b>people & 'more'.csv");
  }

  @Test
  void fewRowsAndOddOnes() throws IOException {
    // No passenger survived, all are alike, and the validation rows have missing values too.
    StringBuilder rows = new StringBuilder(HEADER);
    for (int i = 0; i < 12; i++) {
      rows.append(String.format(Locale.ROOT, "0,1,x,%s,0,0,1000000,S\n", i % 2 == 0 ? "" : "30"));
    }
    Path data = Files.writeString(folder.resolve("few.csv"), rows);
    Path report = folder.resolve("report");
    Result result =
        gradus(
            "titanic", "-q", "--model", "net", "--data", data, "--report", report, "--epochs", 1);
    assertThat(result.err()).isEmpty();
    isWhole(page(report), report);
  }

  @Test
  void whereNoReportCanBe() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "mine");
    refused(gradus("titanic", "--report", file), "--report", "is a file, not a folder");
    refused(gradus("titanic", "--report", file.resolve("x")), "--report", "no folder");
    refused(gradus("titanic", "--report", folder.resolve("a/b")), "--report", "no folder");
    Path taken = Files.createDirectories(folder.resolve("taken/losses.png"));
    refused(gradus("titanic", "--report", taken.getParent()), "losses.png", "is a folder");
    Path mine = Files.writeString(folder.resolve("report.html"), "mine");
    refused(gradus("titanic", "--json", mine, "--report", folder), "--json and --report");
    refused(gradus("titanic", "--data", mine, "--report", folder), "report.html");
    refused(
        gradus("titanic", "--save", folder.resolve("r"), "--report", folder.resolve("r")),
        "--save and --report");
    assertThat(mine).hasContent("mine");
    assertThat(file).hasContent("mine");
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).hasSize(3);
    }
  }

  private static void refused(Result result, String... parts) {
    assertThat(result.status()).isEqualTo(2);
    assertThat(result.out()).isEmpty();
    assertThat(result.err()).startsWith("gradus: ").contains(parts).doesNotContain("\tat ");
    assertThat(result.err().lines()).hasSize(1);
  }

  @Test
  void otherFilesInTheFolderStay() throws IOException {
    Path other = Files.writeString(folder.resolve("other.png"), "mine");
    Files.writeString(folder.resolve("report.html"), "old");
    Result result = gradus("titanic", "-q", "--model", "linear", "--epochs", 2, "--report", folder);
    assertThat(result.status()).isZero();
    assertThat(other).hasContent("mine");
    assertThat(page(folder).title()).startsWith("Who survived");
    assertThat(folder).isDirectoryNotContaining(file -> file.toString().endsWith(".part"));
  }

  @Test
  void nothingStaysOfAReportWhoseRunFails() {
    Path report = folder.resolve("report");
    Result result =
        gradus(
            "titanic",
            "-q",
            "--lr",
            1e30,
            "--epochs",
            5,
            "--report",
            report,
            "--save",
            folder.resolve("model"));
    assertThat(result.status()).isEqualTo(2);
    assertThat(folder).isEmptyDirectory();
  }
}
