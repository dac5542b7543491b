package gradus.vision.command;

import com.google.gson.JsonArray;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import gradus.cli.BackendChoice;
import gradus.cli.Checks;
import gradus.cli.CommandFiles;
import gradus.cli.Drawing;
import gradus.cli.InputException;
import gradus.cli.Outputs;
import gradus.cli.Progressing;
import gradus.cli.figures.Plots;
import gradus.vision.compare.Candidate;
import gradus.vision.compare.Choice;
import gradus.vision.compare.Speed;
import gradus.vision.data.Labelled;
import gradus.vision.data.PictureSet;
import gradus.vision.model.Arch;
import gradus.vision.model.Network;
import gradus.vision.model.Weights;
import gradus.vision.report.ComparisonPicture;
import gradus.vision.train.Predictions;
import gradus.vision.train.Run;
import gradus.vision.train.Settings;
import gradus.vision.train.Trainer;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Compares architectures.
@Command(
    name = "compare",
    description = {
      "Find out which model is best for a purpose: as accurate as possible, as fast, or as small.",
      "",
      "Trains architectures on the same pictures, or loads trained ones, and measures their"
          + " accuracy and their time. Those that no other beats in both are the Pareto frontier.",
      ""
    },
    sortOptions = false,
    footer = {
      "",
      "Examples:",
      "  gradus vision compare --picture models.png",
      "  gradus vision compare --arch mlp,lenet,resnet8,resnet20 --budget 2ms",
      "  gradus vision compare --weights resnet20=a.safetensors,resnet32=b.safetensors --data cifar"
    })
final class CompareCommand extends Progressing {
  private static final Pattern TIME = Pattern.compile("(\\d+(?:\\.\\d+)?)(us|ms|s)");

  @Spec private CommandSpec spec;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  private boolean help;

  @Mixin private DataOptions data;

  @Option(
      names = "--arch",
      paramLabel = "NAMES",
      split = ",",
      description = "The architectures to train. Default: mlp,lenet,resnet8, without --weights.")
  private List<Arch> archs;

  @Option(
      names = "--weights",
      paramLabel = "FILES",
      split = ",",
      description = {
        "Trained networks: files, with the architecture in front of a file that doesn't name it, as"
            + " in resnet20=FILE."
      })
  private List<String> files = List.of();

  @Mixin private TrainOptions training;

  @Option(
      names = "--budget",
      paramLabel = "TIME",
      description = "The time that an answer may take, such as 5ms. Default: ${DEFAULT-VALUE}.")
  private String budget = "5ms";

  @Option(
      names = "--max-parameters",
      paramLabel = "N",
      description = {
        "The most parameters that the model may have. Default: the smallest model is chosen that is"
            + " as accurate as the best."
      })
  private Integer most;

  @Option(names = "--json", paramLabel = "FILE", description = "Write the figures as JSON.")
  private Path json;

  @Option(
      names = "--picture",
      paramLabel = "FILE",
      description = "Draw accuracy over time, with the Pareto frontier, as PNG.")
  private Path picture;

  @Override
  public void run() {
    training.check();
    seconds();
    Checks.range("--max-parameters", most, 1, Integer.MAX_VALUE);
    CommandFiles checked = new CommandFiles().input("--data", data.data);
    named().values().forEach(named -> checked.input("--weights", named.file()));
    checked.output("--json", json).output("--picture", picture);
    if (picture != null) {
      Drawing.check("--picture", Plots::sample);
    }
    BackendChoice.using(training.backend, this::compare);
  }

  /// The budget in seconds.
  private double seconds() {
    Matcher time = TIME.matcher(budget);
    if (!time.matches() || Double.parseDouble(time.group(1)) == 0) {
      throw new InputException(
          "--budget must be a time such as 5ms, 0.2s or 300us, got "
              + InputException.shown(budget));
    }
    double number = Double.parseDouble(time.group(1));
    return switch (time.group(2)) {
      case "us" -> number / 1e6;
      case "ms" -> number / 1e3;
      default -> number;
    };
  }

  private record Named(Arch arch, Path file) {}

  /// The files by what they were given as.
  private Map<String, Named> named() {
    Map<String, Named> named = new LinkedHashMap<>();
    for (String text : files) {
      Named parsed = new Named(null, Path.of(text));
      for (Arch arch : Arch.values()) {
        if (text.startsWith(arch + "=")) {
          parsed = new Named(arch, Path.of(text.substring(arch.toString().length() + 1)));
        }
      }
      named.put(text, parsed);
    }
    return named;
  }

