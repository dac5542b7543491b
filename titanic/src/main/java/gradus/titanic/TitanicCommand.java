package gradus.titanic;

import com.google.gson.GsonBuilder;
import gradus.engine.Backend;
import gradus.engine.Backends;
import gradus.engine.Generator;
import gradus.engine.Tensor;
import gradus.nn.EpochListener;
import gradus.nn.Losses;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.DoubleStream;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `gradus titanic`
@Command(
    name = "titanic",
    description = {
      "Trains the lesson's models on the passengers of the Titanic: who survives?",
      "",
      "Without options it takes the embedded list of 891 passengers, prepares it as the written"
          + " lesson does, and trains a linear model, a network with one hidden layer, and one with"
          + " two. It prints the loss as it falls, and how often each is right about passengers"
          + " that it never saw.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  gradus titanic --recipe notebook            the notebook's six runs, digit for digit",
      "  gradus titanic --model net --hidden 50      a wider network",
      "  gradus titanic --save model.safetensors     keep the best model, then:",
      "  gradus titanic predict --model model.safetensors --data people.csv"
    },
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    sortOptions = false,
    subcommands = PredictCommand.class)
final class TitanicCommand implements Callable<Integer> {
  /// The values of `--model`.
  private enum Family {
    LINEAR,
    NET,
    DEEP,
    ALL
  }

  @Spec private CommandSpec spec;

  @Option(
      names = "--recipe",
      paramLabel = "NAME",
      defaultValue = "LESSON",
      description =
          "How to prepare and train: lesson, notebook or spreadsheet (default lesson). The last two"
              + " repeat published figures.")
  private Recipe recipe;

