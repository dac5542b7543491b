package gradus.titanic;

import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import gradus.engine.Backends;
import gradus.titanic.Exhibit.Figures;
import gradus.titanic.figures.Interval;
import gradus.titanic.figures.Picture;
import gradus.titanic.figures.Plots;
import gradus.titanic.figures.Plots.Look;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// A page about a run, with its pictures in it and, as files, beside it.
final class Report {
  /// The page's name in its folder.
  static final String PAGE = "report.html";

  private static final String OPTION = "--report";

  private final Recipe recipe;
  private final Recipe.Prepared prepared;
  private final DataSection data;

  /// What the page's template fills in. Everything is text by then, and is escaped on the page.
  ///
  /// @param style the page's style sheet
  /// @param title its heading
  /// @param recipe the recipe's name
  /// @param about what is special about it
  /// @param lead what came out, in a sentence or two
  /// @param data the data and its preparation
  /// @param results all models next to each other
  /// @param losses how all learned
  /// @param models one by one
  /// @param heldOut whether there are validation rows
  /// @param rule the diagnosis's rule
  /// @param run what was run
  private record Page(
      String style,
      String title,
      String recipe,
      String about,
      String lead,
      DataSection data,
      Exhibit results,
      Exhibit losses,
      List<ModelSection> models,
      boolean heldOut,
      List<String> rule,
      Figures run) {}

  /// Begins a report, before anything is trained.
  ///
  /// @throws InputException if no picture can be drawn here
  Report(Recipe recipe, Passengers passengers, Recipe.Prepared prepared) {
    System.setProperty("java.awt.headless", "true");
    try {
      Plots.check();
    } catch (IOException e) {
      throw new InputException(OPTION + ": " + e.getMessage());
    }
    this.recipe = recipe;
    this.prepared = prepared;
    this.data = DataSection.of(recipe, passengers, prepared);
  }

  /// Complains about names in the folder that the report's files can't have.
  ///
  /// @param plans the models that it will be about
  /// @param others other files of this run, and which options name them
  void check(Path folder, List<Recipe.Plan> plans, Map<Path, String> others) {
    Path place = folder.toAbsolutePath().normalize();
    List<String> names = new ArrayList<>(List.of("", PAGE, "results.png", "losses.png"));
    pictures().forEach(picture -> names.add(picture.file()));
    for (Recipe.Plan plan : plans) {
      for (String kind : List.of("losses", "calibration", "weights")) {
        names.add("%s-%s.png".formatted(plan.name(), kind));
      }
    }
    for (String name : names) {
      Path file = place.resolve(name);
      if (others.containsKey(file)) {
        throw new InputException(
            "%s and %s would both be %s".formatted(others.get(file), OPTION, file));
      }
      if (!name.isEmpty() && Files.isDirectory(folder)) {
        Outputs.check(OPTION, folder.resolve(name));
      }
    }
  }

  private Stream<Picture> pictures() {
    return Stream.concat(Stream.of(data.groups()), data.before().stream()).map(Exhibit::picture);
  }

  /// Writes the page and its pictures.
  ///
  /// @param command the command line
  void add(Outputs files, Path folder, List<Run> runs, long seed, String command) {
    List<Assessment> assessments =
        runs.stream().map(run -> Assessment.of(recipe, run, prepared)).toList();
    double guess = Assessment.guess(recipe.loss(), prepared.training().y().toDoubles());
    double guessing = Assessment.guessing(recipe.loss(), guess, prepared.training());
    Curves curves = new Curves(recipe.loss(), guessing, runs);
    List<ModelSection> models = new ArrayList<>();
    for (int i = 0; i < runs.size(); i++) {
      models.add(
          ModelSection.of(
              recipe,
              runs.get(i),
              prepared,
              assessments.get(i),
              curves,
              larger(runs.get(i), runs, assessments),
              i));
    }
    Page page =
        new Page(
            resource("report.css"),
            "Who survived the Titanic?",
            recipe.name(),
            String.join(" ", recipe.about()),
            lead(runs, assessments),
            data,
            results(runs, assessments),
            losses(runs, curves, guessing),
            models,
            prepared.heldOut(),
            rule(guess),
            facts(runs, seed, command));
    String html = render(page);
    files.folder(folder);
    files.add(folder.resolve(PAGE), file -> Files.writeString(file, html, StandardCharsets.UTF_8));
    Stream.of(
            pictures(),
            Stream.of(page.results.picture(), page.losses.picture()),
            models.stream()
                .flatMap(
                    model ->
                        model.finite() == null
                            ? Stream.of(model.losses())
                            : Stream.of(
                                model.losses(),
                                model.finite().calibration(),
                                model.finite().weights()))
                .map(Exhibit::picture))
        .flatMap(pictures -> pictures)
        .forEach(
            picture ->
                files.add(
                    folder.resolve(picture.file()), file -> Files.write(file, picture.png())));
  }

