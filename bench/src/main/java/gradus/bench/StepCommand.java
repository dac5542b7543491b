package gradus.bench;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// Measures small work.
@Command(
    name = "step",
    description = {
      "Measure a step of training a small net, and single operations on a few elements.",
      "",
      "There is little to compute, so this is what an engine costs by itself: checks, objects, and"
          + " the graph that it records for gradients. All of it through the public API.",
      "  bytes    what a run allocates on the Java heap",
      "  ratio    how many times as fast as the peer on its left this engine is",
      "  torch    PyTorch in Python, if there is a python3 that has it; torch-default with as many"
          + " threads as it chooses itself",
      "",
      "Takes a quarter of a minute, with peers half of one.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  gradus bench step",
      "  gradus bench step --peers --json step.json"
    },
    sortOptions = false)
final class StepCommand implements Runnable {
  @Spec private CommandSpec spec;
  @Mixin private Settings settings;

  private final Progress progress;

  StepCommand(Progress progress) {
    this.progress = progress;
  }

  @Override
  public void run() {
    settings.check();
    Main.useThreads(settings.threads());
    StepGroup group = new StepGroup(settings.rounds().warmer(), settings.openPeers(progress), progress);
    var rows = group.measure();
    progress.done();
    settings.publish(group.report(Machine.here(), rows), spec.commandLine().getOut());
  }
}
