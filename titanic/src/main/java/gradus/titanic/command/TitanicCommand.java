package gradus.titanic.command;

import gradus.cli.BackendChoice;
import gradus.cli.Bar;
import gradus.cli.InputException;
import gradus.cli.Outputs;
import gradus.engine.Backends;
import gradus.nn.EpochListener;
import gradus.titanic.data.Passengers;
import gradus.titanic.recipe.Categories;
import gradus.titanic.recipe.NotebookRecipe;
import gradus.titanic.recipe.Recipe;
import gradus.titanic.recipe.RecipeName;
import gradus.titanic.recipe.Run;
import gradus.titanic.recipe.SavedModel;
import gradus.titanic.report.Report;
import gradus.titanic.workbook.Workbook;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import me.tongfei.progressbar.ProgressBar;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Trains the lesson's models.
@Command(
    name = "titanic",
    description = {
      "Train neural networks on the passengers of the Titanic, and explain each step.",
      "",
      "Without options, it runs the recipe of the written lesson on the embedded passenger list. A"
          + " model is a function with parameters, which start at random. The loss measures the"
          + " error of its predictions, and the gradient tells how the loss changes with each"
          + " parameter. Gradient descent takes small steps against the gradient.",
      ""
    },
    sortOptions = false,
    subcommands = PredictCommand.class,
    footer = {
      "",
      "Examples:",
      "  gradus titanic --recipe notebook",
      "  gradus titanic --model net --hidden 50 --lr 0.1 --epochs 1000",
      "  gradus titanic --report report",
      "  gradus titanic --model net --save net.safetensors",
      "  gradus titanic --recipe spreadsheet --xlsx lesson.xlsx",
      "  gradus titanic predict --model net.safetensors --data people.csv"
    })
