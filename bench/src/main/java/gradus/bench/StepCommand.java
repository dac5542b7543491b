package gradus.bench;

import com.google.gson.JsonObject;
import java.util.List;
import java.util.SequencedMap;
import picocli.CommandLine.Command;

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
      "Takes half a minute, most of it to warm up; with peers one.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  gradus bench step",
      "  gradus bench step --peers --json step.json"
    },
    sortOptions = false)
final class StepCommand extends GroupCommand {
  StepCommand(Progress progress) {
    super(Group.STEP, progress);
  }

  @Override
  String speed() {
    return "Small work, runs a millisecond";
  }

  @Override
  SequencedMap<String, Double> speeds(JsonObject json) {
    return StepGroup.speeds(json);
  }

  @Override
  List<String> own() {
    return List.of();
  }

  @Override
  Report measure(Rounds rounds, Peers peers, Progress progress) {
    StepGroup group = new StepGroup(rounds.warmer(), peers, progress);
    return group.report(Machine.here(), group.measure());
  }
}
