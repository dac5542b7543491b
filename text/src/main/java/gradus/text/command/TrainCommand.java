package gradus.text.command;

import gradus.cli.BackendChoice;
import gradus.cli.CommandFiles;
import gradus.cli.InputException;
import gradus.cli.Outputs;
import gradus.cli.Progressing;
import gradus.engine.Backends;
import gradus.text.data.MobyDick;
import gradus.text.data.TextFile;
import gradus.text.generate.TextModel;
import gradus.text.report.Report;
import gradus.text.train.Corpus;
import gradus.text.train.Evaluation;
import gradus.text.train.Run;
import gradus.text.train.Settings;
import gradus.text.train.Trainer;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Trains a transformer.
@Command(
    name = "train",
    description = {
      "Train a transformer, a GPT-2, to predict the next token of a text.",
      "",
      "The last tenth of the text is held out: the model learns from the rest, and is tested on the"
          + " last tenth. As it learns, it writes a sample.",
      ""
    },
    sortOptions = false,
    footer = {
      "",
      "Examples:",
      "  gradus text train --save ahab",
      "  gradus text train --data shakespeare.txt --report report",
      "  gradus text train --tokenizer bpe --vocabulary 512 --layers 2 --steps 500",
      "  gradus text train --steps 5000 --dropout 0.1 --save ahab --resume"
    })
final class TrainCommand extends Progressing {
  @Spec private CommandSpec spec;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  private boolean help;

  @Option(
      names = "--data",
      paramLabel = "FILE",
      description = "The text, in UTF-8. Default: Moby-Dick, which is built in.")
  private Path data;

  @Mixin private TrainOptions training;

  @Option(
      names = "--save",
      paramLabel = "DIR",
      description = {
        "After each evaluation, save the model, its tokenizer and a checkpoint into this folder,"
            + " for generate, inspect and --resume."
      })
  private Path save;

  @Option(
      names = "--resume",
      description = {
        "Continue from the checkpoint in the folder of --save, if there is one. The other options"
            + " must be the same."
      })
  private boolean resume;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Write the figures of all evaluations as JSON.")
  private Path json;

  @Option(
      names = "--report",
      paramLabel = "DIR",
      description = {
        "Write a page, report.html, into this folder: the curves of the losses, samples, the model"
            + " and its tokens."
      })
  private Path report;

  @Option(
      names = "--backend",
      paramLabel = "NAME",
      description = {
        "The backend: reference (plain loops) or simd (the processor's vector units). Default: the"
            + " fastest available."
      })
  private String backend;

  @Option(
      names = {"-q", "--quiet"},
      description = "Print only the result, in one line.")
  private boolean quiet;

  @Override
  public void run() {
    Settings settings = training.settings();
    if (resume && save == null) {
      throw new InputException("--resume needs --save, the folder with the checkpoint");
    }
    List<String> saved = new ArrayList<>(TextModel.NAMES);
    saved.add(Trainer.CHECKPOINT);
    new CommandFiles()
        .input("--data", data)
        .outputs("--save", save, saved)
        .output("--json", json)
        .outputs("--report", report, Report.NAMES);
    if (report != null) {
      Report.check();
    }
    BackendChoice.using(backend, () -> train(settings));
  }

  private void train(Settings settings) {
    PrintWriter out = spec.commandLine().getOut();
    Corpus corpus =
        data == null
            ? Corpus.of("Moby-Dick", MobyDick.read(), settings)
            : Corpus.of(data.toString(), TextFile.read(data), settings);
    Trainer trainer = new Trainer(corpus, settings);
    TrainStory story = new TrainStory(out, quiet, trainer.text(), settings);
    story.begin(Backends.current().name(), corpus);
    Run run =
        inSteps(
            spec.commandLine().getErr(),
            "steps",
            settings.steps(),
            step -> trainer.train(save, resume, listener(story, step)));
    story.result(run);
    write(run, story.samples());
    story.next(data, save, report);
    out.flush();
  }

  private static Trainer.Listener listener(TrainStory story, Runnable step) {
    return new Trainer.Listener() {
      @Override
      public void step(int number, double loss) {
        step.run();
      }

      @Override
      public void evaluated(Evaluation evaluation) {
        story.evaluated(evaluation);
      }
    };
  }

  private void write(Run run, List<Report.Sample> samples) {
    try (Outputs outputs = new Outputs()) {
      if (json != null) {
        outputs.add(json, file -> Files.writeString(file, run.toJson(), StandardCharsets.UTF_8));
      }
      if (report != null) {
        String command =
            String.join(" ", spec.root().commandLine().getParseResult().originalArgs());
        new Report(run, samples, "gradus text " + command).add(outputs, report);
      }
      outputs.commit();
    }
  }
}