  private void compare() {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    double limit = seconds();
    PictureSet set = data.read(err).split(training.seed);
    Checked.enough(set);
    Labelled test = set.test();
    List<Arch> trained =
        archs != null
            ? List.copyOf(new LinkedHashSet<>(archs))
            : files.isEmpty() ? List.of(Arch.MLP, Arch.LENET, Arch.RESNET8) : List.of();
    Map<String, Network> loaded = new LinkedHashMap<>();
    named()
        .forEach(
            (text, file) -> {
              Network network =
                  Weights.read(file.file())
                      .network(file.arch(), Math.max(set.height(), set.width()), null);
              Checked.fits(err, set, test, network);
              String name = network.arch().toString();
              loaded.put(
                  loaded.containsKey(name) || trained.contains(network.arch()) ? text : name,
                  network);
            });
    List<Candidate> candidates = new ArrayList<>();
    for (Arch arch : trained) {
      Settings settings = training.settings(arch, set, data.data == null);
      candidates.add(train(out, err, set, settings));
    }
    loaded.forEach(
        (name, network) ->
            candidates.add(
                Candidate.of(
                    name,
                    Predictions.of(network, test),
                    network.parameters(),
                    Speed.of(network, test),
                    Double.NaN)));
    Map<String, Choice> choices = new LinkedHashMap<>();
    choices.put("latency", Choice.within(candidates, limit));
    choices.put("batch", Choice.forBulk(candidates));
    choices.put(
        "size",
        most == null ? Choice.smallest(candidates) : Choice.withParameters(candidates, most));
    print(out, candidates, choices);
    write(candidates, choices);
    out.flush();
  }

  private Candidate train(PrintWriter out, PrintWriter err, PictureSet set, Settings settings) {
    Trainer trainer = new Trainer(set, settings, Optional.empty());
    double rate = settings.lr().orElseGet(() -> Rates.found(trainer));
    Run run =
        inSteps(
            err,
            settings.arch().toString(),
            trainer.steps(),
            step -> trainer.train(rate, Optional.empty(), step, (_, _) -> {}));
    out.println(
        String.format(
            Locale.ROOT,
            "trained %s: %s, %.1f s, accuracy %.2f %%",
            settings.arch(),
            TrainStory.inWords(settings.epochs()),
            run.seconds(),
            100 * run.validation().accuracy()));
    out.flush();
    return Candidate.of(
        settings.arch().toString(),
        run.validation(),
        run.network().parameters(),
        Speed.of(run.network(), set.test()),
        run.seconds());
  }

  private static void print(
      PrintWriter out, List<Candidate> candidates, Map<String, Choice> choices) {
    List<Candidate> frontier = Candidate.frontier(candidates);
    out.println();
    out.println(
        "model        accuracy   95 % interval     one picture     in bulk  parameters  frontier");
    for (Candidate each : candidates) {
      out.println(
          String.format(
              Locale.ROOT,
              "%-11s  %6.2f %%  %5.2f to %6.2f %%  %11s  %10s  %10d  %s",
              each.name(),
              100 * each.accuracy(),
              100 * each.interval().low(),
              100 * each.interval().high(),
              Choice.time(each.alone()),
              Choice.time(each.inBulk()),
              each.parameters(),
              frontier.contains(each) ? "yes" : "no"));
    }
    out.println();
    Map<String, String> purposes =
        Map.of(
            "latency", "For an answer in time",
            "batch", "For a large batch",
            "size", "For a small file");
    choices.forEach(
        (purpose, choice) ->
            out.println(
                String.format(
                    Locale.ROOT,
                    "%s: %s: %s.",
                    purposes.get(purpose),
                    choice.chosen().map(Candidate::name).orElse("no model"),
                    choice.why())));
  }

  private void write(List<Candidate> candidates, Map<String, Choice> choices) {
    try (Outputs outputs = new Outputs()) {
      if (json != null) {
        String text = json(candidates, choices) + "\n";
        outputs.add(json, file -> Files.writeString(file, text, StandardCharsets.UTF_8));
      }
      if (picture != null) {
        byte[] png = ComparisonPicture.of(candidates).png();
        outputs.add(picture, file -> Files.write(file, png));
      }
      outputs.commit();
    }
  }

  private static JsonObject json(List<Candidate> candidates, Map<String, Choice> choices) {
    List<Candidate> frontier = Candidate.frontier(candidates);
    JsonArray models = new JsonArray();
    for (Candidate each : candidates) {
      JsonObject model = new JsonObject();
      model.addProperty("name", each.name());
      model.addProperty("accuracy", each.accuracy());
      model.addProperty("images", each.tested());
      model.addProperty("parameters", each.parameters());
      model.addProperty("seconds_alone", each.alone());
      model.addProperty("seconds_in_bulk", each.inBulk());
      model.add("seconds_training", Json.number(each.training()));
      model.addProperty("frontier", frontier.contains(each));
      models.add(model);
    }
    JsonObject chosen = new JsonObject();
    choices.forEach(
        (purpose, choice) -> {
          JsonObject reason = new JsonObject();
          if (choice.chosen().isPresent()) {
            reason.addProperty("model", choice.chosen().get().name());
          } else {
            reason.add("model", JsonNull.INSTANCE);
          }
          reason.addProperty("why", choice.why());
          chosen.add(purpose, reason);
        });
    JsonObject all = new JsonObject();
    all.add("models", models);
    all.add("choices", chosen);
    return all;
  }
}