  @Option(
      names = "--model",
      paramLabel = "NAME",
      defaultValue = "ALL",
      description = "Which models: linear, net, deep or all (default all).")
  private Family family;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      description =
          "How many steps, each on all training rows (default: the recipe's). More steps get the"
              + " loss lower, up to a point.")
  private Integer epochs;

  @Option(
      names = "--lr",
      paramLabel = "X",
      description =
          "The learning rate, the size of a step along the gradient (default: the recipe's). Too"
              + " small takes long; too large, and the loss runs away.")
  private Double lr;

  @Option(
      names = "--hidden",
      paramLabel = "N",
      description =
          "The width of hidden layers (default: the recipe's). Wider ones can learn more, also by"
              + " heart what they should understand.")
  private Integer hidden;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Where the random initial values start (default: the recipe's).")
  private Long seed;

  @Option(
      names = "--backend",
      paramLabel = "NAME",
      description = "What computes: simd or reference (default: the fastest that there is).")
  private String backendName;

  @Option(
      names = "--data",
      paramLabel = "FILE",
      description = "A CSV file in the competition's format, instead of the embedded list.")
  private Path data;

  @Option(
      names = "--save",
      paramLabel = "FILE",
      description = "Write the most accurate model there, as safetensors, with its preparation.")
  private Path save;

  @Option(
      names = "--test",
      paramLabel = "FILE",
      description = "Passengers to predict, in the competition's format; needs --submission.")
  private Path test;

  @Option(
      names = "--submission",
      paramLabel = "FILE",
      description = "Write the predictions for --test there: PassengerId,Survived.")
  private Path submission;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Write all losses and accuracies there.")
  private Path json;

  @Option(names = "--quiet", description = "One line a model.")
  private boolean quiet;

  @Override
  public Integer call() {
    check();
    Backend backend = backend();
    return Backends.using(backend, () -> train(backend));
  }

  private void check() {
    atLeastOne("--epochs", epochs);
    atLeastOne("--hidden", hidden);
    if (lr != null && !(lr > 0 && lr < Double.POSITIVE_INFINITY)) {
      throw new UserException("--lr: must be a number above 0, got " + lr);
    }
    if ((test == null) != (submission == null)) {
      throw new UserException("--test and --submission: one needs the other");
    }
    WholeFile.check("--save", save);
    WholeFile.check("--submission", submission);
    WholeFile.check("--json", json);
  }

  private static void atLeastOne(String option, Integer value) {
    if (value != null && (value < 1 || value > 1_000_000)) {
      throw new UserException("%s: must be from 1 to 1000000, got %d".formatted(option, value));
    }
  }

  private Backend backend() {
    try {
      return backendName == null ? Backends.current() : Backends.named(backendName);
    } catch (IllegalArgumentException e) {
      throw new UserException("--backend: " + e.getMessage());
    } catch (IllegalStateException e) {
      throw new UserException(e.getMessage());
    }
  }

  private int train(Backend backend) {
    PassengerList list = data == null ? PassengerList.embedded() : PassengerList.read(data, true);
    // Read now, so that a mistake in it shows before the work, not after.
    PassengerList unknown = test == null ? null : PassengerList.read(test, false);
    Recipe.Problem problem = recipe.problem(list);
    List<Plan> plans = plans(problem.preparation().columns().size());
    PrintWriter out = spec.commandLine().getOut();
    Report report = new Report(out, quiet);
    report.data(list, recipe, problem, backend.name());
    if (recipe == Recipe.NOTEBOOK && !family.equals(Family.NET) && !family.equals(Family.DEEP)) {
      double[] losses = oneStepByHand(problem.preparation(), list);
      report.oneStep(losses[0], losses[1]);
    }
    long start = seed == null ? recipe.seed() : seed;
    List<Run> runs = new ArrayList<>();
    for (Plan plan : plans) {
      try (Progress progress = new Progress(plan, quiet)) {
        runs.add(Run.of(plan, recipe, problem, start, progress));
      }
      report.run(runs.getLast(), recipe, problem);
      out.flush();
    }
    Run best = runs.stream().max(Comparator.comparingDouble(Run::accuracy)).orElseThrow();
    try {
      write(report, runs, best, problem.preparation(), unknown, backend);
    } catch (IOException e) {
      throw new UserException("can't write: " + e.getMessage());
    }
    return 0;
  }

  private List<Plan> plans(int columns) {
    List<Plan> plans =
        recipe.plans(columns, hidden).stream()
            .filter(plan -> family == Family.ALL || plan.family().equalsIgnoreCase(family.name()))
            .map(
                plan ->
                    new Plan(
                        plan.name(),
                        plan.family(),
                        plan.explanation(),
                        plan.model(),
                        lr == null ? plan.lr() : lr,
                        epochs == null ? plan.epochs() : epochs))
            .toList();
    if (plans.isEmpty()) {
      throw new UserException(
          "--model %s: the recipe %s has no such model"
              .formatted(family.name().toLowerCase(Locale.ROOT), recipe));
    }
    return plans;
  }

  /// The step that the notebook takes before it splits the rows. It has called `backward` three
  /// times by then, without zeroing in between, so the step is along the sum of three equal
  /// gradients.
  ///
  /// @return the loss before and after
  static double[] oneStepByHand(Preparation preparation, PassengerList list) {
    Tensor x = preparation.apply(list.passengers());
    Tensor y = Tensor.of(list.passengers().stream().mapToDouble(Passenger::survived).toArray());
    Tensor w = Tensor.rand(new Generator(442), x.size(1)).sub(0.5).requiresGrad(true);
    Tensor before = Losses.l1(x.mul(w).sum(1), y);
    for (int pass = 0; pass < 3; pass++) {
      before.backward();
    }
    Tensor.noGrad(() -> w.subInPlace(w.grad().mul(0.1)));
    Tensor after = Losses.l1(x.mul(w).sum(1), y);
    return new double[] {before.item(), after.item()};
  }

  private void write(
      Report report,
      List<Run> runs,
      Run best,
      Preparation preparation,
      PassengerList unknown,
      Backend backend)
      throws IOException {
    if (save != null || submission != null) {
      report.chosen(best, runs.size());
    }
    if (save != null) {
      SavedModel.save(save, recipe, hidden, preparation, best);
      report.wrote(save, "the model");
    }
    if (submission != null) {
      SavedModel model = new SavedModel(preparation, best.model());
      WholeFile.write(submission, model.answer(unknown.passengers()));
      report.wrote(submission, "%d predictions".formatted(unknown.passengers().size()));
    }
    if (json != null) {
      WholeFile.write(json, toJson(runs, backend));
      report.wrote(json, "the figures");
    }
  }

  private String toJson(List<Run> runs, Backend backend) {
    List<Map<String, Object>> list = new ArrayList<>();
    for (Run run : runs) {
      Map<String, Object> figures = new LinkedHashMap<>();
      figures.put("name", run.plan().name());
      figures.put("parameters", run.parameterCount());
      figures.put(
          "losses", DoubleStream.of(run.losses()).mapToObj(TitanicCommand::orNull).toList());
      figures.put("accuracy", run.accuracy());
      list.add(figures);
    }
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("recipe", recipe.toString());
    all.put("backend", backend.name());
    all.put("runs", list);
    return new GsonBuilder().setPrettyPrinting().serializeNulls().create().toJson(all) + "\n";
  }

  /// JSON has no NaN, and no infinity.
  private static Double orNull(double number) {
    return Double.isFinite(number) ? number : null;
  }

  /// A bar on a terminal, nothing elsewhere.
  private static final class Progress implements EpochListener, AutoCloseable {
    private final ProgressBar bar;

    Progress(Plan plan, boolean quiet) {
      boolean terminal = System.console() != null && System.console().isTerminal();
      bar =
          terminal && !quiet
              ? new ProgressBarBuilder()
                  .setTaskName(plan.name())
                  .setInitialMax(plan.epochs())
                  .setStyle(ProgressBarStyle.UNICODE_BLOCK)
                  .clearDisplayOnFinish()
                  .build()
              : null;
    }

    @Override
    public void epoch(int epoch, double loss) {
      if (bar != null) {
        bar.step();
        bar.setExtraMessage("loss %.3f".formatted(loss));
      }
    }

    @Override
    public void close() {
      if (bar != null) {
        bar.close();
      }
    }
  }
}
