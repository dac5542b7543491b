package gradus.vision.command;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import gradus.cli.BackendChoice;
import gradus.cli.CommandFiles;
import gradus.cli.Drawing;
import gradus.cli.InputException;
import gradus.cli.Outputs;
import gradus.cli.Progressing;
import gradus.cli.figures.Plots;
import gradus.vision.compare.Diagnosis;
import gradus.vision.data.PictureSet;
import gradus.vision.model.Arch;
import gradus.vision.report.LearningCurvePicture;
import gradus.vision.train.Predictions;
import gradus.vision.train.Run;
import gradus.vision.train.Settings;
import gradus.vision.train.Trainer;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Finds out what would help a network.
@Command(
    name = "diagnose",
    description = {
      "Find out what would help a network most: capacity, regularisation, or more data.",
      "",
      "Trains it on 10, 30 and 100 %% of the pictures, and compares its accuracy on those with that"
          + " on the pictures held out. With fewer pictures there are more epochs, up to four times"
          + " as many.",
      ""
    },
    sortOptions = false)
final class DiagnoseCommand extends Progressing {
  private static final double[] SHARES = {0.1, 0.3, 1};
  private static final double MORE_EPOCHS = 4;

  /// How many of the pictures that a network learned from are tested.
  private static final int TESTED = 5000;

  @Spec private CommandSpec spec;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  private boolean help;

  @Mixin private DataOptions data;

  @Option(
      names = "--arch",
      paramLabel = "NAME",
      description = "The architecture. Default: resnet8.")
  private Arch arch = Arch.RESNET8;

  @Mixin private TrainOptions training;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Write the learning curve and the answer as JSON.")
  private Path json;

  @Option(names = "--picture", paramLabel = "FILE", description = "Draw the learning curve as PNG.")
  private Path picture;

  @Override
  public void run() {
    training.check();
    new CommandFiles()
        .input("--data", data.data)
        .output("--json", json)
        .output("--picture", picture);
    if (picture != null) {
      Drawing.check("--picture", Plots::sample);
    }
    BackendChoice.using(training.backend, this::diagnose);
  }

  private void diagnose() {
    PrintWriter out = spec.commandLine().getOut();
    PictureSet set = data.read(spec.commandLine().getErr()).split(training.seed);
    Checked.enough(set);
    if ((int) (SHARES[0] * set.training().size()) == 0) {
      throw new InputException(
          String.format(
              Locale.ROOT,
              "%s: %d pictures to learn from are too few for a learning curve",
              set.source(),
              set.training().size()));
    }
    out.println(String.format(Locale.ROOT, "%s on parts of %s", arch, set.source()));
    out.println("pictures  accuracy on these  on those held out");
    List<Diagnosis.Point> curve = new ArrayList<>();
    for (double share : SHARES) {
      PictureSet part = set.sample((int) Math.round(share * set.training().size()), training.seed);
      Diagnosis.Point point = point(part, share);
      curve.add(point);
      out.println(
          String.format(
              Locale.ROOT,
              "%8d  %15.2f %%  %15.2f %%",
              point.pictures(),
              100 * point.trained(),
              100 * point.accuracy()));
      out.flush();
    }
    Diagnosis diagnosis = Diagnosis.of(curve);
    out.println();
    out.println(diagnosis.why());
    out.println("What would help most is " + diagnosis.advice() + ".");
    write(curve, diagnosis);
    out.flush();
  }

  private Diagnosis.Point point(PictureSet part, double share) {
    Settings all = training.settings(arch, part, data.data == null);
    Settings settings =
        new Settings(
            arch,
            (int) Math.round(all.epochs() * Math.min(MORE_EPOCHS, 1 / share)),
            all.batchSize(),
            all.lr(),
            all.cycle(),
            all.augment(),
            all.seed());
    Trainer trainer = new Trainer(part, settings, Optional.empty());
    double rate = settings.lr().orElseGet(() -> Rates.found(trainer));
    Run run =
        inSteps(
            spec.commandLine().getErr(),
            part.training().size() + " pictures",
            trainer.steps(),
            step -> trainer.train(rate, Optional.empty(), step, (_, _) -> {}));
    if (!Double.isFinite(run.validation().loss())) {
      throw new InputException(
          "the training diverged (its loss is not a number); try a smaller --lr");
    }
    PictureSet tested = part.sample(Math.min(TESTED, part.training().size()), training.seed);
    return new Diagnosis.Point(
        part.training().size(),
        Predictions.of(run.network(), tested.training()).accuracy(),
        run.validation().right(),
        run.validation().labels().length);
  }

  private void write(List<Diagnosis.Point> curve, Diagnosis diagnosis) {
    JsonArray points = new JsonArray();
    for (Diagnosis.Point point : curve) {
      JsonObject each = new JsonObject();
      each.addProperty("pictures", point.pictures());
      each.addProperty("train_accuracy", point.trained());
      each.addProperty("accuracy", point.accuracy());
      points.add(each);
    }
    JsonObject all = new JsonObject();
    all.add("curve", points);
    all.addProperty("advice", diagnosis.advice().name().toLowerCase(Locale.ROOT));
    all.addProperty("why", diagnosis.why());
    try (Outputs outputs = new Outputs()) {
      if (json != null) {
        outputs.add(json, file -> Files.writeString(file, all + "\n", StandardCharsets.UTF_8));
      }
      if (picture != null) {
        byte[] png = LearningCurvePicture.of(curve).png();
        outputs.add(picture, file -> Files.write(file, png));
      }
      outputs.commit();
    }
  }
}