final class TitanicCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  private boolean help;

  @Option(
      names = "--recipe",
      paramLabel = "NAME",
      defaultValue = "lesson",
      description = {
        "Preparation, models and training: ${COMPLETION-CANDIDATES}. lesson (the default) is the"
            + " recommended one; notebook and spreadsheet reproduce the lesson's published figures."
      })
  private RecipeName recipe;

  @Option(
      names = "--model",
      paramLabel = "NAME",
      defaultValue = "all",
      description = {
        "The models: ${COMPLETION-CANDIDATES}. linear is a weighted sum of the columns, net has one"
            + " hidden layer, deep has two. Default: ${DEFAULT-VALUE}."
      })
  private ModelName model;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      description = "Number of steps, each over the whole training set. Default: the recipe's.")
  private Integer epochs;

  @Option(
      names = "--lr",
      paramLabel = "RATE",
      description = {
        "The learning rate, the length of a step relative to the gradient. If it is too small,"
            + " training is slow; if it is too large, the loss diverges. Default: the recipe's."
      })
  private Double lr;

  @Option(
      names = "--hidden",
      paramLabel = "N",
      description = {
        "Number of units in a hidden layer. More units can fit more, but can also overfit. Default:"
            + " the recipe's."
      })
  private Integer hidden;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = {
        "Seed of the random initial parameters; the same seed gives the same run. Default:"
            + " ${DEFAULT-VALUE}. The validation set is the same for all seeds."
      })
  private long seed = Recipe.SEED;

  @Option(
      names = "--backend",
      paramLabel = "NAME",
      description = {
        "The backend: reference (plain loops), simd (the processor's vector units) or, with"
            + " TORNADOVM_HOME set, tornado (a GPU). Default: the fastest available."
      })
  private String backend;

  @Mixin private TrainingFiles files;

  @Option(
      names = {"-q", "--quiet"},
      description = "Print only the results, one line per model.")
  private boolean quiet;

  private boolean progress;

  /// Sets whether there is a terminal that can show progress.
  void showProgress(boolean terminal) {
    progress = terminal;
  }

  @Override
  public void run() {
    check();
    BackendChoice.using(backend, () -> train(spec.commandLine().getOut()));
  }

  private void check() {
    atLeastOne("--epochs", epochs, 10_000_000);
    atLeastOne("--hidden", hidden, SavedModel.WIDEST);
    if (lr != null && !(lr > 0 && lr < Double.POSITIVE_INFINITY)) {
      throw new InputException("--lr must be a number above 0, got " + lr);
    }
    if (files.xlsx != null && recipe != RecipeName.SPREADSHEET) {
      throw new InputException(
          String.format(
              Locale.ROOT,
              "--xlsx needs --recipe spreadsheet: models of the recipe %s have no workbook",
              recipe));
    }
    files.check();
  }

  private static void atLeastOne(String option, Integer value, int limit) {
    if (value != null && (value < 1 || value > limit)) {
      throw new InputException(
          String.format(Locale.ROOT, "%s must be from 1 to %d, got %d", option, limit, value));
    }
  }

  private void train(PrintWriter out) {
    // Everything is read before anything is trained.
    Recipe chosen = recipe.recipe();
    Recipe.Settings settings =
        new Recipe.Settings(
            epochs == null ? OptionalInt.empty() : OptionalInt.of(epochs),
            lr == null ? OptionalDouble.empty() : OptionalDouble.of(lr),
            hidden == null ? OptionalInt.empty() : OptionalInt.of(hidden),
            seed);
    List<Recipe.Plan> plans = chosen.plans(model.kinds(chosen), settings);
    Passengers read =
        files.data == null
            ? Passengers.embedded()
            : files.csv.read(files.data, Passengers.Purpose.TRAINING);
    Categories.Checked known = files.csv.check(Categories.of(chosen.training(read)), read);
    Passengers passengers = known.passengers();
    Recipe.Prepared prepared = chosen.prepare(passengers);
    Categories.Checked unknown =
        files.test == null
            ? null
            : files.csv.check(
                prepared.preparation().categories(),
                files.csv.read(files.test, Passengers.Purpose.PREDICTION));
    if (files.xlsx != null) {
      Workbook.check(passengers, plans);
    }

    Report page = null;
    if (files.report != null) {
      page = new Report(chosen, passengers, prepared);
      files.check(page.names(plans));
    }

    Story story = new Story(out, quiet, chosen);
    story.begin(Backends.current().name(), seed);
    story.data(passengers);
    story.preparation(prepared);
    if (chosen instanceof NotebookRecipe && model.kinds(chosen).contains(Recipe.Kind.LINEAR)) {
      double[] losses = NotebookRecipe.byHand(passengers, seed);
      story.byHand(losses[0], losses[1]);
    }
    List<Run> runs = new ArrayList<>();
    for (Recipe.Plan plan : plans) {
      if (out.checkError() && !files.isAnyWritten()) {
        // Further output would not be seen.
        return;
      }
      runs.add(train(story, chosen, prepared, plan, runs.size() + 1, plans.size()));
    }
    story.summary(runs, prepared);
    write(
        story,
        chosen,
        passengers,
        prepared,
        runs,
        unknown == null ? null : unknown.passengers(),
        page);
    story.flush();
    PrintWriter err = spec.commandLine().getErr();
    CsvOptions.count(err, known);
    if (unknown != null) {
      CsvOptions.count(err, unknown);
    }
  }

  private Run train(
      Story story,
      Recipe chosen,
      Recipe.Prepared prepared,
      Recipe.Plan plan,
      int place,
      int count) {
    story.model(place, count, plan);
    Story.Losses losses = story.losses(plan.epochs());
    Run run;
    if (progress && !quiet) {
      story.flush();
      PrintWriter err = spec.commandLine().getErr();
      try (ProgressBar bar = Bar.of(err, plan.name(), plan.epochs())) {
        run = train(chosen, prepared, plan, (_, _) -> bar.step());
      }
      for (int epoch = 0; epoch < run.losses().length; epoch++) {
        losses.add(epoch, run.losses()[epoch]);
      }
    } else {
      run = train(chosen, prepared, plan, losses::add);
    }
    story.result(run, prepared);
    story.flush();
    return run;
  }

  private Run train(
      Recipe chosen, Recipe.Prepared prepared, Recipe.Plan plan, EpochListener listener) {
    return files.report == null
        ? Run.train(chosen, plan, prepared, seed, listener)
        : Run.watched(chosen, plan, prepared, seed, listener);
  }

  private void write(
      Story story,
      Recipe chosen,
      Passengers passengers,
      Recipe.Prepared prepared,
      List<Run> runs,
      Passengers unknown,
      Report page) {
    try (Outputs outputs = new Outputs()) {
      if (files.json != null) {
        String text = Run.toJson(chosen, Backends.current().name(), runs);
        outputs.add(files.json, file -> Files.writeString(file, text, StandardCharsets.UTF_8));
      }
      if (files.save != null || unknown != null) {
        SavedModel best = SavedModel.of(chosen, prepared, best(runs));
        if (files.save != null) {
          outputs.add(files.save, best::save);
        }
        if (unknown != null) {
          String text = SavedModel.submission(unknown, Run.survivors(best.predict(unknown)));
          outputs.add(
              files.submission, file -> Files.writeString(file, text, StandardCharsets.UTF_8));
        }
      }
      if (page != null) {
        String command =
            String.join(" ", spec.root().commandLine().getParseResult().originalArgs());
        page.add(outputs, files.report, runs, seed, "gradus " + command);
      }
      if (files.xlsx != null) {
        outputs.add(
            files.xlsx, file -> Workbook.write(file, chosen, passengers, prepared, runs, seed));
      }
      outputs.commit();
    }
    if (files.save != null) {
      story.wrote("the model " + best(runs).plan().name(), files.save);
    }
    if (unknown != null) {
      story.wrote("what the model " + best(runs).plan().name() + " predicts", files.submission);
    }
    if (files.json != null) {
      story.wrote("all losses", files.json);
    }
    if (page != null) {
      story.wrote("the report", files.report.resolve(Report.PAGE));
    }
    if (files.xlsx != null) {
      story.wrote("the workbook", files.xlsx);
    }
  }

  private static Run best(List<Run> runs) {
    return Run.best(runs)
        .orElseThrow(
            () ->
                new InputException(
                    "all models diverged (their losses are not numbers), so nothing was written;"
                        + " try a smaller --lr"));
  }
}
