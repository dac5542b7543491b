package gradus.bench;

import com.google.gson.JsonObject;
import java.util.List;
import java.util.SequencedMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// The command `gradus bench step`.
@Command(
    name = "step",
    description = {
      "Benchmark a training step of a small network, and single operations on a few elements.",
      "",
      "There is little to compute, so this shows the overhead of the engine: checks, allocation,"
          + " and recording the graph for gradients. Everything goes through the public API.",
      "  bytes    allocated on the Java heap per run",
      "  ratio    speed of this engine divided by that of the peer to the left",
      "  torch    PyTorch in Python, if a python3 has it; torch-default with its default number of"
          + " threads",
      "",
      "Takes half a minute, most of it for warming up; with peers one minute.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  gradus bench step",
      "  gradus bench step --peers --json step.json",
      "  gradus bench step --beside 6"
    },
    sortOptions = false)
final class StepCommand extends GroupCommand {
  @Mixin private BesideOption beside;

  StepCommand(Progress progress) {
    super(Group.STEP, progress);
  }

  @Override
  String speed() {
    return "Small work, runs per millisecond";
  }

  @Override
  SequencedMap<String, Double> speeds(JsonObject json) {
    return StepGroup.speeds(json);
  }

  @Override
  List<String> own() {
    return List.of("--beside", String.valueOf(beside.beside()));
  }

  @Override
  String variant() {
    return beside.variant();
  }

  @Override
  Report measure(Rounds rounds, Peers peers, Progress progress) {
    StepGroup group = new StepGroup(rounds.warmer(), peers, beside.beside(), progress);
    return group.report(Machine.here(), group.measure());
  }
}
