package gradus.vision.command;

import gradus.cli.BackendChoice;
import gradus.cli.CommandFiles;
import gradus.cli.InputException;
import gradus.cli.Outputs;
import gradus.cli.Progressing;
import gradus.engine.Backends;
import gradus.vision.data.PictureSet;
import gradus.vision.model.Arch;
import gradus.vision.model.Weights;
import gradus.vision.report.Report;
import gradus.vision.train.Run;
import gradus.vision.train.Settings;
import gradus.vision.train.Trainer;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Trains a network.
@Command(
    name = "train",
    description = {
      "Train a network on pictures.",
      "",
      "A fifth of the pictures is held out, unless the data are divided already. The network learns"
          + " from the others, and is tested on those after each epoch.",
      ""
    },
    sortOptions = false,
    footer = {
      "",
      "Examples:",
      "  gradus vision train --save digits.safetensors",
      "  gradus vision train --data fashion-mnist --arch mlp --epochs 5",
      "  gradus vision train --data photos --arch resnet20 --weights trained.safetensors --augment"
    })
final class TrainCommand extends Progressing {
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
      description = {
        "The architecture: mlp, lenet, resnet8, resnet20, resnet32, resnet44, resnet56, resnet18,"
            + " resnet34 or mobilenet. The last three are for large pictures, such as photographs."
            + " Default: resnet8, or that of --weights."
      })
  private Arch arch;

  @Mixin private TrainOptions training;

  @Option(
      names = "--weights",
      paramLabel = "FILE",
      description = {
        "Begin with the parameters of this file (safetensors, PyTorch's names). Its last layer is"
            + " replaced if it is for another number of classes."
      })
  private Path weights;

  @Option(
      names = "--save",
      paramLabel = "FILE",
      description = "Save the network as safetensors, for eval, predict and inspect.")
  private Path save;

  @Option(
      names = "--resume",
      paramLabel = "FILE",
      description = {
        "Write a checkpoint to this file after each epoch; if it exists, continue from it. The"
            + " other options must be the same."
      })
  private Path resume;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Write the figures of all epochs as JSON.")
  private Path json;

  @Option(
      names = "--report",
      paramLabel = "DIR",
      description = {
        "Write a page with pictures, report.html, into this folder: curves, the confusion matrix,"
            + " the worst mistakes, the filters of the first layer and what they see."
      })
  private Path report;

  @Option(
      names = {"-q", "--quiet"},
      description = "Print only the result, in one line.")
  private boolean quiet;

  @Override
  public void run() {
    training.check();
    new CommandFiles()
        .input("--data", data.data)
        .input("--weights", weights)
        .output("--save", save)
        .output("--resume", resume)
        .output("--json", json)
        .outputs("--report", report, Report.NAMES);
    if (report != null) {
      Report.check();
    }
    BackendChoice.using(training.backend, this::train);
  }

  private void train() {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    Optional<Weights> begin = Optional.ofNullable(weights).map(Weights::read);
    Arch chosen = begin.isPresent() ? begin.get().arch(arch) : arch == null ? Arch.RESNET8 : arch;
    PictureSet set = data.read(err).split(training.seed);
    Checked.enough(set);
    Settings settings = training.settings(chosen, set, data.data == null);
    Trainer trainer = new Trainer(set, settings, begin);
    TrainStory story = new TrainStory(out, quiet);
    story.begin(Backends.current().name(), set, trainer.network(), settings);
    begin.ifPresent(file -> story.weights(file, trainer));
    double rate = settings.lr().isPresent() ? settings.lr().getAsDouble() : search(story, trainer);
    story.epochs(settings.epochs());
    Run run =
        inSteps(
            err,
            chosen.toString(),
            trainer.steps(),
            step -> trainer.train(rate, Optional.ofNullable(resume), step, story::epoch));
    story.result(run);
    if (!Double.isFinite(run.validation().loss())) {
      throw new InputException(
          "the training diverged (its loss is not a number), so nothing was written; try a smaller"
              + " --lr");
    }
    write(run, set);
    story.next(save, report, data.data, chosen);
    out.flush();
  }

  private static double search(TrainStory story, Trainer trainer) {
    double found = Rates.found(trainer);
    story.found(found);
    return found;
  }

  private void write(Run run, PictureSet set) {
    try (Outputs outputs = new Outputs()) {
      if (json != null) {
        outputs.add(json, file -> Files.writeString(file, run.toJson(), StandardCharsets.UTF_8));
      }
      if (save != null) {
        outputs.add(save, run.network()::save);
      }
      if (report != null) {
        String command =
            String.join(" ", spec.root().commandLine().getParseResult().originalArgs());
        new Report(run, set, "gradus vision " + command).add(outputs, report);
      }
      outputs.commit();
    }
  }
}
