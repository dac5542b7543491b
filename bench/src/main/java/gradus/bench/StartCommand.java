package gradus.bench;

import gradus.cli.InputException;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// The command `gradus bench start`.
@Command(
    name = "start",
    description = {
      "Benchmark whole processes: gradus titanic, which trains three networks, against Python"
          + " importing PyTorch, if a python3 has it.",
      "",
      "They take turns, each on all processors. The first, java -version, is the minimum for any"
          + " Java program.",
      "",
      "Takes half a minute; with --quick half of that.",
      ""
    },
    footer = {"", "Example:", "  gradus bench start --json start.json"},
    sortOptions = false)
final class StartCommand implements Runnable {
  /// The system property with the path of the launcher, set by the launcher.
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
      throw new InputException("start: only works through the launcher; run ./gradus bench start");
    }
    progress.say("looking for a python3 with PyTorch");
    // A process needs no warming up except for the disk cache; one run is enough.
    Rounds rounds = new Rounds(outputs.quick() ? 5 : 11, 0, 0, 1);
    StartGroup group = new StartGroup(rounds, Path.of(launcher), Python.withTorch());
    progress.say("starting processes");
    Map<String, Double> seconds = group.measure();
    progress.done();
    Report report = group.report(Machine.here(), seconds);
    outputs.publish(spec.name(), report, spec.commandLine().getOut());
  }
}