  /// What the largest model of a run came to, if it is larger than one of them.
  private static String larger(Run run, List<Run> runs, List<Assessment> assessments) {
    return IntStream.range(0, runs.size())
        .filter(i -> assessments.get(i) != null)
        .boxed()
        .max(Comparator.comparingInt(i -> runs.get(i).parameters()))
        .filter(i -> runs.get(i).parameters() > run.parameters())
        .map(
            i ->
                "What that may bring: %s, with %d parameters, came to a training loss of %s of the guess’s and is right for %s."
                    .formatted(
                        runs.get(i).plan().name(),
                        runs.get(i).parameters(),
                        Exhibit.percent(assessments.get(i).trainingLoss()),
                        Exhibit.percent(runs.get(i).accuracy())))
        .orElse("");
  }

  private static String render(Page page) {
    Template template =
        Mustache.compiler()
            .strictSections(true)
            .withLoader(name -> new StringReader(resource(name)))
            .compile(resource("report.html"));
    return template.execute(page);
  }

  private static String resource(String name) {
    try (InputStream stream = Report.class.getResourceAsStream(name);
        Reader reader = new InputStreamReader(stream, StandardCharsets.UTF_8)) {
      return reader.readAllAsString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private double alwaysDied() {
    double[] truth = prepared.validation().y().toDoubles();
    return (double) Run.right(new int[truth.length], truth) / truth.length;
  }

  private String rows() {
    return prepared.heldOut()
        ? "passengers that it hadn’t seen"
        : "passengers, the same that it learned from";
  }

  private String lead(List<Run> runs, List<Assessment> assessments) {
    return Run.best(
            runs.stream().filter(run -> assessments.get(runs.indexOf(run)) != null).toList())
        .map(
            best -> {
              Interval interval = assessments.get(runs.indexOf(best)).accuracy();
              String all =
                  runs.size() == 1
                      ? "The model %s is"
                      : "Of %d models, %%s did best: it is".formatted(runs.size());
              return (all
                      + " right for %d of %d %s, %s. As far as so few can tell, that is from %s to"
                      + " %s in general. Who always says “died” is right for %s.")
                  .formatted(
                      best.plan().name(),
                      best.right(),
                      best.checked(),
                      rows(),
                      Exhibit.percent(best.accuracy()),
                      Exhibit.percent(interval.low()),
                      Exhibit.percent(interval.high()),
                      Exhibit.percent(alwaysDied()));
            })
        .orElse(
            "No model ended with a loss that is a number: the steps were too long. Try a smaller"
                + " learning rate (--lr).");
  }

  private Exhibit results(List<Run> runs, List<Assessment> assessments) {
    List<List<String>> rows = new ArrayList<>();
    List<String> names = new ArrayList<>();
    int count = runs.size();
    double died = alwaysDied();
    double least = died;
    // What isn't known has no place.
    double[] shares = new double[count];
    double[] places = new double[count];
    double[] ends = new double[3 * count];
    double[] levels = new double[3 * count];
    Arrays.fill(shares, died);
    Arrays.fill(places, Double.NaN);
    Arrays.fill(ends, died);
    Arrays.fill(levels, Double.NaN);
    for (int i = 0; i < count; i++) {
      Run run = runs.get(i);
      Assessment assessment = assessments.get(i);
      names.add(run.plan().name() + (assessment == null ? " (diverged)" : ""));
      rows.add(row(run, assessment));
      if (assessment != null) {
        Interval interval = assessment.accuracy();
        shares[i] = run.accuracy();
        places[i] = i + 1;
        ends[3 * i] = interval.low();
        ends[3 * i + 1] = interval.high();
        levels[3 * i] = i + 1;
        levels[3 * i + 1] = i + 1;
        least = Math.min(least, interval.low());
      }
    }
    rows.add(List.of("always “died”", "0", Exhibit.percent(died), "", "", "", ""));
    String alt =
        rows.stream().map(row -> "%s %s".formatted(row.get(0), row.get(2))).toList().toString();
    return new Exhibit(
        Plots.beside(
            new Plots.Frame(
                "results.png",
                "The accuracy of each model, with its 95 % interval: "
                    + alt.substring(1, alt.length() - 1)
                    + ".",
                "Accuracy",
                "predictions that are right",
                "",
                false,
                true),
            names,
            new Interval(Math.max(0, Math.floor(10 * least - 0.5) / 10), 1),
            List.of(
                new Plots.Line(
                    "always “died”",
                    new double[] {died, died},
                    new double[] {0.6, count + 0.4},
                    Plots.GREY,
                    Look.DASHED),
                new Plots.Line("95 % interval", ends, levels, 5, Look.THICK),
                new Plots.Line("accuracy", shares, places, 0, Look.POINTS))),
        "How many of %d %s are predicted rightly. Intervals that overlap widely mean that so few rows"
                .formatted(
                    runs.getFirst().checked(), prepared.heldOut() ? "validation rows" : "rows")
            + " can’t tell the models apart.",
        new Figures(
            List.of(
                "Model",
                "Parameters",
                "Accuracy",
                "95 % interval",
                "On the training rows",
                "Training loss",
                "Of the guess’s"),
            rows));
  }

  private static List<String> row(Run run, Assessment assessment) {
    String name = run.plan().name();
    String parameters = String.valueOf(run.parameters());
    return assessment == null
        ? List.of(name, parameters, "diverged", "", "", Exhibit.number(run.loss()), "")
        : List.of(
            name,
            parameters,
            Exhibit.percent(run.accuracy()),
            "%s to %s"
                .formatted(
                    Exhibit.percent(assessment.accuracy().low()),
                    Exhibit.percent(assessment.accuracy().high())),
            Exhibit.percent(assessment.trainingAccuracy()),
            Exhibit.number(run.loss()),
            Exhibit.percent(assessment.trainingLoss()));
  }

  private Exhibit losses(List<Run> runs, Curves curves, double guessing) {
    List<List<String>> rows = new ArrayList<>();
    for (Run run : runs) {
      boolean watched = run.validation().length > 0;
      rows.add(
          List.of(
              run.plan().name(),
              String.valueOf(run.plan().epochs()),
              Exhibit.number(run.losses()[0]),
              Exhibit.number(run.loss()),
              watched ? Exhibit.number(run.validation()[run.plan().epochs()]) : "–"));
    }
    String alt =
        String.join(
            "; ",
            rows.stream()
                .map(row -> "%s from %s to %s".formatted(row.get(0), row.get(2), row.get(3)))
                .toList());
    return new Exhibit(
        curves.all(runs, "Curves of the training losses over the steps: " + alt + "."),
        ("The %s of what the models learn from. Who says the same of everyone, the best that there"
                + " is, loses %s: the grey line. What is above the frame isn’t shown.")
            .formatted(recipe.loss(), Exhibit.number(guessing)),
        new Figures(
            List.of("Model", "Steps", "First loss", "Last loss", "Validation, last"), rows));
  }

  private List<String> rule(double guess) {
    return List.of(
        "Losses are compared with the guess’s: what it loses to say the same, %s, of everyone. 100 %% has learned nothing, 0 %% is perfect."
            .formatted(Story.number(guess)),
        "If the loss is no longer a number: %s.".formatted(Diagnosis.Advice.SMALLER_STEPS),
        "If the training loss is near zero, under %.0f %% of the guess’s, and the training accuracy is above the validation accuracy’s 95 %% interval: %s. The model has learned its rows by heart."
            .formatted(100 * Diagnosis.NEAR_ZERO, Diagnosis.Advice.REGULARISE),
        "If the training loss is above %.0f %% of the guess’s, and the training accuracy isn’t above that interval: %s. The model can’t fit what it learns from."
            .formatted(100 * Diagnosis.CANNOT_FIT, Diagnosis.Advice.MORE_CAPACITY),
        "Else: %s; or, where no rows were held out, %s first."
            .formatted(
                Diagnosis.Advice.MORE_DATA,
                Diagnosis.Advice.HOLD_ROWS_OUT.toString().toLowerCase(Locale.ROOT)));
  }

  private Figures facts(List<Run> runs, long seed, String command) {
    return new Figures(
        List.of("What", "Which"),
        List.of(
            List.of("Command", command),
            List.of("Recipe", recipe.name()),
            List.of(
                "Models", String.join(", ", runs.stream().map(run -> run.plan().name()).toList())),
            List.of("Seed of the models", String.valueOf(seed)),
            List.of("Seed of the split", prepared.heldOut() ? "" + Recipe.SPLIT_SEED : "–"),
            List.of("Data", data.source()),
            List.of(
                "Rows",
                prepared.heldOut()
                    ? "%d to learn from, %d to check"
                        .formatted(prepared.training().size(), prepared.validation().size())
                    : "%d, to learn from and to check".formatted(prepared.training().size())),
            List.of("Backend", Backends.current().name()),
            List.of("Gradus", Main.version()),
            List.of(
                "Java", "%s %s".formatted(System.getProperty("java.vm.name"), Runtime.version())),
            List.of(
                "System",
                "%s %s".formatted(System.getProperty("os.name"), System.getProperty("os.arch"))),
            List.of(
                "Written",
                ZonedDateTime.now()
                    .format(DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss xxx", Locale.ROOT)))),
        true);
  }
}
