package gradus.bench;

import gradus.cli.InputException;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// Measures whole processes.
@Command(
    name = "start",
    description = {
      "Measure whole processes: gradus titanic, which trains three networks, against what Python"
          + " takes only to import PyTorch, if there is a python3 that has it.",
      "",
      "They take turns, each with all the processors. The first, java -version, is the least that"
          + " a program in Java takes.",
      "",
      "Takes half a minute; --quick half of that.",
      ""
    },
    footer = {"", "Example:", "  gradus bench start --json start.json"},
    sortOptions = false)
final class StartCommand implements Runnable {
  /// Says where the script `gradus` is; set by the script.
  static final String LAUNCHER = "gradus.launcher";

  @Spec private CommandSpec spec;
  @Mixin private OutputOptions outputs;

  private final Progress progress;

  StartCommand(Progress progress) {
    this.progress = progress;
  }

  @Override
  public void run() {
    outputs.check(spec.name());
    String launcher = System.getProperty(LAUNCHER);
    if (launcher == null) {
      throw new InputException("start: needs the script; run ./gradus bench start");
    }
    progress.say("looking for a python3 that has PyTorch");
    // A process needs no warming up but for the disk's cache: one run is enough.
    Rounds rounds = new Rounds(outputs.quick() ? 5 : 11, 0, 0, 1);
    StartGroup group = new StartGroup(rounds, Path.of(launcher), Python.withTorch());
    progress.say("starting processes");
    Map<String, Double> seconds = group.measure();
    progress.done();
    Report report = group.report(Machine.here(), seconds);
    outputs.publish(spec.name(), report, spec.commandLine().getOut());
  }
}
