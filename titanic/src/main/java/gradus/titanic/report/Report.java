package gradus.titanic.report;

import gradus.cli.Drawing;
import gradus.cli.InputException;
import gradus.cli.Outputs;
import gradus.cli.Version;
import gradus.cli.figures.Exhibit;
import gradus.cli.figures.Exhibit.Figures;
import gradus.cli.figures.Page;
import gradus.cli.figures.Picture;
import gradus.cli.figures.Plots;
import gradus.engine.Backends;
import gradus.titanic.data.Column;
import gradus.titanic.data.Passengers;
import gradus.titanic.recipe.Recipe;
import gradus.titanic.recipe.Run;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// A report about a run: a page that contains its charts, and the charts as files.
public final class Report {
  /// The page's name in its folder.
  public static final String PAGE = "report.html";

  private final Recipe recipe;
  private final Recipe.Prepared prepared;
  private final DataSection data;

  /// The values of the page's template. All are text, and are escaped on the page.
  ///
  /// @param style the style sheet
  /// @param title the heading
  /// @param recipe the name of the recipe
  /// @param about a description of the recipe
  /// @param data the data and its preparation
  /// @param results the results of all models
  /// @param models the models, one by one
  /// @param rule the rules for the advice
  /// @param run the facts about this run
  private record Content(
      String style,
      String title,
      String recipe,
      String about,
      DataSection data,
      ResultsSection results,
      List<ModelSection> models,
      List<String> rule,
      Figures run) {}

  /// Creates a report, before the training.
  ///
  /// @throws InputException if charts can't be drawn on this machine
  public Report(Recipe recipe, Passengers passengers, Recipe.Prepared prepared) {
    Drawing.check("--report", Plots::sample);
    this.recipe = recipe;
    this.prepared = prepared;
    this.data = DataSection.of(recipe, passengers, prepared);
  }

  /// {@return the names of the report's files in its folder}
  ///
  /// @param plans the models
  public List<String> names(List<Recipe.Plan> plans) {
    List<String> names = new ArrayList<>(List.of(PAGE, "results.png", "losses.png"));
    pictures().forEach(picture -> names.add(picture.file()));
    for (Recipe.Plan plan : plans) {
      for (String kind : List.of("losses", "calibration", "weights")) {
        names.add(String.format(Locale.ROOT, "%s-%s.png", plan.name(), kind));
      }
    }
    return names;
  }

  private Stream<Picture> pictures() {
    return Stream.concat(Stream.of(data.groups()), data.before().stream()).map(Exhibit::picture);
  }

  /// Writes the page and its charts.
  ///
  /// @param command the command line
  public void add(Outputs files, Path folder, List<Run> runs, long seed, String command) {
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
              ResultsSection.larger(runs.get(i), runs, assessments),
              i));
    }
    Content content =
        new Content(
            Page.style(),
            "Who survived the Titanic?",
            recipe.name(),
            String.join(" ", recipe.about()),
            data,
            ResultsSection.of(recipe, prepared, runs, assessments, curves, guessing),
            models,
            rule(guess),
            facts(runs, seed, command));
    String html = Page.render(Page.text(Report.class.getResourceAsStream("report.html")), content);
    files.folder(folder);
    files.add(folder.resolve(PAGE), file -> Files.writeString(file, html, StandardCharsets.UTF_8));
    Stream.of(
            pictures(),
            Stream.of(content.results.accuracy().picture(), content.results.losses().picture()),
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

  private List<String> rule(double guess) {
    return List.of(
        String.format(
            Locale.ROOT,
            "Losses are given relative to the baseline loss, that of the best constant prediction,"
                + " %s: 100 %% means that nothing was learned, 0 %% is perfect.",
            Column.text(guess)),
        String.format(
            Locale.ROOT, "If the loss is not a number: %s.", Diagnosis.Advice.SMALLER_STEPS),
        String.format(
            Locale.ROOT,
            "If the training loss is near zero, below %.0f %% of the baseline loss, and the"
                + " training accuracy is above the 95 %% interval of the validation accuracy: %s."
                + " The model overfits.",
            100 * Diagnosis.NEAR_ZERO,
            Diagnosis.Advice.REGULARISE),
        String.format(
            Locale.ROOT,
            "If the training loss is above %.0f %% of the baseline loss, and the training accuracy"
                + " is not above that interval: %s. The model underfits.",
            100 * Diagnosis.CANNOT_FIT,
            Diagnosis.Advice.MORE_CAPACITY),
        String.format(
            Locale.ROOT,
            "Otherwise: %s; or, without a validation set, %s first.",
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
            List.of("Seed of the parameters", String.valueOf(seed)),
            List.of("Seed of the split", prepared.heldOut() ? "" + Recipe.SPLIT_SEED : "–"),
            List.of("Data", data.source()),
            List.of(
                "Rows",
                prepared.heldOut()
                    ? String.format(
                        Locale.ROOT,
                        "training set %d, validation set %d",
                        prepared.training().size(),
                        prepared.validation().size())
                    : String.format(
                        Locale.ROOT,
                        "training set %d, no validation set",
                        prepared.training().size())),
            List.of("Backend", Backends.current().name()),
            List.of("Gradus", Version.text()),
            List.of(
                "Java",
                String.format(
                    Locale.ROOT, "%s %s", System.getProperty("java.vm.name"), Runtime.version())),
            List.of(
                "System",
                String.format(
                    Locale.ROOT,
                    "%s %s",
                    System.getProperty("os.name"),
                    System.getProperty("os.arch"))),
            List.of(
                "Written",
                ZonedDateTime.now()
                    .format(DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss xxx", Locale.ROOT)))),
        true);
  }
}
